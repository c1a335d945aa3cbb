//go:build tools

// Package hostclients pins the tools that the code of this module is generated with.
package hostclients

import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
)
