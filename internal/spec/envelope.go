package spec

import (
	"encoding/json"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Envelope is an entry of x-error-envelope: how a server reports an error inside a success.
type Envelope struct {
	Field    string            `json:"field"`
	Falsy    bool              `json:"falsy"`
	Schema   string            `json:"schema"`
	Message  string            `json:"message"`
	Means    string            `json:"means"`
	Meanings map[string]string `json:"meanings"`
}

// Finds returns the error in the body of a success, given as a JSON tree, and whether there is one.
func (v Envelope) Finds(tree any) (found any, isError bool) {
	object, _ := tree.(map[string]any)
	found, there := object[v.Field]
	if !v.Falsy {
		return found, there && !IsEmpty(found)
	}
	return found, there && (IsEmpty(found) || saysNo(found))
}

// Describes reports whether an alternative of a success is the schema of the envelope's error.
func (v Envelope) Describes(part *openapi3.SchemaRef) bool {
	return v.Schema != "" && part.Ref == "#/components/schemas/"+v.Schema
}

// IsEmpty reports whether a JSON value is empty as PHP sees it.
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

// saysNo reports whether a string means no although PHP takes it for true.
func saysNo(value any) bool {
	text, _ := value.(string)
	return strings.EqualFold(text, "false") || strings.EqualFold(text, "no") || strings.EqualFold(text, "off")
}
