package repo

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Requests lists all that decides what the client of the API called name sends, and what it keeps to itself: for each operation
// its method, path, credentials, permissions, retry and pages, every parameter and field of the body with its type, limits,
// default and spelling, and the secrets of the response.
func Requests(root, name string) (string, error) {
	doc, err := spec.Load(filepath.Join(root, "specs", name, "openapi.yaml"), filepath.Join(root, "overlays", name+".yaml"))
	if err != nil {
		return "", err
	}
	return RequestListing(doc.T), nil
}

// RequestListing is the listing of Requests for one document.
func RequestListing(t *openapi3.T) string {
	l := &requestListing{}
	if t.Components != nil {
		for _, name := range slices.Sorted(maps.Keys(t.Components.SecuritySchemes)) {
			scheme := t.Components.SecuritySchemes[name].Value
			l.line(0, "scheme %s: %s", name, strings.Join(slices.DeleteFunc([]string{
				scheme.Type, scheme.Scheme, scheme.In, scheme.Name, words(scheme.Extensions, "x-token-exchange", "x-session"),
			}, func(s string) bool { return s == "" }), " "))
		}
	}
	for _, path := range slices.Sorted(maps.Keys(t.Paths.Map())) {
		item := t.Paths.Value(path)
		for _, method := range slices.Sorted(maps.Keys(item.Operations())) {
			l.operation(t, item, item.Operations()[method], method+" "+path)
		}
	}
	return l.String()
}

type requestListing struct{ strings.Builder }

func (l *requestListing) line(depth int, format string, args ...any) {
	l.WriteString(strings.TrimRight(strings.Repeat("  ", depth)+fmt.Sprintf(format, args...), " ") + "\n")
}

func (l *requestListing) operation(t *openapi3.T, item *openapi3.PathItem, op *openapi3.Operation, request string) {
	l.line(0, "%s %s", request, op.OperationID)
	security := t.Security
	if op.Security != nil {
		security = *op.Security
	}
	var alternatives []string
	for _, alternative := range security {
		alternatives = append(alternatives, strings.Join(slices.Sorted(maps.Keys(alternative)), "+"))
	}
	l.line(1, "credentials: %s", strings.Join(alternatives, " | "))
	if own := words(op.Extensions, "x-permissions", "x-retry", "x-timeout", "x-pagination", "x-form"); own != "" {
		l.line(1, "%s", own)
	}
	for _, ref := range spec.Parameters(item, op) {
		p := ref.Value
		l.value(1, p.In+" "+p.Name, p.Required, p.Schema, nil)
	}
	if op.RequestBody != nil {
		for _, media := range slices.Sorted(maps.Keys(op.RequestBody.Value.Content)) {
			l.value(1, "body "+media, op.RequestBody.Value.Required, op.RequestBody.Value.Content[media].Schema, nil)
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses.Map())) {
		for _, content := range op.Responses.Value(status).Value.Content {
			for _, secret := range secretsOf(content.Schema, "", nil) {
				l.line(1, "secret in %s: %s", status, secret)
			}
		}
	}
}

// value lists a value and what is in it. A schema that holds itself is followed once.
func (l *requestListing) value(depth int, name string, required bool, ref *openapi3.SchemaRef, above []*openapi3.Schema) {
	if ref == nil || ref.Value == nil {
		l.line(depth, "%s", name)
		return
	}
	s := ref.Value
	facts := []string{"optional"}
	if required {
		facts[0] = "required"
	}
	own, parts := limitsOf(ref)
	l.line(depth, "%s: %s", name, strings.Join(append(facts, own...), ", "))
	if slices.Contains(above, s) {
		return
	}
	above = append(slices.Clone(above), s)
	for _, part := range parts {
		for _, field := range slices.Sorted(maps.Keys(part.Properties)) {
			l.value(depth+1, field, slices.Contains(part.Required, field), part.Properties[field], above)
		}
		if part.Items != nil {
			l.value(depth+1, "[]", false, part.Items, above)
		}
		if part.AdditionalProperties.Schema != nil {
			l.value(depth+1, "{}", false, part.AdditionalProperties.Schema, above)
		}
	}
}

// limitsOf returns what a schema says of the value itself, and the schema with its parts, of which each may hold fields.
func limitsOf(ref *openapi3.SchemaRef) (facts []string, parts []*openapi3.Schema) {
	s := ref.Value
	parts = []*openapi3.Schema{s}
	facts = append(facts, typeOf(&openapi3.SchemaRef{Value: s}))
	if nested := len(s.AllOf) == 1 && s.Type == nil; nested {
		facts = facts[:0]
	}
	add := func(stated bool, format string, args ...any) {
		if stated {
			facts = append(facts, fmt.Sprintf(format, args...))
		}
	}
	add(s.Nullable, "or null")
	add(s.Default != nil, "default %v", s.Default)
	add(s.Min != nil, "from %v", deref(s.Min))
	add(s.ExclusiveMin.IsTrue(), "but not that")
	add(s.Max != nil, "to %v", deref(s.Max))
	add(s.MinLength > 0, "at least %d characters", s.MinLength)
	add(s.MaxLength != nil, "at most %d characters", deref(s.MaxLength))
	add(s.MinItems > 0, "at least %d items", s.MinItems)
	add(s.MaxItems != nil, "at most %d items", deref(s.MaxItems))
	add(s.Pattern != "", "pattern %s", s.Pattern)
	add(len(s.Enum) > 0, "one of %v", s.Enum)
	if own := words(s.Extensions, "x-form", "x-credential", "x-empty-allowed"); own != "" {
		facts = append(facts, own)
	}
	if ref.Ref != "" {
		if beside := words(ref.Extensions, "x-form", "x-credential", "x-empty-allowed"); beside != "" {
			facts = append(facts, beside)
		}
	}
	for _, alternatives := range []openapi3.SchemaRefs{s.AllOf, s.AnyOf, s.OneOf} {
		for _, part := range alternatives {
			more, inside := limitsOf(part)
			facts, parts = append(facts, more...), append(parts, inside...)
		}
	}
	return facts, parts
}

func deref[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// words writes extensions on one line, each as JSON.
func words(extensions map[string]any, names ...string) string {
	var all []string
	for _, name := range names {
		if value, ok := extensions[name]; ok {
			text, err := json.Marshal(value)
			if err != nil {
				text = fmt.Append(nil, err)
			}
			all = append(all, name+" "+string(text))
		}
	}
	return strings.Join(all, ", ")
}

// secretsOf returns the places of secrets in a value, in order, each once.
func secretsOf(ref *openapi3.SchemaRef, place string, above []*openapi3.Schema) []string {
	if ref == nil || ref.Value == nil || slices.Contains(above, ref.Value) {
		return nil
	}
	s := ref.Value
	above = append(slices.Clone(above), s)
	var all []string
	if s.Format == "password" {
		all = append(all, strings.TrimPrefix(place, "."))
	}
	for name, property := range s.Properties {
		all = append(all, secretsOf(property, place+"."+name, above)...)
	}
	all = append(all, secretsOf(s.Items, place+"[]", above)...)
	all = append(all, secretsOf(s.AdditionalProperties.Schema, place+"{}", above)...)
	for _, part := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
		all = append(all, secretsOf(part, place, above)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
