package spec

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// ParseJSON reads a JSON tree in which numbers keep their text.
func ParseJSON(data []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, err
	}
	if decoder.More() {
		return nil, errors.New("more than one JSON value")
	}
	return tree, nil
}

// SchemaOf returns a schema, or the empty schema if the document has none.
func SchemaOf(ref *openapi3.SchemaRef) *openapi3.Schema {
	if ref == nil || ref.Value == nil {
		return &openapi3.Schema{}
	}
	return ref.Value
}

// IsOf reports whether a schema, or a part of it, is of a type.
func IsOf(schema *openapi3.Schema, types ...string) bool {
	return hasPart(schema, func(part *openapi3.Schema) bool { return slices.ContainsFunc(types, part.Type.Is) })
}

// Scalar converts a string to the type of its schema: a number, a boolean, or the string itself. Yes and no are the spellings of
// booleans, in addition to true and false. A string of another form stays a string, for a validator to report.
func Scalar(text string, schema *openapi3.Schema, yes, no string) any {
	switch {
	case IsOf(schema, openapi3.TypeInteger, openapi3.TypeNumber):
		if _, err := strconv.ParseFloat(text, 64); err == nil && json.Valid([]byte(text)) {
			return json.Number(text)
		}
	case IsOf(schema, openapi3.TypeBoolean):
		switch text {
		case yes, "true":
			return true
		case no, "false":
			return false
		}
	}
	return text
}
