// Package page holds the files of the mock server's page.
package page

import "embed"

// FS holds index.html and what it loads. Nothing comes from elsewhere.
//
//go:embed index.html page.js page.css
var FS embed.FS
