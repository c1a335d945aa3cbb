package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// unwrapped is a document in which each wrapper is replaced with the schema inside it. A wrapper is an allOf with one part and without
// other keywords, except documentation, a default, extensions, or flags such as nullable. OpenAPI 3.0 has no other way to add them to a
// reference.
type unwrapped struct {
	// wrappers maps each reference that replaces a wrapper to the wrapper.
	wrappers map[*openapi3.SchemaRef]*openapi3.Schema
	done     map[*openapi3.Schema]bool
	undo     []func()
}

// unwrap replaces the wrappers of a document until restore is called.
func unwrap(t *openapi3.T) *unwrapped {
	u := &unwrapped{wrappers: map[*openapi3.SchemaRef]*openapi3.Schema{}, done: map[*openapi3.Schema]bool{}}
	_ = t.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error {
		u.replace(ref)
		return nil
	})
	return u
}

func (u *unwrapped) restore() {
	for _, undo := range slices.Backward(u.undo) {
		undo()
	}
}

// replace replaces the wrapper at ref. Other references to the wrapper have the same value, so its value is overwritten.
func (u *unwrapped) replace(ref *openapi3.SchemaRef) {
	s := ref.Value
	if u.done[s] {
		return
	}
	u.done[s] = true
	if len(s.AllOf) != 1 {
		return
	}
	part := s.AllOf[0]
	u.replace(part) // it may get its type from a schema inside it
	if !isWrapper(s) {
		return
	}
	wrapper, before := *s, *ref
	u.undo = append(u.undo, func() { *s, *ref = wrapper, before })
	*s = *part.Value
	s.Origin = wrapper.Origin
	s.Description, s.Title = cmp.Or(wrapper.Description, s.Description), cmp.Or(wrapper.Title, s.Title)
	if wrapper.Default != nil {
		s.Default = wrapper.Default
	}
	s.Nullable, s.Deprecated = s.Nullable || wrapper.Nullable, s.Deprecated || wrapper.Deprecated
	s.ReadOnly, s.WriteOnly = s.ReadOnly || wrapper.ReadOnly, s.WriteOnly || wrapper.WriteOnly
	if ref.Ref == "" && strings.HasPrefix(part.Ref, components) {
		ref.Ref, ref.Extensions = part.Ref, wrapper.Extensions
		u.wrappers[ref] = &wrapper
		return
	}
	s.Extensions = merged(s.Extensions, wrapper.Extensions)
}

// isWrapper reports whether a schema only adds annotations to another one.
func isWrapper(s *openapi3.Schema) bool {
	if len(s.AllOf) != 1 || isTyped(s) {
		return false
	}
	rest := withoutAnnotations(s)
	rest.AllOf = nil
	if part := s.AllOf[0].Value; rest.Type != nil && part.Type != nil && slices.Equal(*rest.Type, *part.Type) {
		rest.Type = nil
	}
	return isEmpty(&rest)
}

// isEmpty reports whether a schema has no keywords.
func isEmpty(s *openapi3.Schema) bool {
	text, err := s.MarshalJSON()
	return err == nil && string(text) == "{}"
}

// withoutAnnotations returns a copy of a schema without the keywords that do not affect which values it accepts.
func withoutAnnotations(s *openapi3.Schema) openapi3.Schema {
	rest := *s
	rest.Description, rest.Title, rest.Default, rest.Example, rest.ExternalDocs, rest.XML = "", "", nil, nil, nil, nil
	rest.Extensions, rest.Origin = nil, nil
	rest.Nullable, rest.Deprecated, rest.ReadOnly, rest.WriteOnly = false, false, false, false
	return rest
}
