package plan

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

const (
	mediaJSON  = "application/json"
	mediaBytes = "application/octet-stream"
	components = "#/components/schemas/"
	rawMessage = "json.RawMessage"
)

// catalog holds the schemas that become Go types: components that operations use, and inline schemas, which get names. It holds
// copies, so the document is not modified. In a copy, every struct and every enum is a reference to a component with the name
// of its Go type.
type catalog struct {
	*builder

	byRef  map[string]*component // by the document's name
	byName map[string]*component // by the Go name
	// from maps a copy to the document's schema.
	from map[*openapi3.Schema]*openapi3.Schema
	sets map[*openapi3.Schema]requiredSets
	// enums are the inline enums. They are named once all of them are known.
	enums []*inlineEnum
	// flags are the references that override flags of their value.
	flags []flags
	// demanded are the properties that are required in requests but not in responses, by schema.
	demanded map[*openapi3.Schema][]string
	// endless are the required properties that became optional because of a cycle, by the document's schema.
	endless map[*openapi3.Schema][]string
	// taken are the credential properties that were removed, by the schema that they were removed from.
	taken map[*openapi3.Schema]string
	// fields are the Go names of the fields of a struct, by the document's schema and the property's name.
	fields map[*openapi3.Schema]map[string]string
	// plain are the secrets that become strings, in a foreign document.
	plain   map[*openapi3.Schema]bool
	roots   []root
	imports []Import
	err     error
}

// component is a schema that becomes a Go type.
type component struct {
	name    string
	schema  *openapi3.Schema
	pointer string
	// is describes the type's role in an operation; nil if it has none.
	is             func() string
	sent, received bool
	// at is where the schema is described.
	at place
}

// flags override those of a reference's value.
type flags struct {
	ref                           *openapi3.SchemaRef
	nullable, readOnly, writeOnly bool
}

// place is where a schema is described.
type place struct {
	// parent is the Go name of the type or operation that the schema is part of, and part is its name there.
	parent, part string
	pointer      string
	// is describes the role of the schema in an operation, such as "the body of [InvoicesService.Get]"; nil if it has none.
	is func() string
	// what describes the parameter that the schema belongs to; nil if it belongs to none.
	what func() string
}

func (p place) below(part string, tokens ...string) place {
	return place{parent: p.name(), part: part, pointer: p.pointer + spec.Pointer(tokens...)}
}

// name returns the Go name of a type that is described here.
func (p place) name() string { return p.parent + p.part }

// member returns the place of a part of the allOf at p. Such a part has the name of the whole.
func (p place) member(i int) place {
	p.pointer += spec.Pointer("allOf", strconv.Itoa(i))
	return p
}

// item returns the place of the items of the list at p, or of the values of the map at p. Items of a property "boxes" are
// named "Box". If the list or map is the body or the result of an operation, an item is named "Item" and a value is named "Value".
func (p place) item(token string) place {
	inside := place{parent: p.parent, pointer: p.pointer + spec.Pointer(token), is: p.is}
	all := words(p.part)
	switch {
	case p.is != nil && token == "items":
		inside.part, inside.is = "Item", func() string { return "an item of " + p.is() }
	case p.is != nil:
		inside.part, inside.is = "Value", func() string { return "a value of " + p.is() }
	case len(all) > 0 && strings.Trim(p.part, "0123456789") == "":
		inside.part = p.part + "Item" // the number alone is oapi-codegen's name for the alternative itself
	case len(all) > 0:
		all[len(all)-1] = singular(all[len(all)-1])
		inside.part = strings.Join(all, "")
	case singular(p.parent) != p.parent:
		inside.parent = singular(p.parent)
	default:
		inside.part = "Item"
	}
	return inside
}

func newCatalog(b *builder) *catalog {
	c := &catalog{
		builder: b, byRef: map[string]*component{}, byName: map[string]*component{},
		from: map[*openapi3.Schema]*openapi3.Schema{}, sets: map[*openapi3.Schema]requiredSets{}, taken: map[*openapi3.Schema]string{},
		demanded: map[*openapi3.Schema][]string{}, endless: map[*openapi3.Schema][]string{},
		fields: map[*openapi3.Schema]map[string]string{},
	}
	if b.config.Foreign {
		c.plain = b.plainSecrets()
	}
	return c
}

func (c *catalog) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

func (b *builder) origin(pointer string) Origin {
	file, line := b.doc.Place(pointer)
	return Origin{File: file, Line: line, Pointer: pointer}
}

// ref returns a reference to the copy of a schema.
func (c *catalog) ref(ref *openapi3.SchemaRef, at place) *openapi3.SchemaRef {
	if known := c.named(ref.Ref); known != nil {
		out := &openapi3.SchemaRef{Ref: components + known.name, Value: known.schema, Extensions: maps.Clone(ref.Extensions)}
		return c.withFlags(out, ref.Value)
	}
	s := ref.Value
	switch {
	case isTyped(s):
	case isAny(s):
		return c.raw(s)
	case c.isEnum(s):
		return c.inlineEnum(s, at)
	case isStruct(s):
		return c.hoist(s, at)
	}
	return &openapi3.SchemaRef{Value: c.body(s, at)}
}

// withFlags returns a reference of the catalog, after recording the flags of the document's schema that it refers to.
func (c *catalog) withFlags(ref *openapi3.SchemaRef, s *openapi3.Schema) *openapi3.SchemaRef {
	if s.Nullable || s.ReadOnly || s.WriteOnly {
		c.flags = append(c.flags, flags{ref, s.Nullable, s.ReadOnly, s.WriteOnly})
	}
	return ref
}

// named returns the component for a reference in the document, or nil if the reference does not point to a schema in components.
func (c *catalog) named(ref string) *component {
	name, ok := c.componentName(ref)
	if !ok {
		return nil
	}
	if known := c.byRef[name]; known != nil {
		return known
	}
	definition := c.doc.T.Components.Schemas[name]
	pointer := spec.Pointer("components", "schemas", name)
	known := c.add(typeName(definition, goName(name)), pointer, "the schema "+name)
	c.byRef[name] = known
	c.fill(known, definition.Value, place{parent: known.name, pointer: pointer})
	return known
}

// componentName returns the name of the component that a reference in the document points to, and whether there is one.
func (c *catalog) componentName(ref string) (string, bool) {
	name, ok := strings.CutPrefix(ref, components)
	return name, ok && !strings.Contains(name, "/") && c.doc.T.Components != nil && c.doc.T.Components.Schemas[name] != nil
}

// typeName returns the name that an extension sets for the type of a component, or usual. The name of a component that it refers to
// does not count.
func typeName(definition *openapi3.SchemaRef, usual string) string {
	for _, word := range []string{"x-go-type-name", "x-go-name"} {
		if name, ok := (*ownWords(definition))[word].(string); ok {
			return name
		}
	}
	return usual
}

// add creates a component with an empty schema. Call fill afterward to set the schema, which may refer to the component itself.
func (c *catalog) add(name, pointer, what string) *component {
	name, err := c.give(c.names, what, c.origin(pointer), name)
	if err != nil {
		c.fail(err)
	}
	added := &component{name: name, schema: &openapi3.Schema{}, pointer: pointer}
	c.byName[name] = added
	return added
}

// fill sets the schema of a component.
func (c *catalog) fill(known *component, s *openapi3.Schema, at place) {
	c.from[known.schema] = s
	if c.leftOut.raw[known.pointer] != nil {
		*known.schema = *c.raw(openapi3.NewSchema()).Value
		return
	}
	own := c.body(s, at)
	delete(own.Extensions, "x-go-name")
	delete(own.Extensions, "x-go-type-name")
	if isAny(s) && !isTyped(s) {
		own = c.raw(s).Value
	}
	*known.schema = *own
	c.from[known.schema] = s
	c.sets[known.schema] = c.sets[own]
	c.taken[known.schema] = c.taken[own]
}

// hoist turns an inline schema into a component. Identical schemas with the same x-go-type-name become one component.
func (c *catalog) hoist(s *openapi3.Schema, at place) *openapi3.SchemaRef {
	if c.leftOut.raw[at.pointer] != nil {
		return c.raw(openapi3.NewSchema())
	}
	name, isSet := s.Extensions["x-go-type-name"].(string)
	if !isSet {
		name = at.name()
	}
	known := c.byName[name]
	if known == nil || !isSet || !alike(c.from[known.schema], s) {
		known = c.add(name, at.pointer, "the schema at "+at.pointer)
		known.is, known.at = at.is, at
		c.fill(known, s, place{parent: known.name, pointer: at.pointer})
	}
	out := &openapi3.SchemaRef{Ref: components + known.name, Value: known.schema, Extensions: fieldWords(s.Extensions)}
	return c.withFlags(out, s)
}

// fieldWords returns the extensions of an inline schema that apply to the property that has it.
func fieldWords(words map[string]any) map[string]any {
	own := maps.Clone(words)
	delete(own, "x-go-type-name")
	return own
}

// body returns a deep copy of a schema. Structs and enums in it become references, but the schema itself does not.
func (c *catalog) body(s *openapi3.Schema, at place) *openapi3.Schema {
	own := c.part(s, at, c.properties(s, at))
	if len(own.AllOf) > 0 {
		requireWhereDeclared(own)
	}
	return own
}

// part is like body, with the copies of the properties of s.
func (c *catalog) part(s *openapi3.Schema, at place, properties map[*openapi3.SchemaRef]*openapi3.SchemaRef) *openapi3.Schema {
	own := *s
	own.Extensions = maps.Clone(s.Extensions)
	c.from[&own] = s
	if goType, ok := s.Extensions["x-go-type"].(string); ok {
		c.typed(&own, goType, at)
		return &own
	}
	if c.plain[s] {
		own.Format = ""
		c.note(at.pointer, "the secret is a plain string in Go: it is sent inside a union or a struct with additional properties")
	}
	if c.isLenient(&own) {
		own.Nullable = false // these types represent null themselves
	}
	c.checkExtensible(s, at.pointer)
	own.Enum = nil
	if c.isEnum(s) {
		// Oapi-codegen generates a type only if the enum has a value. This package generates the constants.
		own.Enum = []any{"0"}
	}
	c.takeRequiredSets(&own)
	own.Properties = openapi3.Schemas{}
	for _, name := range sorted(s.Properties) {
		if wordsOf(s.Properties[name], "x-credential") == true {
			// The client adds the credential, so the Go type leaves it out.
			c.taken[&own] = name
			own.Required = slices.DeleteFunc(slices.Clone(own.Required), func(other string) bool { return other == name })
			continue
		}
		own.Properties[name] = properties[s.Properties[name]]
	}
	if s.Items != nil {
		own.Items = c.ref(s.Items, at.item("items"))
	}
	if values := s.AdditionalProperties.Schema; values != nil {
		own.AdditionalProperties.Schema = c.ref(values, at.item("additionalProperties"))
	} else if closed := s.AdditionalProperties.Has != nil && !*s.AdditionalProperties.Has; s.Type.Is("object") && !isStruct(s) && !closed {
		own.AdditionalProperties = openapi3.BoolSchema{Schema: c.raw(openapi3.NewSchema())}
	}
	own.AllOf = c.members(s.AllOf, at, properties)
	own.AnyOf = c.alternatives(own.AnyOf, at, "anyOf")
	own.OneOf = c.alternatives(own.OneOf, at, "oneOf")
	return &own
}

// members copies the parts of an allOf, which together become one type.
func (c *catalog) members(refs openapi3.SchemaRefs, at place, properties map[*openapi3.SchemaRef]*openapi3.SchemaRef) openapi3.SchemaRefs {
	var all openapi3.SchemaRefs
	for i, ref := range refs {
		if known := c.named(ref.Ref); known != nil {
			all = append(all, &openapi3.SchemaRef{Ref: components + known.name, Value: known.schema, Extensions: maps.Clone(ref.Extensions)})
			continue
		}
		all = append(all, &openapi3.SchemaRef{Value: c.part(ref.Value, at.member(i), properties)})
	}
	return all
}

// alternatives copies the parts of an anyOf or oneOf. Each part becomes a type.
func (c *catalog) alternatives(refs openapi3.SchemaRefs, at place, word string) openapi3.SchemaRefs {
	var all openapi3.SchemaRefs
	for i, ref := range refs {
		part := fmt.Sprint(i) // oapi-codegen's name for an alternative
		if ref.Value.Title != "" {
			part = goName(ref.Value.Title)
		}
		all = append(all, c.ref(ref, at.below(part, word, fmt.Sprint(i))))
	}
	return all
}

// isEnum reports whether a schema is an enum that can have constants: of strings or integers.
func (c *catalog) isEnum(s *openapi3.Schema) bool {
	if isTyped(s) || len(enumTexts(s)) == 0 {
		return false
	}
	plain := c.plainType(s)
	return plain == "string" || strings.HasPrefix(plain, "int")
}

// drop removes a component that has no properties left.
func (c *catalog) drop(ref *openapi3.SchemaRef) {
	c.roots = slices.DeleteFunc(c.roots, func(r root) bool { return r.ref == ref })
	if known := c.component(ref); known != nil {
		delete(c.byName, known.name)
	}
}
