package answer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp/syntax"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/request"
)

// Generator makes values that fit schemas. The same seed gives the same values.
type Generator struct {
	Seed string
	// Dynamic makes up values even if the document has an example.
	Dynamic bool
	// Skip, which may be nil, leaves alternatives out.
	Skip func(*openapi3.SchemaRef) bool
}

// deepest limits recursive schemas: below it, optional members and items are left out.
const deepest = 6

// Value returns a value for a schema.
func (g Generator) Value(schema *openapi3.Schema) any { return g.value("", schema, 0) }

func (g Generator) value(place string, schema *openapi3.Schema, depth int) any {
	if value, ok := g.written(schema); ok {
		return value
	}
	switch {
	case len(schema.OneOf) > 0 || len(schema.AnyOf) > 0:
		for _, ref := range slices.Concat(schema.OneOf, schema.AnyOf) {
			if g.Skip == nil || !g.Skip(ref) {
				return g.value(place, merged(schema, ref.Value), depth)
			}
		}
	case len(schema.AllOf) == 1 && schema.Type == nil && len(schema.Properties) == 0:
		return g.value(place, schema.AllOf[0].Value, depth)
	}
	switch {
	case isObject(schema):
		return g.object(place, schema, depth)
	case schema.Type.Is("array"):
		return g.list(place, schema, depth)
	case schema.Type.Is("boolean"):
		return g.number(place)%2 == 0
	case schema.Type.Is("integer"), schema.Type.Is("number"):
		return g.numeric(place, schema)
	case schema.Type.Is("string"):
		return g.text(place, schema)
	}
	return map[string]any{}
}

// written returns an example, default or enumerated value from the document.
func (g Generator) written(schema *openapi3.Schema) (any, bool) {
	if len(schema.Enum) > 0 {
		for _, member := range schema.Enum {
			if member != nil {
				return member, true
			}
		}
	}
	for _, value := range []any{schema.Example, schema.Default} {
		if value != nil && !g.Dynamic && request.Check("", schema, value, openapi3.VisitAsResponse()) == nil {
			return value, true
		}
	}
	return nil, false
}

// merged returns an alternative of a schema, merged with the parts common to all alternatives.
func merged(schema, alternative *openapi3.Schema) *openapi3.Schema {
	if len(schema.Properties) == 0 && len(schema.Required) == 0 {
		return alternative
	}
	own := *schema
	own.OneOf, own.AnyOf = nil, nil
	own.AllOf = append(slices.Clone(schema.AllOf), &openapi3.SchemaRef{Value: alternative})
	return &own
}

func isObject(schema *openapi3.Schema) bool {
	return slices.ContainsFunc(spec.Parts(schema), func(part *openapi3.Schema) bool {
		return part.Type.Is("object") || len(part.Properties) > 0 || part.Type == nil && len(part.Required) > 0
	})
}

func (g Generator) object(place string, schema *openapi3.Schema, depth int) any {
	object := map[string]any{}
	required := Required(schema)
	for _, part := range spec.Parts(schema) {
		for _, name := range slices.Sorted(maps.Keys(part.Properties)) {
			if object[name] == nil && (depth < deepest || slices.Contains(required, name)) && !part.Properties[name].Value.WriteOnly {
				object[name] = g.value(place+"."+name, part.Properties[name].Value, depth+1)
			}
		}
	}
	for _, name := range required {
		if _, there := object[name]; !there {
			if property, _ := spec.Member(schema, name); property != nil {
				object[name] = g.value(place+"."+name, property, depth+1)
			} else {
				object[name] = "x"
			}
		}
	}
	return object
}

// Required returns the names of the members that an object must have.
func Required(schema *openapi3.Schema) []string {
	names := slices.Clone(schema.Required)
	for _, ref := range schema.AllOf {
		names = append(names, Required(ref.Value)...)
	}
	return names
}

func (g Generator) list(place string, schema *openapi3.Schema, depth int) any {
	list := []any{}
	count := int(schema.MinItems) //nolint:gosec // a document's number
	if count == 0 && depth < deepest && (schema.MaxItems == nil || *schema.MaxItems > 0) {
		count = 1
	}
	for i := range count {
		if schema.Items == nil {
			break
		}
		list = append(list, g.value(fmt.Sprintf("%s[%d]", place, i), schema.Items.Value, depth+1))
	}
	return list
}

// number returns a number that follows from the seed and the place.
func (g Generator) number(place string) uint64 {
	sum := sha256.Sum256([]byte(g.Seed + "\x00" + place))
	return binary.BigEndian.Uint64(sum[:])
}

func (g Generator) numeric(place string, schema *openapi3.Schema) any {
	low, high := 1.0, 1000.0
	if schema.Min != nil {
		low = *schema.Min
		high = max(high, low+1000)
		if schema.ExclusiveMin.IsTrue() {
			low++
		}
	}
	if schema.Max != nil {
		high = *schema.Max
		low = min(low, high)
		if schema.Min != nil {
			low = max(low, *schema.Min)
		}
	}
	step := 1.0
	if schema.MultipleOf != nil {
		step = *schema.MultipleOf
	}
	low = math.Ceil(low/step) * step
	steps := uint64(max(0, math.Floor((high-low)/step)))
	value := low + step*float64(g.number(place)%(steps+1))
	return json.Number(expr.Text(value))
}

// epoch is the start of generated times.
var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func (g Generator) text(place string, schema *openapi3.Schema) any {
	n := g.number(place)
	if schema.Pattern != "" {
		if tree, err := syntax.Parse(schema.Pattern, syntax.Perl); err == nil {
			var b strings.Builder
			write(&b, tree.Simplify(), &n)
			if text := b.String(); request.Check("", schema, text, openapi3.VisitAsResponse()) == nil {
				return text
			}
		}
	}
	text := ""
	at := epoch.Add(time.Duration(n%31_536_000) * time.Second)
	switch schema.Format {
	case "date-time":
		return at.Format(time.RFC3339)
	case "date":
		return at.Format(time.DateOnly)
	case "uuid":
		return UUID(sha256.Sum256([]byte(g.Seed + place)))
	case "email":
		text = fmt.Sprintf("user%d@example.com", n%1000)
	case "uri", "url":
		text = fmt.Sprintf("https://example.com/%d", n%1000)
	case "hostname":
		text = fmt.Sprintf("host%d.example.com", n%1000)
	case "ipv4":
		text = fmt.Sprintf("192.0.2.%d", n%254+1)
	case "ipv6":
		text = fmt.Sprintf("2001:db8::%x", n%65535+1)
	default:
		name := place[strings.LastIndex(place, ".")+1:]
		text = fmt.Sprintf("%s-%d", strings.Trim(name, "[]0123456789"), n%1000)
	}
	for uint64(len(text)) < schema.MinLength {
		text += fmt.Sprint(n % 10)
	}
	if schema.MaxLength != nil && uint64(len(text)) > *schema.MaxLength {
		text = text[uint64(len(text))-*schema.MaxLength:]
	}
	return text
}

// UUID writes bytes as a random UUID.
func UUID(b [sha256.Size]byte) string {
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// write writes a text that matches a regular expression. Each choice uses up a part of n.
func write(b *strings.Builder, re *syntax.Regexp, n *uint64) {
	choose := func(of uint64) uint64 {
		if of == 0 {
			return 0
		}
		chosen := *n % of
		*n = *n/of ^ (*n * 0x9e3779b97f4a7c15)
		return chosen
	}
	repeat := func(least, most int) {
		if most < 0 || most > least+3 {
			most = least + 3
		}
		for range least + int(choose(uint64(most-least+1))) { //nolint:gosec // small
			write(b, re.Sub[0], n)
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		pair := 2 * choose(uint64(len(re.Rune)/2))
		low, high := re.Rune[pair], min(re.Rune[pair+1], re.Rune[pair]+25)
		b.WriteRune(low + rune(choose(uint64(high-low+1)))) //nolint:gosec // small
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('x')
	case syntax.OpCapture:
		write(b, re.Sub[0], n)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			write(b, sub, n)
		}
	case syntax.OpAlternate:
		write(b, re.Sub[choose(uint64(len(re.Sub)))], n)
	case syntax.OpStar:
		repeat(0, -1)
	case syntax.OpPlus:
		repeat(1, -1)
	case syntax.OpQuest:
		repeat(0, 1)
	case syntax.OpRepeat:
		repeat(re.Min, re.Max)
	default: // anchors and the empty match write nothing
	}
}
