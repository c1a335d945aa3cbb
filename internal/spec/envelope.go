package spec

import (
	"encoding/json"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Envelope is an entry of x-error-envelope. It describes how a server reports an error inside a successful response.
type Envelope struct {
	Field    string            `json:"field"`
	Falsy    bool              `json:"falsy"`
	Schema   string            `json:"schema"`
	Message  string            `json:"message"`
	Means    string            `json:"means"`
	Meanings map[string]string `json:"meanings"`
}

// Finds returns the error in the body of a successful response, and whether there is one. The body is a JSON tree.
func (v Envelope) Finds(tree any) (found any, isError bool) {
	object, _ := tree.(map[string]any)
	found, there := object[v.Field]
	if !v.Falsy {
		return found, there && !IsEmpty(found)
	}
	return found, there && (IsEmpty(found) || saysNo(found))
}

// Describes reports whether an alternative of a successful response's schema describes the error.
func (v Envelope) Describes(part *openapi3.SchemaRef) bool {
	return v.Schema != "" && part.Ref == "#/components/schemas/"+v.Schema
}

// IsEmpty reports whether PHP's empty() returns true for a JSON value.
func IsEmpty(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case bool:
		return !value
	case string:
		return value == "" || value == "0"
	case json.Number:
		number, err := value.Float64()
		return err == nil && number == 0
	case float64:
		return value == 0
	case []any:
		return len(value) == 0
	case map[string]any:
		return len(value) == 0
	}
	return false
}

// saysNo reports whether a value is a string that means no, although PHP's empty() returns false for it.
func saysNo(value any) bool {
	text, _ := value.(string)
	return strings.EqualFold(text, "false") || strings.EqualFold(text, "no") || strings.EqualFold(text, "off")
}
