package contract

import (
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/core/runtime"
)

// ReadForm reads an application/x-www-form-urlencoded body as PHP does, brackets included, into the JSON tree that the schema
// describes: the x-form spellings of its fields are undone, and texts become numbers, booleans and lists where the schema wants
// them. A text that does not fit stays a text, for the validator to report. Numbers are json.Number.
func ReadForm(body string, schema *openapi3.Schema, style runtime.Form) (tree any, err error) {
	return parseForm(body, schema, style)
}
