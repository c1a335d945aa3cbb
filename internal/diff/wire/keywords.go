package wire

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// newer lists the keywords of OpenAPI 3.1 that contain schemas. Oasdiff compares them, but drops those in an allOf.
var newer = strings.Fields("If Then Else Contains PropertyNames UnevaluatedItems UnevaluatedProperties ContentSchema PrefixItems " +
	"PatternProperties DependentSchemas")

var newerFields = fieldsWhere(func(f reflect.StructField) bool { return slices.Contains(newer, f.Name) })

// eachKeyword calls visit with the values that each of these keywords has in two schemas, unless neither schema has it.
func eachKeyword(before, after *openapi3.Schema, visit func(name string, before, after reflect.Value)) {
	old, now := reflect.ValueOf(before).Elem(), reflect.ValueOf(after).Elem()
	for _, i := range newerFields(old.Type()) {
		if old, now := old.Field(i), now.Field(i); !old.IsZero() || !now.IsZero() {
			name, _, _ := strings.Cut(reflect.TypeFor[openapi3.Schema]().Field(i).Tag.Get("json"), ",")
			visit(name, old, now)
		}
	}
}

func hasKeywords(s *openapi3.Schema) bool {
	has := false
	eachKeyword(s, s, func(string, reflect.Value, reflect.Value) { has = true })
	return has
}

// keywordChildren calls visit with each pair of schemas in these keywords, and its name in oasdiff's notation.
func keywordChildren(before, after *openapi3.Schema, visit func(name string, before, after *openapi3.SchemaRef)) {
	eachKeyword(before, after, func(word string, old, now reflect.Value) {
		switch old := old.Interface().(type) {
		case *openapi3.SchemaRef:
			visit(word, old, now.Interface().(*openapi3.SchemaRef))
		case openapi3.BoolSchema:
			visit(word, old.Schema, now.Interface().(openapi3.BoolSchema).Schema)
		case openapi3.SchemaRefs:
			now := now.Interface().(openapi3.SchemaRefs)
			for i := range min(len(old), len(now)) {
				visit(fmt.Sprintf("%s[subschema #%d]", word, i+1), old[i], now[i])
			}
		case openapi3.Schemas:
			for _, key := range slices.Sorted(maps.Keys(old)) {
				visit(fmt.Sprintf("%s[%s]", word, key), old[key], now.Interface().(openapi3.Schemas)[key])
			}
		}
	})
}

// keywordsOf returns, for each of some schemas that has such keywords, a schema with only these.
func keywordsOf(some []*openapi3.Schema) (all []*openapi3.Schema) {
	for _, s := range some {
		if hasKeywords(s) {
			own := &openapi3.Schema{Origin: s.Origin}
			setKeywords(own, s)
			all = append(all, own)
		}
	}
	return all
}

func setKeywords(to, from *openapi3.Schema) {
	eachKeyword(to, from, func(_ string, to, from reflect.Value) { to.Set(from) })
}

// restoreKeywords gives a merged schema the keywords that its parts had. A part that has a keyword which another one has too stays a part.
func restoreKeywords(s *openapi3.Schema, parts []*openapi3.Schema) {
	setKeywords(s, &openapi3.Schema{})
	for _, part := range parts {
		isTaken := false
		eachKeyword(s, part, func(_ string, old, now reflect.Value) { isTaken = isTaken || !old.IsZero() && !now.IsZero() })
		if isTaken {
			s.AllOf = append(s.AllOf, openapi3.NewSchemaRef("", part))
			continue
		}
		eachKeyword(s, part, func(_ string, to, from reflect.Value) {
			if to.IsZero() {
				to.Set(from)
			}
		})
	}
}
