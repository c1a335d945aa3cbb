// Package page contains the files of the mock server's page.
package page

import "embed"

// FS contains index.html and everything that it loads.
//
//go:embed index.html page.js page.css
var FS embed.FS
