// Package specs embeds the documents of the APIs and their fixtures, for programs that run without this repository.
package specs

import "embed"

// FS contains <api>/openapi.yaml and <api>/fixtures/<provenance>/<operationId>.yaml.
//
//go:embed */openapi.yaml */fixtures/*/*.yaml
var FS embed.FS
