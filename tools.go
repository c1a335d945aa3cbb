//go:build tools

// Package hostclients pins the tools that generate code in this module.
package hostclients

import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
)
