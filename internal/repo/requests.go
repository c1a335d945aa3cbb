package repo

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream"
)

// Requests lists everything that determines the requests of an API's client: for each operation its method, path, credentials,
// permissions, retry rule and pages, and every parameter and field of the body with its type, limits, default and encoding. It also
// lists the secrets in the responses.
func Requests(root, name string) (string, error) {
	doc, err := generate.API(root, name).Load()
	if err != nil {
		return "", err
	}
	return RequestListing(doc.T), nil
}

// RequestListing is like [Requests], for a document that is already loaded.
func RequestListing(t *openapi3.T) string {
	var b strings.Builder
	schemes := spec.SecuritySchemes(t)
	for _, name := range slices.Sorted(maps.Keys(schemes)) {
		scheme := schemes[name].Value
		facts := []string{"scheme " + name + ":", scheme.Type, scheme.Scheme, scheme.In, scheme.Name}
		for _, keyword := range []string{"x-token-exchange", "x-session"} {
			if value, ok := scheme.Extensions[keyword]; ok {
				encoded, _ := json.Marshal(value) // it was read from JSON or YAML
				facts = append(facts, keyword, string(encoded))
			}
		}
		b.WriteString(strings.Join(slices.DeleteFunc(facts, func(s string) bool { return s == "" }), " ") + "\n")
	}
	for _, op := range spec.Operations(t) {
		fmt.Fprintf(&b, "%s %s\n", op.Name(), op.Op.OperationID)
		for _, line := range upstream.Facts(t, op, "x-retry", "x-timeout", "x-pagination", "x-form", "x-credential", "x-empty-allowed") {
			if line != "" && (!strings.HasPrefix(line, "response ") || strings.Contains(line, "format password")) {
				b.WriteString("  " + line + "\n")
			}
		}
	}
	return b.String()
}
