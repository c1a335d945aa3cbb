package runtime

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
)

func TestAFormIsEncodedAsPHPReadsIt(t *testing.T) {
	price, err := lenient.ParseDecimal("19.90")
	require.NoError(t, err)
	var bare lenient.Decimal
	require.NoError(t, json.Unmarshal([]byte("19.90"), &bare))
	text := "x"
	empty := ""

	for name, tt := range map[string]struct {
		body  any
		style Form
		want  string
	}{
		"an empty object is an empty body": {struct{}{}, Form{}, ""},
		"fields keep their order": {struct {
			Z string `json:"z"`
			A string `json:"a"`
			M string `json:"m"`
		}{"1", "2", "3"}, Form{}, "z=1&a=2&m=3"},
		"names and values are escaped": {map[string]string{"a&c": "d=e+f%/ü\r\n<>"}, Form{}, "a%26c=d%3De%2Bf%25%2F%C3%BC%0D%0A%3C%3E"},
		"a name from the document is sent unchanged": {struct {
			A string            `json:"a b.c"`
			B map[string]string `json:"b"`
		}{"x", map[string]string{"k.l m": "y"}}, Form{}, "a+b.c=x&b[k.l+m]=y"},
		"an empty string is sent": {map[string]string{"a": ""}, Form{}, "a="},
		"a pointer to an empty string is sent": {struct {
			A *string `json:"a,omitempty"`
		}{&empty}, Form{}, "a="},
		"null is left out": {struct {
			A *string `json:"a"`
			B *string `json:"b"`
		}{nil, &text}, Form{}, "b=x"},
		"empty lists and objects are left out": {map[string]any{"a": []string{}, "b": map[string]string{}, "c": "x"}, Form{}, "c=x"},
		"a list is numbered":                   {map[string]any{"a": []string{"x", "y"}}, Form{}, "a[0]=x&a[1]=y"},
		"null in a list keeps its number":      {map[string]any{"a": []any{nil, "y"}}, Form{}, "a[1]=y"},
		"the keys of a map are in brackets":    {map[string]any{"a": map[string]string{"k": "x", "l": "y"}}, Form{}, "a[k]=x&a[l]=y"},
		"lists and maps can be nested": {map[string]any{"a": []any{map[string]any{"b": []any{"x", map[string]any{"c": "y"}}}, []any{"z"}}}, Form{},
			"a[0][b][0]=x&a[0][b][1][c]=y&a[1][0]=z"},
		"booleans are 1 and 0":              {map[string]bool{"f": false, "t": true}, Form{}, "f=0&t=1"},
		"booleans follow the style":         {map[string]bool{"f": false, "t": true}, Form{True: "on", False: "off"}, "f=off&t=on"},
		"a style may spell false as empty":  {map[string]bool{"f": false, "t": true}, Form{True: "yes"}, "f=&t=yes"},
		"a number keeps its digits":         {map[string]any{"n": json.Number("19.90")}, Form{}, "n=19.90"},
		"a decimal keeps its digits":        {map[string]any{"n": price}, Form{}, "n=19.90"},
		"a bare decimal keeps its digits":   {map[string]any{"n": bare}, Form{}, "n=19.90"},
		"a big integer keeps its digits":    {map[string]any{"n": int64(9007199254740993), "u": uint64(18446744073709551615)}, Form{}, "n=9007199254740993&u=18446744073709551615"},
		"a longer integer keeps its digits": {map[string]any{"n": json.Number("123456789012345678901234567890")}, Form{}, "n=123456789012345678901234567890"},
		"a secret is sent":                  {map[string]any{"password": core.NewSecret("p&w")}, Form{}, "password=p%26w"},
		"an absent secret is left out":      {map[string]any{"password": core.Secret{}}, Form{}, ""},
		"fields that JSON omits are left out": {struct {
			A string `json:"-"`
			B string `json:"b,omitempty"`
			C string `json:"c"`
		}{"x", "", "y"}, Form{}, "c=y"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := encodeForm(tt.body, tt.style)
			require.NoError(t, err)
			want := strings.NewReplacer("[", "%5B", "]", "%5D").Replace(tt.want)
			assert.Equal(t, want, string(got))
			_, err = url.ParseQuery(string(got))
			assert.NoError(t, err)
		})
	}
}

func TestAFormThatIsNotAnObjectIsRefused(t *testing.T) {
	for name, body := range map[string]any{"a list": []int{1}, "a string": "x", "a number": 1, "nothing": nil, "a boolean": true} {
		_, err := encodeForm(body, Form{})
		assert.ErrorContains(t, err, "must be an object", name)
	}
	_, err := encodeForm(map[string]any{"f": func() {}}, Form{})
	assert.Error(t, err)
}

func TestAFormOfInvalidJSONIsRefused(t *testing.T) {
	for _, data := range []string{``, `{`, `{"a"`, `{"a":`, `{"a":[`, `{"a":{"b"`, `{"a":[1,`, `{"a":}`} {
		_, err := formOf([]byte(data), Form{}, nil)
		assert.Error(t, err, data)
	}
}

func encodeForm(v any, style Form) ([]byte, error) {
	data, err := Encode(v)
	if err != nil {
		return nil, err
	}
	return formOf(data, style, fieldsOf(v))
}

func TestANameThatPHPWouldReadDifferentlyIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		body any
		want string
	}{
		"a name that closes and opens brackets": {map[string]any{"a": map[string]string{"x][admin": "1"}}, `a has a member "x][admin", which PHP would read as a different name`},
		"a bracket that closes":                 {map[string]any{"a": map[string]string{"x]y": "1"}}, `a has a member "x]y", which PHP would read as a different name`},
		"a bracket that opens":                  {map[string]any{"a": []any{map[string]string{"x[": "1"}}}, `a[0] has a member "x[", which PHP would read as a different name`},
		"no name inside":                        {map[string]any{"a": map[string]string{"": "1"}}, `a has a member "", which PHP would read as a different name`},
		"a zero byte":                           {map[string]any{"a": map[string]string{"x\x00y": "1"}}, `a has a member "x\x00y", which PHP would read as a different name`},
		"brackets at the top":                   {map[string]any{"a[b]": "1"}, `the body has a member "a[b]", which PHP would read as a different name`},
		"a dot at the top":                      {map[string]any{"a.b": "1"}, `the body has a member "a.b", which PHP would read as a different name`},
		"a space at the top":                    {map[string]any{"a b": "1"}, `the body has a member "a b", which PHP would read as a different name`},
		"no name at the top":                    {map[string]any{"": "1"}, `the body has a member "", which PHP would read as a different name`},
		"an undocumented member":                {merged{}, `the body has a member "x[y]", which PHP would read as a different name`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := encodeForm(tt.body, Form{})
			assert.EqualError(t, err, tt.want)
		})
	}
}

// merged is like a generated struct for an object with additional members.
type merged struct {
	A                    string            `json:"a"`
	AdditionalProperties map[string]string `json:"-"`
}

func (merged) MarshalJSON() ([]byte, error) { return []byte(`{"a":"1","x[y]":"2"}`), nil }
