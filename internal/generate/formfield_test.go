package generate

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAFieldOfAFormIsSpelledAsXFormSays(t *testing.T) {
	boolean, list, object := openapi3.NewBoolSchema(), openapi3.NewArraySchema(), openapi3.NewObjectSchema()
	day, moment := openapi3.NewStringSchema().WithFormat("date"), openapi3.NewDateTimeSchema()
	for want, tt := range map[string]struct {
		field  formFieldExt
		schema *openapi3.Schema
	}{
		`{True: "YES", False: "NO"}`:                 {formFieldExt{True: "YES", False: "NO"}, boolean},
		`{True: "true"}`:                             {formFieldExt{True: "true"}, boolean},
		`{Inverted: true}`:                           {formFieldExt{Inverted: true}, boolean},
		`{Layout: "2006-01-02"}`:                     {formFieldExt{Layout: "YYYY-MM-DD"}, day},
		`{Layout: "02/01/2006"}`:                     {formFieldExt{Layout: "DD/MM/YYYY"}, day},
		`{Layout: "2006-01-02 15:04:05"}`:            {formFieldExt{Layout: "YYYY-MM-DD HH:MM:SS"}, moment},
		`{Separator: ","}`:                           {formFieldExt{Separator: ","}, list},
		`{Encode: []core.Encoding{core.EncodeJSON}}`: {formFieldExt{Encode: []string{"json"}}, list},
		`{Encode: []core.Encoding{core.EncodeJSON, core.EncodeBase64}}`: {formFieldExt{Encode: []string{"json", "base64"}}, object},
		`{Encode: []core.Encoding{core.EncodePHP, core.EncodeBase64}}`:  {formFieldExt{Encode: []string{"php", "base64"}}, object},
	} {
		literal, err := tt.field.literal(tt.schema)
		require.NoError(t, err)
		assert.Equal(t, want, literal)
	}
}

func TestASpellingThatDoesNotFitItsFieldIsRefused(t *testing.T) {
	text, list := openapi3.NewStringSchema(), openapi3.NewArraySchema()
	for want, tt := range map[string]struct {
		field  formFieldExt
		schema *openapi3.Schema
	}{
		"a layout belongs to a string of the format date or date-time":                          {formFieldExt{Layout: "YYYY-MM-DD"}, text},
		`the layout "Y-m-d" is none of DD/MM/YYYY, MM/DD/YYYY, YYYY-MM-DD, YYYY-MM-DD HH:MM:SS`: {formFieldExt{Layout: "Y-m-d"}, openapi3.NewDateTimeSchema()},
		"a separator belongs to an array":                                                       {formFieldExt{Separator: ","}, text},
		"encode belongs to an array or an object":                                               {formFieldExt{Encode: []string{"json"}}, text},
		"encode is json or php, and base64 after it":                                            {formFieldExt{Encode: []string{"base64"}}, list},
		"true, false and inverted belong to a boolean":                                          {formFieldExt{True: "YES"}, text},
		"false alone would leave nothing for true":                                              {formFieldExt{False: "NO"}, openapi3.NewBoolSchema()},
	} {
		_, err := tt.field.literal(tt.schema)
		assert.EqualError(t, err, want)
	}
	for _, both := range []formFieldExt{
		{Separator: ",", Encode: []string{"json"}}, {Separator: ",", Inverted: true}, {Layout: "YYYY-MM-DD", Encode: []string{"json"}},
	} {
		_, err := both.literal(list)
		assert.ErrorContains(t, err, "a value is spelled in one way")
	}
	for _, steps := range [][]string{{"json", "json"}, {"json", "php"}, {"rot13"}, {"base64", "json"}} {
		_, err := formFieldExt{Encode: steps}.literal(list)
		assert.Error(t, err, steps)
	}
}

func TestAlternativesThatOnlyDemandMembersAreTakenApart(t *testing.T) {
	demands := func(names ...string) *openapi3.SchemaRef {
		return openapi3.NewSchemaRef("", openapi3.NewSchema().WithRequired(names))
	}
	p := &pkg{sets: map[*openapi3.Schema]requiredSets{}}
	s := openapi3.NewObjectSchema()
	s.AnyOf = openapi3.SchemaRefs{demands("id"), demands("first", "last")}
	s.OneOf = openapi3.SchemaRefs{demands("a"), demands("b")}
	p.takeRequiredSets(s)
	assert.Empty(t, s.AnyOf)
	assert.Empty(t, s.OneOf)
	assert.Equal(t, []string{
		`RequiredAny: [][]string{{"id"}, {"first", "last"}}`, `RequiredOne: [][]string{{"a"}, {"b"}}`,
	}, p.sets[s].literals(false))
	assert.Equal(t, "Form: true", p.sets[s].literals(true)[2])

	for name, other := range map[string]*openapi3.SchemaRef{
		"a type":      openapi3.NewSchemaRef("", openapi3.NewStringSchema().WithRequired([]string{"a"})),
		"a reference": openapi3.NewSchemaRef("#/components/schemas/A", openapi3.NewSchema().WithRequired([]string{"a"})),
		"nothing":     openapi3.NewSchemaRef("", openapi3.NewSchema()),
	} {
		union := openapi3.NewObjectSchema()
		union.AnyOf = openapi3.SchemaRefs{demands("id"), other}
		p.takeRequiredSets(union)
		assert.Len(t, union.AnyOf, 2, "%s makes it a union", name)
		assert.Empty(t, p.sets[union].literals(true))
	}
}

func TestWhatAFormNeedsMustLeaveSomethingInIt(t *testing.T) {
	list := func() *openapi3.Schema { return openapi3.NewArraySchema().WithItems(openapi3.NewStringSchema()) }
	spelled := func(s *openapi3.Schema, key string, value any) *openapi3.Schema {
		s.Extensions = map[string]any{"x-form": map[string]any{key: value}}
		return s
	}
	minimal := list()
	minimal.MinItems = 2
	nullable := list()
	nullable.Nullable = true
	for name, tt := range map[string]struct {
		schema *openapi3.Schema
		want   string
	}{
		"a text":                {openapi3.NewStringSchema(), "NotEmpty: true"},
		"a number":              {openapi3.NewIntegerSchema(), ""},
		"a list":                {list(), "MinItems: 1"},
		"a map":                 {openapi3.NewObjectSchema().WithAdditionalProperties(openapi3.NewStringSchema()), "MinItems: 1"},
		"an object":             {openapi3.NewObjectSchema().WithProperty("a", openapi3.NewStringSchema()), ""},
		"a list with a minimum": {minimal, ""},
		"a list or null":        {nullable, ""},
		"a list that is joined": {spelled(list(), "separator", ","), "MinItems: 1"},
		"a list that is JSON":   {spelled(list(), "encode", []any{"json"}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, formDemand(openapi3.NewSchemaRef("", tt.schema)))
			p := &pkg{sets: map[*openapi3.Schema]requiredSets{}}
			body := openapi3.NewObjectSchema().WithProperty("a", tt.schema).WithRequired([]string{"a"})
			if tt.want != "" {
				assert.Contains(t, p.ruleLiteral(body, true, nil), `"a": &core.Rule{`+tt.want)
			}
			assert.NotContains(t, p.ruleLiteral(body, false, nil), "NotEmpty")
			assert.NotContains(t, p.ruleLiteral(body, false, nil), "MinItems: 1")
		})
	}
	beside := openapi3.NewSchemaRef("#/components/schemas/A", list())
	beside.Extensions = map[string]any{"x-form": map[string]any{"encode": []any{"json"}}}
	assert.Empty(t, formDemand(beside), "the spelling stands beside a reference")
}

func TestACommentSaysWhenARequestIsSentAgain(t *testing.T) {
	p := &pkg{Schemes: []*scheme{{Names: []string{"key"}}, {Names: []string{"token"}, Exchange: &exchange{}}}}
	for want, security := range map[string][][]string{
		"The client sends it again only if it cannot have reached the server.":                                         {{"key"}},
		"The client sends it again only if it cannot have reached the server, or if the server has refused the token.": {{"key"}, {"token"}},
	} {
		assert.Equal(t, want, p.repeatText(&operation{Method: "POST", plan: &plan{ext: &extensions{}, security: security}}))
	}
}
