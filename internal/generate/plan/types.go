package plan

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// types builds the package's types from oapi-codegen's result for the catalog.
func (b *builder) types() error {
	b.bySchema = map[*openapi3.Schema]*Type{}
	for _, made := range b.made.types {
		t := made.Type
		if known := b.catalog.byName[made.Name]; known != nil {
			t.Origin = b.origin(known.pointer)
			t.Sent, t.Received = known.sent, known.received
			var err error
			if t.Values, err = b.catalog.values(known); err != nil {
				return err
			}
			from := b.catalog.from[known.schema]
			t.Comment, t.Deprecated = b.typeComment(t, known, from), from != nil && from.Deprecated
			b.bySchema[known.schema] = t
		} else if err := b.names.take(made.Name, "a part of a union", Origin{File: b.doc.File()}); err != nil && b.config.Foreign && !b.leftOut.names[made.Name] {
			b.leftOut.names[made.Name], b.rebuild = true, true
		} else if err != nil {
			return err
		} else {
			of := "a union"
			if union := b.catalog.byName[strings.TrimRight(made.Name, "0123456789")]; union != nil {
				t.Origin, of = b.origin(union.pointer), "["+union.name+"]"
			}
			t.Comment = []string{made.Name + " is an alternative of " + of + "."}
		}
		if len(t.Values) > 0 {
			t.Alias = false
		}
		b.plan.Types = append(b.plan.Types, t)
		b.byName[t.Name] = t
	}
	for _, f := range b.catalog.flags {
		if known := b.catalog.component(f.ref); known != nil {
			b.bySchema[f.ref.Value] = b.bySchema[known.schema]
		}
	}
	slices.SortFunc(b.plan.Types, func(a, b *Type) int { return strings.Compare(a.Name, b.Name) })
	for _, made := range b.made.types {
		if !made.Struct {
			made.Fields = nil
		}
		if err := b.fields(made); err != nil {
			return err
		}
	}
	return nil
}

// fields completes the fields of a struct.
func (b *builder) fields(t generatedType) error {
	names := namespace{of: t.Name}
	known := b.catalog.byName[t.Name]
	for i, f := range t.Fields {
		f.Type, f.Origin = b.bySchema[t.schemas[i]], t.Origin
		if known != nil {
			b.describeField(f, known)
		}
		f.Omit = omit(f, b.fieldWords(known, f.Wire))
		if err := names.take(f.Name, "the property "+f.Wire, f.Origin); err != nil {
			if !b.config.Foreign || known == nil || b.leftOut.raw[known.pointer] != nil {
				return err
			}
			b.leftOut.raw[known.pointer], b.rebuild = err, true
			return nil
		}
	}
	return nil
}

// list returns the Go type of the items of a field, or "" if it is not a list.
func (b *builder) list(f *Field) string {
	if f.Item == "" && f.Type != nil && f.Type.Alias {
		if item, ok := strings.CutPrefix(f.Type.GoType, "[]"); ok {
			return item
		}
	}
	return f.Item
}

// omit returns the option of a field's JSON tag. An optional field is left out of the JSON if it is nil, or, if its type has no
// nil, if it is zero.
func omit(f *Field, words map[string]any) string {
	switch {
	case words["x-omitempty"] == true:
		return "omitempty"
	case words["x-omitzero"] == true:
		return "omitzero"
	case f.Required:
		return ""
	case f.IsOptional():
		return "omitempty"
	}
	return "omitzero"
}

// fieldWords returns the extensions of a property.
func (b *builder) fieldWords(known *component, wire string) map[string]any {
	if known == nil {
		return nil
	}
	for _, s := range append([]*openapi3.Schema{known.schema}, inlineMembers(known.schema)...) {
		if property := s.Properties[wire]; property != nil {
			return *ownWords(property)
		}
	}
	return nil
}

// describeField sets a field's origin, default and comment from the document. If the property is a reference, the field has no
// comment, because the type that it refers to has one.
func (b *builder) describeField(f *Field, known *component) {
	property, pointer := docProperty(b.catalog.from[known.schema], known.pointer, f.Wire)
	if property == nil {
		return
	}
	f.Origin, f.Default, f.Nullable = b.origin(pointer), defaultOf(property.Value), property.Value.Nullable || isAny(property.Value)
	s := property.Value
	if property.Ref != "" {
		if s = b.wrappers[property]; s == nil {
			return
		}
	}
	f.Deprecated, f.Comment = s.Deprecated, b.fieldComment(s.Description, s, s.Deprecated, s.Extensions)
}

// fieldComment returns the comment of a field for a property or a parameter with this schema.
func (b *builder) fieldComment(description string, s *openapi3.Schema, deprecated bool, words map[string]any) []string {
	comment := described(description, b.limits(s))
	if deprecated {
		comment = append(comment, "Deprecated: "+reason(words))
	}
	return comment
}

// defaultOf returns the default of a schema, as JSON, or "" if it has none.
func defaultOf(s *openapi3.Schema) string {
	if s.Default == nil {
		return ""
	}
	text, err := json.Marshal(s.Default)
	if err != nil {
		return fmt.Sprint(s.Default)
	}
	return string(text)
}

// docProperty returns a property of a schema of the document, or of a part of its allOf, and its pointer.
func docProperty(s *openapi3.Schema, pointer, name string) (*openapi3.SchemaRef, string) {
	if s == nil {
		return nil, ""
	}
	if property := s.Properties[name]; property != nil {
		return property, pointer + spec.Pointer("properties", name)
	}
	for i, member := range s.AllOf {
		inside := pointer + spec.Pointer("allOf", fmt.Sprint(i))
		if strings.HasPrefix(member.Ref, components) {
			inside = strings.TrimPrefix(member.Ref, "#")
		}
		if property, at := docProperty(member.Value, inside, name); property != nil {
			return property, at
		}
	}
	return nil, ""
}

// reason returns the reason for a deprecation.
func reason(words map[string]any) string {
	text, _ := words["x-deprecated-reason"].(string)
	return cmp.Or(text, "the vendor has deprecated it.")
}

// described returns a paragraph with a description and the limits of the value, or nil if both are empty.
func described(description, limits string) []string {
	text := strings.TrimSpace(description)
	if limits != "" {
		limits = upperFirst(limits) + "."
		if text != "" {
			text = strings.TrimSuffix(text, ".") + ". "
		}
		text += limits
	}
	if text == "" {
		return nil
	}
	return []string{text}
}
