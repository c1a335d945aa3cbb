// Package overlays embeds the overlays of the APIs, for programs that run without this repository.
package overlays

import "embed"

// FS contains <api>.yaml.
//
//go:embed *.yaml
var FS embed.FS
