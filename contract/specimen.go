package contract

import (
	"encoding/json"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec/specimen"
)

// made is a value to be replaced by a real one, with the required members of objects.
func made(schema *openapi3.Schema, request bool) any {
	return specimen.Generator{Least: true, Request: request}.Value(schema)
}

func encoded(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(data)
}

// plainText returns a value as it is written in a path, a query or a form.
func plainText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return encoded(value)
}
