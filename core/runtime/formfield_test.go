package runtime

import (
	"encoding/base64"
	"net/url"
	"testing"
	"time"

	"github.com/elliotchance/phpserialize"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core/lenient"
)

// spelled returns the value of the field "a" of a form that contains v, and whether the form has that field.
func spelled(t *testing.T, field FormField, v any) (string, bool) {
	t.Helper()
	data, err := Encode(map[string]any{"a": v, "b": "last"})
	require.NoError(t, err)
	form, err := formOf(data, Form{Fields: map[string]FormField{"a": field}}, nil)
	require.NoError(t, err)
	values, err := url.ParseQuery(string(form))
	require.NoError(t, err)
	assert.Equal(t, "last", values.Get("b"), "the field after it is read")
	return values.Get("a"), values.Has("a")
}

func TestABooleanIsSpelledAsItsFieldRequires(t *testing.T) {
	for name, tt := range map[string]struct {
		field    FormField
		yes, no  string
		noIsSent bool
	}{
		"words":                    {FormField{True: "YES", False: "NO"}, "YES", "NO", true},
		"the spelling of the form": {FormField{}, "1", "0", true},
		"only a spelling of true":  {FormField{True: "true"}, "true", "", false},
		"inverted":                 {FormField{Inverted: true}, "0", "1", true},
		"an inverted spelling":     {FormField{True: "on", False: "off", Inverted: true}, "off", "on", true},
	} {
		t.Run(name, func(t *testing.T) {
			yes, sent := spelled(t, tt.field, true)
			assert.Equal(t, tt.yes, yes)
			assert.True(t, sent)
			no, sent := spelled(t, tt.field, false)
			assert.Equal(t, tt.no, no)
			assert.Equal(t, tt.noIsSent, sent)
			_, sent = spelled(t, tt.field, nil)
			assert.False(t, sent, "null is omitted")
		})
	}
}

func TestATimeIsWrittenInTheLayoutOfItsField(t *testing.T) {
	at := time.Date(2026, 11, 22, 4, 5, 6, 789, time.FixedZone("", 3*60*60))
	for layout, want := range map[string]string{
		"02/01/2006": "22/11/2026", "2006-01-02": "2026-11-22", "2006-01-02 15:04:05": "2026-11-22 04:05:06",
	} {
		text, sent := spelled(t, FormField{Layout: layout}, at)
		assert.True(t, sent)
		assert.Equal(t, want, text, "the time is in its own zone")
	}
	_, err := formOf(must(Encode(map[string]any{"a": time.Time{}})), Form{Fields: map[string]FormField{"a": {Layout: time.DateOnly}}}, nil)
	assert.EqualError(t, err, "a is missing", "a zero time counts as missing")
}

func TestAListIsJoined(t *testing.T) {
	field := FormField{Separator: ","}
	for _, tt := range []struct {
		list any
		want string
		sent bool
	}{
		{[]string{"com", "net"}, "com,net", true},
		{[]int64{1, 2, 3}, "1,2,3", true},
		{[]lenient.Decimal{must(lenient.ParseDecimal("10.50")), {}}, "10.50,0", true},
		{[]string{"one"}, "one", true},
		{[]string{}, "", false},
		{nil, "", false},
	} {
		text, sent := spelled(t, field, tt.list)
		assert.Equal(t, tt.want, text)
		assert.Equal(t, tt.sent, sent)
	}
	_, err := formOf(must(Encode(map[string]any{"a": []string{"hunter2,x"}})), Form{Fields: map[string]FormField{"a": field}}, nil)
	assert.EqualError(t, err, `a has an item that contains the separator ","`)
}

func TestAValueIsEncodedStepByStep(t *testing.T) {
	value := []map[string]any{{"name": "a", "qty": 2}}
	text, _ := spelled(t, FormField{Encode: []Encoding{EncodeJSON}}, value)
	assert.JSONEq(t, `[{"name":"a","qty":2}]`, text)

	text, _ = spelled(t, FormField{Encode: []Encoding{EncodeJSON, EncodeBase64}}, value)
	decoded, err := base64.StdEncoding.DecodeString(text)
	require.NoError(t, err)
	assert.JSONEq(t, `[{"name":"a","qty":2}]`, string(decoded))
}

func TestPHPReadsBackWhatIsSerialized(t *testing.T) {
	for _, texts := range []map[string]string{
		{}, {"12": "text"}, {"a": ""}, {"": "empty"}, {"007": "no integer", "-5": "an integer", "1.5": "none", "9223372036854775808": "none"},
		{"quote": `a "quoted" ; text}`, "umlaut": "grün 日本", "zero": "a\x00b", "12": "<&>"},
	} {
		text, sent := spelled(t, FormField{Encode: []Encoding{EncodePHP, EncodeBase64}}, texts)
		require.True(t, sent)
		data, err := base64.StdEncoding.DecodeString(text)
		require.NoError(t, err)
		var got map[any]any
		require.NoError(t, phpserialize.Unmarshal(data, &got), string(data))
		want := map[any]any{}
		for key, value := range texts {
			switch key {
			case "12":
				want[int64(12)] = value
			case "-5":
				want[int64(-5)] = value
			default:
				want[key] = value
			}
		}
		assert.Equal(t, want, got, string(data))
	}
}

func TestPHPArraysHaveTheirKeysInOrder(t *testing.T) {
	data, err := serializePHP([]byte(`{"b":"2","a":"grün","12":""}`))
	require.NoError(t, err)
	assert.Equal(t, `a:3:{i:12;s:0:"";s:1:"a";s:5:"grün";s:1:"b";s:1:"2";}`, string(data))
}

func TestAnErrorAboutAFieldDoesNotQuoteItsValue(t *testing.T) {
	for name, tt := range map[string]struct {
		field FormField
		data  string
		want  string
	}{
		"not a boolean":            {FormField{True: "YES"}, `"hunter2"`, "a must be a boolean"},
		"not a date and time":      {FormField{Layout: time.DateOnly}, `"hunter2"`, "a must be a date and time"},
		"not a list":               {FormField{Separator: ","}, `"hunter2"`, "a must be a list"},
		"a null in a list":         {FormField{Separator: ","}, `["x",null]`, "a has an item that is null"},
		"a null in an array":       {FormField{Encode: []Encoding{EncodePHP}}, `{"1":null,"x":"y"}`, "a has a member that is null"},
		"not an object of strings": {FormField{Encode: []Encoding{EncodePHP}}, `{"a":["hunter2"]}`, "a must be an object of strings"},
		"JSON after base64":        {FormField{Encode: []Encoding{EncodeBase64, EncodeJSON}}, `"hunter2"`, "a cannot be encoded as JSON after another encoding: want JSON first"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := formOf([]byte(`{"a":`+tt.data+`}`), Form{Fields: map[string]FormField{"a": tt.field}}, nil)
			assert.EqualError(t, err, tt.want)
		})
	}
}

func TestANestedFieldIsSpelledAsUsual(t *testing.T) {
	form, err := formOf([]byte(`{"b":{"a":true}}`), Form{Fields: map[string]FormField{"a": {True: "YES"}}}, nil)
	require.NoError(t, err)
	assert.Equal(t, "b%5Ba%5D=1", string(form))
}
