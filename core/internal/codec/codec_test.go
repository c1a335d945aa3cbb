package codec

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/oapi-codegen/nullable"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestValuesAreEncodedAsByEncodingJSON(t *testing.T) {
	type tagged struct {
		A string            `json:"a,omitempty"`
		B *int              `json:"b"`
		C int               `json:"c,string"`
		D []int             `json:"d"`
		E map[string]string `json:"e"`
		F []byte            `json:"f,omitempty"`
		G bool              `json:"g,omitzero"`
	}
	for _, v := range []any{
		tagged{}, tagged{A: "ü/é", C: 7, D: []int{}, E: map[string]string{"z": "1", "a": "2"}, F: []byte("hi"), G: true},
		json.Number("19.90"), map[string]any{"n": json.Number("12345678901234567890")}, json.RawMessage(`{"a":1}`), 1e21, 0.1, uint64(1 << 63), nil,
	} {
		want, err := json.Marshal(v)
		require.NoError(t, err)
		got, err := Encode(v)
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got))
	}
	got, err := Encode("<&>\u2028")
	require.NoError(t, err)
	assert.Equal(t, "\"<&>\u2028\"", string(got), "nothing is escaped for HTML or JavaScript")
}

func TestAnEncodingErrorDoesNotQuoteTheValue(t *testing.T) {
	for _, tt := range []struct {
		v    any
		want string
	}{
		{map[string]any{"f": func() {}}, "cannot be encoded: at /f: the value does not fit func()"},
		{[]any{failing{errors.New("hunter2")}}, "cannot be encoded: at /0: the value does not fit codec.failing"},
		{json.Number("hunter2"), "cannot be encoded: "},
		{"a\xffb", "a string is not UTF-8, which JSON requires"},
		{map[string]any{"hunter2\xff": 1}, "a string is not UTF-8, which JSON requires"},
		{[]any{failing{ErrNotUTF8}}, "a string is not UTF-8, which JSON requires"},
	} {
		_, err := Encode(tt.v)
		require.ErrorContains(t, err, tt.want)
		assert.NotContains(t, err.Error(), "hunter2")
	}
}

type failing struct{ err error }

func (f failing) MarshalJSON() ([]byte, error) { return nil, f.err }

func TestJSONIsDecodedAsServersSendIt(t *testing.T) {
	var into struct {
		Name string         `json:"name"`
		List []int          `json:"list"`
		Map  map[string]any `json:"map"`
		N    json.Number    `json:"n"`
		S    json.Number    `json:"s"`
	}
	require.NoError(t, Decode([]byte(`{"NAME":"a","list":[1,2,3],"list":[4],"map":{"a":1},"map":{"b":2},"n":19.90,"s":"7","more":[{}]}`), &into))
	assert.Equal(t, "a", into.Name, "the case of a name does not matter")
	assert.Equal(t, []int{4}, into.List, "the second of two lists replaces the first")
	assert.Equal(t, json.Number("19.90"), into.N)
	assert.Equal(t, json.Number("7"), into.S)
	assert.Len(t, into.Map, 2, "the members of two objects are merged, as by encoding/json")
}

func TestADecodingErrorHasThePositionAndDoesNotQuoteTheValue(t *testing.T) {
	type target struct {
		A struct {
			N int `json:"n"`
		} `json:"a"`
		B []bool `json:"b"`
	}
	for data, want := range map[string]string{
		`{"a":{"n":"hunter2"}}`: "at /a/n: a string does not fit int",
		`{"a":{"n":4.5}}`:       "at /a/n: a number does not fit int",
		`{"a":[]}`:              "at /a: an array does not fit struct",
		`{"b":[true,false,{}]}`: "at /b/2: an object does not fit bool",
		`{"a":{"n":1}`:          "not valid JSON at byte 12",
		`hunter2`:               "not valid JSON at byte 0",
		``:                      "not valid JSON",
		`{} hunter2`:            "not valid JSON at byte 3",
		"{\"a\xff\":1}":         "a string is not UTF-8",
		`{"x":"\ud800"}`:        "a string is not UTF-8",
	} {
		err := Decode([]byte(data), new(target))
		require.ErrorContains(t, err, want, data)
		assert.NotContains(t, err.Error(), "hunter2")
	}
	var described *Error
	require.ErrorAs(t, Decode([]byte(`{"b":1}`), new(target)), &described)
	assert.Equal(t, "/b", described.At)
}

func TestNullIsNotReadAsZero(t *testing.T) {
	type quantity struct {
		N int `json:"n"`
	}
	type target struct {
		Total   float64            `json:"total"`
		Paid    bool               `json:"paid"`
		Lines   []quantity         `json:"lines"`
		ByMonth map[string]int64   `json:"byMonth"`
		Size    struct{ quantity } `json:"size"`
		Name    string             `json:"name"`
		Due     *float64           `json:"due"`
		Days    []int              `json:"days"`
		Notes   []struct {
			Text string `json:"text"`
		} `json:"notes"`
		Since   time.Time `json:"since"`
		Renewal int       `json:"renewal,omitzero"`
		Card    quantity  `json:"card,omitempty"`
	}
	type Both struct {
		ID    int  `json:"id"`
		Other *int `json:"ID"`
		None  int  `json:"-"`
	}
	type optional struct {
		quantity `json:"inner"`
		*Both
		Card *int `json:"card"`
	}
	for data, want := range map[string]string{
		`{"total":null}`:         "at /total: null in place of a number",
		`{"paid":null}`:          "at /paid: null in place of a boolean",
		`{"lines":[{"n":null}]}`: "at /lines/0/n: null in place of a number",
		`{"lines":[null]}`:       "at /lines/0: null in place of an object",
		`{"byMonth":{"a":null}}`: "at /byMonth/a: null in place of a number",
		`{"size":null}`:          "at /size: null in place of an object",
		`{"days":[1,null]}`:      "at /days/1: null in place of a number",
	} {
		assert.EqualError(t, Decode([]byte(data), new(target)), want, data)
	}
	for _, data := range []string{`{"name":null}`, `{"due":null}`, `{"days":null}`, `{"byMonth":null}`, `{"notes":[null]}`, `{"since":null}`, `{"renewal":null}`, `{"card":null}`} {
		assert.NoError(t, Decode([]byte(data), new(target)), data)
	}
	var embedded struct {
		quantity
		Text string `json:"text,omitempty"`
	}
	assert.EqualError(t, Decode([]byte(`{"TEXT":null,"n":null}`), &embedded), "at /n: null in place of a number", "a struct that only the engine reads")
	assert.EqualError(t, Decode([]byte(`null`), new(int)), "null in place of a number")
	assert.EqualError(t, Decode([]byte(`{"id":null}`), new(Both)), "at /id: null in place of a number", "another name differs only in its case")
	for _, data := range []string{`{"ID":null}`, `{"-":null}`, `{"both":null}`, `{"n":null}`, `{"Quantity":null}`} {
		assert.NoError(t, Decode([]byte(data), new(optional)), data)
	}
	for data, want := range map[string]string{
		`{"may":{"n":null}}`:  "at /may/n: null in place of a number",
		`{"open":{"n":null}}`: "at /open/n: null in place of a number",
		`{"open":{"x":null}}`: "at /open/x: null in place of a number",
		`{"open":null}`:       "at /open: null in place of an object",
	} {
		assert.EqualError(t, Decode([]byte(data), new(generated)), want, data)
	}
	assert.NoError(t, Decode([]byte(`{"may":null,"left":null}`), new(generated)))
}

// generated has the types that oapi-codegen writes methods for.
type generated struct {
	May  nullable.Nullable[branches] `json:"may"`
	Open loose                       `json:"open"`
	Left loose                       `json:"left,omitzero"`
}

type branches struct {
	N int `json:"n"`
}

type loose struct {
	N                    int            `json:"n"`
	AdditionalProperties map[string]int `json:"-"`
}

func (o *loose) UnmarshalJSON(data []byte) error {
	object := map[string]int{}
	err := json.Unmarshal(data, &object)
	o.N = object["n"]
	delete(object, "n")
	o.AdditionalProperties = object
	return err
}

// A hostile server must not make the search for null take much longer than decoding.
func TestNullIsFoundInTimeThatGrowsWithTheData(t *testing.T) {
	var fields []reflect.StructField
	for i := range 60 {
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: reflect.TypeFor[*int]()})
	}
	data := []byte(`[{"f0":null},` + strings.Repeat(`{"F59":1,"x":1},`, 2_000) + `{}]`)
	into := reflect.New(reflect.SliceOf(reflect.StructOf(fields)))
	allocated := testing.AllocsPerRun(1, func() { require.NoError(t, RefuseNulls(data, into.Type().Elem())) })
	assert.Less(t, allocated, 10_000.0, "a member must not cost a look at each field")
}

type decodesItself struct{}

func (*decodesItself) UnmarshalJSON([]byte) error {
	return &json.UnmarshalTypeError{Value: "number 12345", Type: reflect.TypeFor[string](), Field: "a.b"}
}

func TestAnErrorFromATypeThatDecodesItselfHasThePosition(t *testing.T) {
	err := Decode([]byte(`[{}]`), new([]decodesItself))
	assert.EqualError(t, err, "at /0/a/b: a number does not fit string")
}

func TestATreeKeepsTheDigitsOfNumbers(t *testing.T) {
	tree, err := Tree([]byte(` {"n":[1.50,12345678901234567890]} `))
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"n": []any{json.Number("1.50"), json.Number("12345678901234567890")}}, tree)
	for _, data := range []string{``, `{`, `{} x`, `[1,]`, "\"\xff\""} {
		_, err := Tree([]byte(data))
		assert.Error(t, err, data)
	}
}

func TestAPropertyIsFoundWithoutDecodingTheRest(t *testing.T) {
	for data, want := range map[string]string{
		`{"x":{"a":9},"a":{"b":[1]}}`:   `{"b":[1]}`,
		"\n{\"a\" : \"t\" , \"b\":1}\n": `"t"`,
		`{"a":1,"a":2}`:                 `2`,
		`{"a":1,"\u0061":null}`:         `null`,
		`{"A":1}`:                       ``,
		`{}`:                            ``,
	} {
		value, found, err := Property([]byte(data), "a")
		require.NoError(t, err, data)
		assert.Equal(t, want, string(value))
		assert.Equal(t, want != "", found)
	}
	for data, want := range map[string]string{
		`[1]`: "want an object, got an array", `"a"`: "want an object, got a string", `null`: "want an object, got null", `7`: "want an object, got a number",
		`true`: "want an object, got a boolean", ``: "not valid JSON", `{`: "not valid JSON", `{"a"`: "not valid JSON", `{"a":`: "not valid JSON", `{"a":1`: "not valid JSON",
		`{"a":1,}`: "not valid JSON", `{"b":x}`: "not valid JSON", `{"a":x}`: "not valid JSON", `{"a":1} {}`: "something follows the value", `{"a":1}x`: "something follows the value",
	} {
		_, _, err := Property([]byte(data), "a")
		assert.ErrorContains(t, err, want, data)
	}
}
