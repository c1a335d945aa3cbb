package spec

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// ParseJSON decodes one JSON value. Numbers become json.Number.
func ParseJSON(data []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, err
	}
	if decoder.More() {
		return nil, errors.New("want one JSON value, got more")
	}
	return tree, nil
}

// SchemaOf returns the schema of a reference, or an empty schema if ref is nil or unresolved.
func SchemaOf(ref *openapi3.SchemaRef) *openapi3.Schema {
	if ref == nil || ref.Value == nil {
		return &openapi3.Schema{}
	}
	return ref.Value
}

// IsOf reports whether a schema, or a part of it, has one of the types.
func IsOf(schema *openapi3.Schema, types ...string) bool {
	return hasPart(schema, func(part *openapi3.Schema) bool { return slices.ContainsFunc(types, part.Type.Is) })
}

// Scalar converts a string to the type of its schema: a number, a boolean, or the string itself. Yes and no are spellings of booleans
// in addition to true and false. An invalid number or boolean stays a string, so that a validator reports it.
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
