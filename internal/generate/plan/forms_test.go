package plan

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestXFormSetsTheSpellingOfAFormField(t *testing.T) {
	boolean, list, object := openapi3.NewBoolSchema(), openapi3.NewArraySchema(), openapi3.NewObjectSchema()
	day, moment := openapi3.NewStringSchema().WithFormat("date"), openapi3.NewDateTimeSchema()
	for _, test := range []struct {
		field  FormField
		schema *openapi3.Schema
		layout string
	}{
		{FormField{True: "YES", False: "NO"}, boolean, ""},
		{FormField{True: "true"}, boolean, ""},
		{FormField{Inverted: true}, boolean, ""},
		{FormField{Layout: "YYYY-MM-DD"}, day, "2006-01-02"},
		{FormField{Layout: "DD/MM/YYYY"}, day, "02/01/2006"},
		{FormField{Layout: "YYYY-MM-DD HH:MM:SS"}, moment, "2006-01-02 15:04:05"},
		{FormField{Separator: ","}, list, ""},
		{FormField{Encode: []string{"json"}}, list, ""},
		{FormField{Encode: []string{"json", "base64"}}, object, ""},
		{FormField{Encode: []string{"php", "base64"}}, object, ""},
	} {
		field := test.field
		require.NoError(t, field.complete(test.schema), "%+v", test.field)
		assert.Equal(t, test.layout, field.Layout)
	}
}

func TestAnXFormThatDoesNotFitItsSchemaIsRefused(t *testing.T) {
	text, list, boolean := openapi3.NewStringSchema(), openapi3.NewArraySchema(), openapi3.NewBoolSchema()
	const ways = "want only one of: true and false, layout, separator, encode"
	for _, test := range []struct {
		field  FormField
		schema *openapi3.Schema
		want   string
	}{
		{FormField{Layout: "YYYY-MM-DD"}, text, "layout: want a string of the format date or date-time"},
		{FormField{Layout: "Y-m-d"}, openapi3.NewDateTimeSchema(), `layout: want one of DD/MM/YYYY, MM/DD/YYYY, YYYY-MM-DD, YYYY-MM-DD HH:MM:SS, got "Y-m-d"`},
		{FormField{Separator: ","}, text, "separator: want an array"},
		{FormField{Encode: []string{"json"}}, text, "encode: want an array or an object"},
		{FormField{Encode: []string{"base64"}}, list, "encode: want json or php, optionally followed by base64, got base64"},
		{FormField{Encode: []string{"json", "php"}}, list, "encode: want json or php, optionally followed by base64, got json, php"},
		{FormField{Encode: []string{"rot13"}}, list, "encode: want json or php, optionally followed by base64, got rot13"},
		{FormField{True: "YES"}, text, "true, false and inverted: want a boolean"},
		{FormField{False: "NO"}, boolean, "false: want true as well"},
		{FormField{Separator: ",", Encode: []string{"json"}}, list, ways},
		{FormField{Separator: ",", Inverted: true}, list, ways},
	} {
		field := test.field
		assert.EqualError(t, field.complete(test.schema), test.want, "%+v", test.field)
	}
}

func TestAMediaTypeWithParametersIsAForm(t *testing.T) {
	assert.True(t, (&Body{Media: "application/x-www-form-urlencoded; charset=utf-8"}).IsForm())
	assert.False(t, (&Body{Media: "application/json"}).IsForm())
}
