package spec

import (
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

func (l *lowering) lowerSchema(s *yaml.Node) {
	node.Remove(s, "$comment")
	if examples := node.Get(s, "examples"); examples != nil && node.Get(s, "example") == nil && len(examples.Content) > 0 {
		node.Replace(s, "examples", "example", examples.Content[0]) // 3.0 allows one example
	}
	node.Remove(s, "examples")
	lowerConst(s)
	lowerEncoding(s)
	lowerBounds(s)
	lowerNullAlternative(s)
	lowerTypes(s)
	l.lowerArray(s)
	for _, word := range []string{"unevaluatedItems", "unevaluatedProperties"} {
		if node.Value(s, word) == "true" { // the default
			node.Remove(s, word)
		}
	}
	if node.Get(s, "patternProperties") != nil && !l.keeps("patternProperties") {
		node.Remove(s, "additionalProperties") // in 3.0 it would also apply to properties that match a pattern
	}
	l.leaveOut("schema", s)
	lowerReference(s)
}

// lowerArray adds items to an array without them, because 3.0 requires the keyword. If there is a prefixItems, it replaces items with
// an empty schema, because items does not apply to the prefix.
func (l *lowering) lowerArray(s *yaml.Node) {
	isArray := node.Value(s, "type") == "array"
	if isArray && node.Get(s, "items") == nil || node.Get(s, "prefixItems") != nil && !l.keeps("prefixItems") {
		node.Set(s, "items", node.Map(s.Line))
	}
}

// keeps reports whether the result may have a keyword of schemas.
func (l *lowering) keeps(word string) bool {
	_, known := l.to.Word("schema", word)
	return known
}

// lowerConst replaces const with an enum of one value. If the schema has no type, it gets the type of the value.
func lowerConst(s *yaml.Node) {
	constant := node.Get(s, "const")
	switch {
	case constant == nil:
		return
	case constant.Tag == "!!null":
		onlyNull(s, "const")
		return
	}
	names := map[string]string{"!!str": "string", "!!int": "integer", "!!float": "number", "!!bool": "boolean"}
	if name := names[constant.ShortTag()]; name != "" && node.Get(s, "type") == nil && node.Get(s, "$ref") == nil {
		node.Set(s, "type", node.At(constant, node.Text(name)))
	}
	node.Replace(s, "const", "enum", node.List(constant))
}

// onlyNull makes null the only value of a schema. Word is the keyword to replace.
func onlyNull(s *yaml.Node, word string) {
	reason := node.Get(s, word)
	node.Replace(s, word, "enum", node.List(node.At(reason, node.Null())))
	node.Remove(s, "type")
	node.Set(s, "nullable", node.At(reason, node.True()))
}

// lowerEncoding replaces the keywords that declare binary content with the format byte or binary, unless the schema has a format.
func lowerEncoding(s *yaml.Node) {
	encoding, media := node.Value(s, "contentEncoding"), node.Value(s, "contentMediaType")
	isBytes := media != "" && !strings.HasPrefix(media, "text/") && !strings.HasSuffix(media, "json")
	switch {
	case node.Get(s, "format") != nil:
	case encoding == "base64":
		if isBytes {
			node.Remove(s, "contentMediaType")
		}
		node.Replace(s, "contentEncoding", "format", node.Text("byte"))
	case encoding == "" && isBytes:
		if node.Get(s, "type") == nil {
			node.Set(s, "type", node.At(node.Get(s, "contentMediaType"), node.Text("string")))
		}
		node.Replace(s, "contentMediaType", "format", node.Text("binary"))
	}
}

// lowerBounds replaces exclusive bounds, which are numbers in 3.1, with an inclusive bound and a flag.
func lowerBounds(s *yaml.Node) {
	for _, side := range []struct {
		bound, exclusive string
		isStricter       func(a, b float64) bool
	}{
		{"minimum", "exclusiveMinimum", func(a, b float64) bool { return a >= b }},
		{"maximum", "exclusiveMaximum", func(a, b float64) bool { return a <= b }},
	} {
		exclusive := node.Get(s, side.exclusive)
		if exclusive == nil {
			continue
		}
		limit, err := strconv.ParseFloat(exclusive.Value, 64)
		if err != nil {
			continue // already a boolean, as in 3.0
		}
		if inclusive := node.Get(s, side.bound); inclusive != nil {
			if other, err := strconv.ParseFloat(inclusive.Value, 64); err == nil && !side.isStricter(limit, other) {
				node.Remove(s, side.exclusive)
				continue
			}
		}
		node.Replace(s, side.exclusive, side.bound, exclusive)
		node.Set(s, side.exclusive, node.At(exclusive, node.True()))
	}
}

// lowerNullAlternative removes the null alternative of an anyOf or oneOf and makes the schema nullable instead.
func lowerNullAlternative(s *yaml.Node) {
	for _, key := range []string{"anyOf", "oneOf"} {
		alternatives := node.Get(s, key)
		if alternatives == nil || alternatives.Kind != yaml.SequenceNode {
			continue
		}
		rest, null := without(alternatives.Content, isOnlyNull)
		switch {
		case null == nil:
			continue
		case len(rest) == 0:
			onlyNull(s, key)
			continue
		case len(rest) == 1 && node.Get(rest[0], "$ref") == nil && areDisjoint(s, rest[0]):
			node.Remove(s, key)
			s.Content = append(s.Content, rest[0].Content...)
		case len(rest) == 1 && node.Get(s, "allOf") == nil:
			node.Replace(s, key, "allOf", node.List(rest...))
		default:
			alternatives.Content = rest
		}
		node.Set(s, "nullable", node.At(null, node.True()))
	}
}

// isOnlyNull reports whether null is the only value of an alternative. The alternative must already be lowered.
func isOnlyNull(s *yaml.Node) bool {
	if parts := node.Get(s, "allOf"); parts != nil && slices.ContainsFunc(parts.Content, isOnlyNull) {
		return true
	}
	values := node.Get(s, "enum")
	return values != nil && len(values.Content) == 1 && values.Content[0].Tag == "!!null"
}

// areDisjoint reports whether two mappings have no key in common.
func areDisjoint(a, b *yaml.Node) bool {
	for key := range node.Pairs(a) {
		if node.Get(b, key.Value) != nil {
			return false
		}
	}
	return true
}

// lowerTypes replaces a list of types with one type or with an anyOf. The other keywords stay, and apply to all alternatives.
func lowerTypes(s *yaml.Node) {
	types := node.Get(s, "type")
	if types == nil {
		return
	}
	if types.Kind == yaml.ScalarNode {
		types = node.List(types)
	}
	rest, null := without(types.Content, func(item *yaml.Node) bool { return item.Value == "null" })
	switch len(rest) {
	case 0:
		onlyNull(s, "type")
		return
	case 1:
		node.Set(s, "type", rest[0])
	default:
		var alternatives []*yaml.Node
		for _, item := range rest {
			alternative := node.Map(item.Line)
			node.Set(alternative, "type", item)
			if item.Value == "array" {
				if items := node.Remove(s, "items"); items != nil {
					node.Set(alternative, "items", items)
				} else {
					node.Set(alternative, "items", node.Map(item.Line))
				}
			}
			if null != nil {
				node.Set(alternative, "nullable", node.At(null, node.True()))
			}
			alternatives = append(alternatives, alternative)
		}
		addAlternatives(s, alternatives)
	}
	if null != nil {
		node.Set(s, "nullable", node.At(null, node.True()))
	}
}

// without returns the nodes that do not match, and the first node that does, or nil.
func without(nodes []*yaml.Node, is func(*yaml.Node) bool) (rest []*yaml.Node, found *yaml.Node) {
	for _, at := range nodes {
		switch {
		case !is(at):
			rest = append(rest, at)
		case found == nil:
			found = at
		}
	}
	return rest, found
}

// addAlternatives replaces the list of types with an anyOf. If the schema already has an anyOf, the new
// one goes into an allOf instead.
func addAlternatives(s *yaml.Node, alternatives []*yaml.Node) {
	if node.Get(s, "anyOf") == nil {
		node.Replace(s, "type", "anyOf", node.List(alternatives...))
		return
	}
	node.Remove(s, "type")
	part := node.Map(alternatives[0].Line)
	node.Set(part, "anyOf", node.List(alternatives...))
	addPart(s, part)
}

// addPart adds a schema to the allOf of another.
func addPart(s, part *yaml.Node) {
	parts := node.Get(s, "allOf")
	if parts == nil || parts.Kind != yaml.SequenceNode {
		node.Set(s, "allOf", node.List(part))
		return
	}
	parts.Content = append(parts.Content, part)
}

// lowerReference moves a reference into an allOf if there are other keywords next to it, because 3.0 ignores those. If they are
// only documentation, it leaves the reference as it is.
func lowerReference(s *yaml.Node) {
	reference := node.Get(s, "$ref")
	if reference == nil {
		return
	}
	facts := 0
	for key := range node.Pairs(s) {
		if word, _ := OpenAPI30.Word("schema", key.Value); key.Value != "$ref" && !IsExtension(key.Value) && !word.IsProse() {
			facts++
		}
	}
	if facts == 0 {
		return
	}
	node.Remove(s, "$ref")
	target := node.Map(reference.Line)
	node.Set(target, "$ref", reference)
	addPart(s, target)
}
