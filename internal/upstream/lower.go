package upstream

import (
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// What OpenAPI 3.1 has as the dialect of its schemas if it says nothing.
const dialect = "https://spec.openapis.org/oas/3.1/dialect/base"

// lower makes a document of OpenAPI 3.1 one of 3.0. It changes what 3.0 says in other words; what 3.0 cannot say stays,
// and is refused by check.
func (w *walker) lower() error {
	w.modern = true
	err := w.each(func(k kind, node *yaml.Node) error {
		switch k {
		case "document":
			set(node, "openapi", textNode("3.0.3"))
			if value(node, "jsonSchemaDialect") == dialect {
				remove(node, "jsonSchemaDialect")
			}
			if hooks := remove(node, "webhooks"); hooks != nil && len(hooks.Content) > 0 {
				// The server calls them, no client does; and OpenAPI 3.0 has no word for them.
				set(node, leftOut, listNode(textNode("webhooks")))
			}
		case "info":
			remove(node, "summary")
			if license := get(node, "license"); license != nil && license.Kind == yaml.MappingNode {
				remove(license, "identifier")
			}
		case "schema":
			return w.lowerSchema(node)
		default:
			if get(node, "$ref") != nil && k != "path item" {
				remove(node, "summary")
				remove(node, "description")
			}
		}
		return nil
	})
	w.modern = false
	return err
}

func (w *walker) lowerSchema(s *yaml.Node) error {
	remove(s, "$comment")
	if items := remove(s, "examples"); items != nil && get(s, "example") == nil && len(items.Content) > 0 {
		set(s, "example", items.Content[0]) // one shows as well as several
	}
	for _, step := range []func(*yaml.Node) error{
		w.lowerConst, w.lowerEncoding, w.lowerBounds, w.lowerNullAlternative, w.lowerTypes, w.lowerReference,
	} {
		if err := step(s); err != nil {
			return err
		}
	}
	return nil
}

// lowerConst makes a constant an enumeration of one.
func (w *walker) lowerConst(s *yaml.Node) error {
	constant := get(s, "const")
	if constant == nil {
		return nil
	}
	if get(s, "enum") != nil || constant.Tag == "!!null" {
		return w.fault(constant, "this const cannot be said in OpenAPI 3.0")
	}
	remove(s, "const")
	set(s, "enum", listNode(constant))
	return nil
}

// lowerEncoding makes binary contents formats.
func (w *walker) lowerEncoding(s *yaml.Node) error {
	encoding, media := value(s, "contentEncoding"), value(s, "contentMediaType")
	format := ""
	switch {
	case encoding == "base64":
		format = "byte"
	case encoding == "" && media == "application/octet-stream":
		format = "binary"
	default:
		return nil // what stays is refused
	}
	if get(s, "format") != nil {
		return w.fault(s, "a format beside an encoding cannot be said in OpenAPI 3.0")
	}
	remove(s, "contentEncoding")
	if media == "application/octet-stream" {
		remove(s, "contentMediaType")
	}
	set(s, "format", textNode(format))
	return nil
}

// lowerBounds makes exclusive bounds, which are numbers of their own, properties of the inclusive ones.
func (w *walker) lowerBounds(s *yaml.Node) error {
	for _, side := range []struct {
		bound, exclusive string
		stricter         func(a, b float64) bool
	}{
		{"minimum", "exclusiveMinimum", func(a, b float64) bool { return a >= b }},
		{"maximum", "exclusiveMaximum", func(a, b float64) bool { return a <= b }},
	} {
		exclusive := get(s, side.exclusive)
		if exclusive == nil {
			continue
		}
		limit, err := strconv.ParseFloat(exclusive.Value, 64)
		if err != nil {
			return w.fault(exclusive, "%s is a number in OpenAPI 3.1", side.exclusive)
		}
		remove(s, side.exclusive)
		if inclusive := get(s, side.bound); inclusive != nil {
			other, err := strconv.ParseFloat(inclusive.Value, 64)
			if err != nil {
				return w.fault(inclusive, "%s is no number", side.bound)
			}
			if !side.stricter(limit, other) {
				continue
			}
		}
		set(s, side.bound, exclusive)
		set(s, side.exclusive, trueNode())
	}
	return nil
}

// lowerNullAlternative makes null as one of several alternatives a property of the value.
func (w *walker) lowerNullAlternative(s *yaml.Node) error {
	for _, key := range []string{"anyOf", "oneOf"} {
		alternatives := get(s, key)
		if alternatives == nil {
			continue
		}
		rest := slices.DeleteFunc(slices.Clone(alternatives.Content), isNull)
		switch {
		case len(rest) == len(alternatives.Content):
			continue
		case len(rest) == 0:
			return w.fault(alternatives, "a value that is always null cannot be said in OpenAPI 3.0")
		case len(rest) == 1 && get(rest[0], "$ref") == nil && disjoint(s, rest[0]):
			remove(s, key)
			s.Content = append(s.Content, rest[0].Content...)
		case len(rest) == 1 && get(s, "allOf") == nil:
			remove(s, key)
			set(s, "allOf", listNode(rest...))
		default:
			alternatives.Content = rest
		}
		set(s, "nullable", trueNode())
	}
	return nil
}

func isNull(s *yaml.Node) bool {
	kind := get(s, "type")
	return kind != nil && kind.Kind == yaml.ScalarNode && kind.Value == "null"
}

// disjoint reports whether two mappings have no key in common.
func disjoint(a, b *yaml.Node) bool {
	for i := 0; i+1 < len(a.Content); i += 2 {
		if get(b, a.Content[i].Value) != nil {
			return false
		}
	}
	return true
}

// lowerTypes makes a list of types one type, or alternatives. The words beside it hold for each of them.
func (w *walker) lowerTypes(s *yaml.Node) error {
	list := get(s, "type")
	if list == nil || list.Kind != yaml.SequenceNode {
		return nil
	}
	rest := slices.DeleteFunc(slices.Clone(list.Content), func(item *yaml.Node) bool { return item.Value == "null" })
	null := len(rest) < len(list.Content)
	switch {
	case len(rest) == 0:
		return w.fault(list, "a value that is always null cannot be said in OpenAPI 3.0")
	case len(rest) == 1:
		set(s, "type", rest[0])
	case get(s, "anyOf") != nil:
		return w.fault(list, "several types beside an anyOf cannot be said in OpenAPI 3.0")
	default:
		var alternatives []*yaml.Node
		for _, item := range rest {
			alternative := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: item.Line}
			set(alternative, "type", item)
			if null {
				set(alternative, "nullable", trueNode())
			}
			alternatives = append(alternatives, alternative)
		}
		remove(s, "type")
		set(s, "anyOf", listNode(alternatives...))
	}
	if null {
		set(s, "nullable", trueNode())
	}
	return nil
}

// lowerReference keeps what stands beside a reference, which OpenAPI 3.0 would not see.
func (w *walker) lowerReference(s *yaml.Node) error {
	reference := get(s, "$ref")
	if reference == nil {
		return nil
	}
	facts := 0
	for i := 0; i+1 < len(s.Content); i += 2 {
		key := s.Content[i].Value
		if key != "$ref" && !isExtension(key) && openAPI["schema"][key].shape != prose {
			facts++
		}
	}
	if facts == 0 {
		return nil
	}
	if get(s, "allOf") != nil || strings.HasPrefix(reference.Value, "#/$defs") {
		return w.fault(reference, "this reference cannot be said in OpenAPI 3.0")
	}
	remove(s, "$ref")
	target := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: reference.Line}
	set(target, "$ref", reference)
	set(s, "allOf", listNode(target))
	return nil
}
