// Package overlays holds the overlays of the APIs, for programs that run without this repository.
package overlays

import "embed"

// FS holds <api>.yaml.
//
//go:embed *.yaml
var FS embed.FS
