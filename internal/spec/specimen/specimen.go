// Package specimen makes values that fit schemas.
package specimen

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Generator makes values that fit schemas. The same seed gives the same values.
type Generator struct {
	Seed string
	// Dynamic makes up values even if the document has an example.
	Dynamic bool
	// Least leaves out what a schema does not require. Numbers are small, and texts are placeholders.
	Least bool
	// Request makes values for requests, which lack what only responses have; otherwise they are for responses.
	Request bool
	// Skip, which may be nil, leaves alternatives out.
	Skip func(*openapi3.SchemaRef) bool
}

// deepest limits recursive schemas: below it, optional members and items are left out.
const deepest = 6

// Value returns a value for a schema.
func (g Generator) Value(schema *openapi3.Schema) any { return g.At("", schema) }

// At is Value for a part of a value: it is the same for the same place.
func (g Generator) At(place string, schema *openapi3.Schema) any { return g.value(place, schema, 0) }

// fits reports whether a value is one that a schema allows.
func (g Generator) fits(schema *openapi3.Schema, value any) bool {
	as := openapi3.VisitAsResponse()
	if g.Request {
		as = openapi3.VisitAsRequest()
	}
	return schema.VisitJSON(value, as) == nil
}

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
	case IsObject(schema):
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
		if value != nil && !g.Dynamic && g.fits(schema, value) {
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

// IsObject reports whether the values of a schema are objects.
func IsObject(schema *openapi3.Schema) bool {
	return slices.ContainsFunc(spec.Parts(schema), func(part *openapi3.Schema) bool {
		return part.Type.Is("object") || len(part.Properties) > 0 || part.Type == nil && len(part.Required) > 0
	})
}

func (g Generator) object(place string, schema *openapi3.Schema, depth int) any {
	object := map[string]any{}
	add := func(name string, property *openapi3.Schema) {
		if object[name] == nil && (g.Request && !property.ReadOnly || !g.Request && !property.WriteOnly) {
			object[name] = g.value(place+"."+name, property, depth+1)
		}
	}
	required := Required(schema)
	for _, part := range spec.Parts(schema) {
		for _, name := range slices.Sorted(maps.Keys(part.Properties)) {
			if !g.Least && depth < deepest || slices.Contains(required, name) {
				add(name, part.Properties[name].Value)
			}
		}
	}
	for _, name := range required {
		if property, _ := spec.Member(schema, name); property != nil {
			add(name, property)
		} else {
			object[name] = "x"
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
	if count == 0 && !g.Least && depth < deepest && (schema.MaxItems == nil || *schema.MaxItems > 0) {
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
	if g.Least {
		return 0
	}
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
	n := g.number(place)
	if g.Least {
		n = uint64(max(0, math.Ceil((1-low)/step))) // from one on
	}
	value := low + step*float64(n%(steps+1))
	return json.Number(strconv.FormatFloat(value, 'f', -1, 64))
}

// epoch is the start of generated times.
var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func (g Generator) text(place string, schema *openapi3.Schema) any {
	n := g.number(place)
	text := g.formatted(place, schema.Format, n)
	if text == "" && g.Least && g.fits(schema, "placeholder") {
		return "placeholder"
	}
	if schema.Pattern != "" {
		if tree, err := syntax.Parse(schema.Pattern, syntax.Perl); err == nil {
			var b strings.Builder
			write(&b, tree.Simplify(), &n)
			if text := b.String(); g.fits(schema, text) {
				return text
			}
		}
	}
	if text == "" {
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

// formatted returns a text of a format; "" if the format is not known.
func (g Generator) formatted(place, format string, n uint64) string {
	at := epoch.Add(time.Duration(n%31_536_000) * time.Second)
	switch format {
	case "date-time":
		return at.Format(time.RFC3339)
	case "date":
		return at.Format(time.DateOnly)
	case "uuid":
		return UUID(sha256.Sum256([]byte(g.Seed + place)))
	case "email":
		return fmt.Sprintf("user%d@example.com", n%1000)
	case "uri", "url":
		return fmt.Sprintf("https://example.com/%d", n%1000)
	case "hostname":
		return fmt.Sprintf("host%d.example.com", n%1000)
	case "ipv4":
		return fmt.Sprintf("192.0.2.%d", n%254+1)
	case "ipv6":
		return fmt.Sprintf("2001:db8::%x", n%65535+1)
	}
	return ""
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
