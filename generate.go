// Package hostclients has no code. "go generate ./..." starts here, and its tests check the documentation. The clients are in
// gen/<api>, their runtime is in core.
package hostclients

//go:generate go tool clientgen
//go:generate go tool clientgen -spec internal/generate/testdata/sample/openapi.yaml -overlay internal/generate/testdata/sample/overlay.yaml -out internal/generate/sample
//go:generate go tool clientgen -spec internal/generate/testdata/photos/openapi.yaml -overlay internal/generate/testdata/photos/overlay.yaml -out internal/generate/photos
//go:generate go tool clientgen -spec internal/generate/testdata/garage/openapi.yaml -overlay internal/generate/testdata/garage/overlay.yaml -out internal/generate/garage
