package goapi

import (
	"fmt"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/spec"
)

// location is where in the document a type, field or method comes from.
type location struct {
	tokens []string         // of the JSON pointer
	target string           // the same as the target of an overlay's action
	schema *openapi3.Schema // of a type
}

var identifier = regexp.MustCompile(`^[A-Za-z_]\w*$`)

// step returns the location of an element inside l.
func (l location) step(tokens ...string) location {
	below := location{tokens: slices.Concat(l.tokens, tokens), target: l.target}
	for _, token := range tokens {
		if identifier.MatchString(token) {
			below.target += "." + token
		} else {
			below.target += "['" + strings.ReplaceAll(token, "'", `\'`) + "']"
		}
	}
	return below
}

// parameter returns the location of a parameter of the operation or path at l.
func (l location) parameter(index int, p *openapi3.Parameter) location {
	below := l.step("parameters")
	below.tokens = append(below.tokens, strconv.Itoa(index))
	below.target += fmt.Sprintf("[?(@.name == '%s' && @.in == '%s')]", p.Name, p.In)
	return below
}

// server returns the location of a server of the document at l.
func (l location) server(index int) location {
	below := l.step("servers")
	below.tokens = append(below.tokens, strconv.Itoa(index))
	below.target += fmt.Sprintf("[%d]", index)
	return below
}

// referred returns l, or the location of the component that a reference leads to.
func (l location) referred(ref string) location {
	rest, ok := strings.CutPrefix(ref, "#/")
	if !ok {
		return l
	}
	return location{target: "$"}.step(strings.Split(rest, "/")...)
}

// place returns the file and line of what a subject is made from; nil if nobody knows.
func (s *side) place(subject string) *change.Place {
	l, ok := s.places[subject]
	for !ok && strings.Contains(subject, ".") {
		subject = subject[:strings.LastIndex(subject, ".")]
		l, ok = s.places[subject]
	}
	if !ok {
		l, ok = s.origin(subject)
	}
	if !ok {
		return nil
	}
	file, line := s.doc.Place(spec.Pointer(l.tokens...))
	return &change.Place{File: file, Line: line}
}

// origin returns the location of the enumeration that a constant is of, or of the scheme whose credentials an option takes.
func (s *side) origin(subject string) (location, bool) {
	if c, ok := s.pkg.Scope().Lookup(subject).(*types.Const); ok && typeOf(c) != "" {
		l, known := s.places[typeOf(c)]
		return l, known
	}
	schemes := s.schemes(subject)
	if len(schemes) != 1 {
		return location{}, false
	}
	return location{target: "$"}.step("components", "securitySchemes", schemes[0]), true
}

// locate finds out what in the document the methods, types and fields of the package are made from. It relies on no rule
// for names but the one for components: it follows the types.
func (s *side) locate() {
	s.places = map[string]location{}
	root := location{target: "$"}
	if components := s.doc.T.Components; components != nil {
		byLetters := map[string]string{}
		for name := range components.Schemas {
			byLetters[letters(name)] = name
		}
		named := s.named
		for _, name := range slices.Sorted(maps.Keys(named)) {
			if component, ok := byLetters[letters(name)]; ok {
				s.visit(named[name], root.step("components", "schemas", component), components.Schemas[component])
			}
		}
	}
	for i, server := range s.doc.T.Servers {
		if name, ok := server.Extensions["x-go-name"].(string); ok {
			s.places[name+"URL"] = root.server(i)
		}
	}
	for _, op := range s.operations {
		item := s.doc.T.Paths.Value(op.Path)
		at := root.step("paths", op.Path, strings.ToLower(op.Method))
		s.places["API."+op.Name] = at
		s.locateOperation(op, at, item)
	}
}

// letters is what is left of a name when it becomes one in Go, in whatever case.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

func (s *side) locateOperation(op *operation, at location, item *openapi3.PathItem) {
	spec := item.GetOperation(op.Method)
	method := s.methods()[op.Name]
	if method == nil {
		return
	}
	signature := signatureOf(method)
	if signature.params != nil {
		fields := fieldsOf(signature.params)
		locate := func(at location, all openapi3.Parameters) {
			for i, ref := range all {
				for name, f := range fields {
					if f.wire() == ref.Value.Name {
						place := at.parameter(i, ref.Value).referred(ref.Ref)
						s.places[signature.params.Obj().Name()+"."+name] = place
						s.descend(f.Type(), place.step("schema"), ref.Value.Schema)
					}
				}
			}
		}
		s.places[signature.params.Obj().Name()] = at
		locate(location{target: "$"}.step("paths", op.Path), item.Parameters)
		locate(at, spec.Parameters)
	}
	if signature.body != nil && spec.RequestBody != nil {
		for _, media := range slices.Sorted(maps.Keys(spec.RequestBody.Value.Content)) {
			s.descend(signature.body, at.step("requestBody").referred(spec.RequestBody.Ref).step("content", media, "schema"),
				spec.RequestBody.Value.Content[media].Schema)
		}
	}
	for status, response := range spec.Responses.Map() {
		media := response.Value.Content["application/json"]
		if signature.result == nil || !strings.HasPrefix(status, "2") || media == nil {
			continue
		}
		place, schema := at.step("responses", status).
			referred(response.Ref).
			step("content", "application/json", "schema"),
			media.Schema
		if property, ok := op.fields["Result"].(string); ok {
			if place, schema = member(place, schema, property); schema == nil {
				continue
			}
		}
		s.descend(signature.result, place, schema)
	}
}

// descend visits the schema of the package's type that a value of type t holds.
func (s *side) descend(t types.Type, at location, ref *openapi3.SchemaRef) {
	named := s.innermost(t)
	for ref != nil && ref.Value != nil && named != nil {
		at = at.referred(ref.Ref)
		switch {
		case ref.Value.Items != nil:
			at, ref = at.step("items"), ref.Value.Items
		case len(ref.Value.Properties) == 0 && ref.Value.AdditionalProperties.Schema != nil:
			at, ref = at.step("additionalProperties"), ref.Value.AdditionalProperties.Schema
		default:
			s.visit(named, at, ref)
			return
		}
	}
}

// visit notes that the schema at a location became a type, and goes on with the type's fields.
func (s *side) visit(named *types.Named, at location, ref *openapi3.SchemaRef) {
	name := named.Obj().Name()
	if _, known := s.places[name]; known {
		return
	}
	at = at.referred(ref.Ref)
	at.schema = ref.Value
	s.places[name] = at
	for fieldName, f := range fieldsOf(named) {
		place, schema := member(at, ref, f.wire())
		if schema == nil {
			continue
		}
		s.places[name+"."+fieldName] = place
		s.descend(f.Type(), place, schema)
	}
}

// member returns the property of a schema, or of the parts that it is made of; nil if there is none.
func member(at location, ref *openapi3.SchemaRef, name string) (location, *openapi3.SchemaRef) {
	at = at.referred(ref.Ref)
	if property := ref.Value.Properties[name]; property != nil {
		return at.step("properties", name), property
	}
	for i, part := range ref.Value.AllOf {
		below := at.step("allOf")
		below.tokens, below.target = append(below.tokens, strconv.Itoa(i)), fmt.Sprintf("%s[%d]", below.target, i)
		if place, property := member(below, part, name); property != nil {
			return place, property
		}
	}
	return location{}, nil
}

// enum are the values of the enumeration at a location, in its order, as Go writes them.
func (l location) enum() []string {
	var values []string
	for _, value := range l.schema.Enum {
		if text, ok := value.(string); ok {
			values = append(values, strconv.Quote(text))
		} else if value != nil {
			values = append(values, fmt.Sprint(value))
		}
	}
	return values
}
