package codec

import (
	"context"
	stdjson "encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/oapi-codegen/nullable"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// menu lists the field types that pick chooses from.
var menu = []reflect.Type{
	reflect.TypeFor[string](), reflect.TypeFor[kind](), reflect.TypeFor[int64](), reflect.TypeFor[int8](), reflect.TypeFor[uint16](), reflect.TypeFor[bool](),
	reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[stdjson.Number](), reflect.TypeFor[stdjson.RawMessage](), reflect.TypeFor[any](),
	reflect.TypeFor[*string](), reflect.TypeFor[**int32](), reflect.TypeFor[[]string](), reflect.TypeFor[[][]int](), reflect.TypeFor[[]byte](), reflect.TypeFor[[2]int](),
	reflect.TypeFor[map[string]int](), reflect.TypeFor[nullable.Nullable[string]](), reflect.TypeFor[time.Time](), reflect.TypeFor[*time.Time](), reflect.TypeFor[time.Duration](),
	reflect.TypeFor[branch](), reflect.TypeFor[*branch](), reflect.TypeFor[[]branch](), reflect.TypeFor[upper](), reflect.TypeFor[*upper](), reflect.TypeFor[own](), reflect.TypeFor[[]own](),
	reflect.TypeFor[sealed](), reflect.TypeFor[amount](), reflect.TypeFor[*amount](), reflect.TypeFor[[]amount](), reflect.TypeFor[shy](), reflect.TypeFor[[]shy](), reflect.TypeFor[map[string]string](),
}

type (
	kind   string
	branch struct {
		ID       int64    `json:"id,omitzero"`
		Branches []branch `json:"branches,omitempty"`
		Plain    string
		hidden   int    //nolint:unused // must stay unset
		Ignored  string `json:"-"`
	}
	sealed struct{ text string } //nolint:unused // must stay unset
	amount struct{ raw string }
	shy    struct{ Raw string }
	upper  struct{ text string }
	own    struct{ raw string }
)

// upper reads only strings; own reads any value.
func (u *upper) UnmarshalText(text []byte) error {
	u.text = strings.ToUpper(string(text))
	return nil
}

// amount writes the JSON that it read, and 7 counts as zero. Shy encodes itself only if it is addressable.
func (a *amount) UnmarshalJSON(data []byte) error {
	a.raw = string(data)
	return nil
}

func (a amount) MarshalJSON() ([]byte, error) {
	if a.raw == "" {
		return []byte("0"), nil
	}
	return []byte(a.raw), nil
}

func (a amount) IsZero() bool { return a.raw == "7" }

func (s *shy) MarshalJSON() ([]byte, error) { return []byte(`"shy"`), nil }

func (o *own) UnmarshalJSON(data []byte) error {
	o.raw = string(data)
	return nil
}

// values are JSON values, some of them invalid, that the tests try with every type.
var values = []string{
	`null`, `true`, `false`, `0`, `-0`, `7`, `-128`, `128`, `65536`, `1.50`, `1e3`, `123456789012345678`, `9223372036854775807`, `-9223372036854775808`, `9223372036854775808`,
	`""`, `"text"`, `"monthly"`, `"größe"`, `"a\"b\\c\/d\b\f\n\r\t"`, `"\u00e9\ud83d\ude00\u0041"`, `"aGk="`, `"2022-02-06T21:04:45Z"`, `"2022-02-06"`, `"12"`,
	"\"\xff\"", `"\ud800"`, "\"a\tb\"", `[]`, `[1,2]`, `[1, "2", null]`, `["a","b"]`, `[[1],[2,3],[]]`, `{}`, `{"a":1,"b":2}`, `{"a":1,"a":2}`,
	`{"id":1}`, `{"id":1,"id":2}`, `{"ID":1}`, `{"id":1,"branches":[{"id":2},{"id":3,"branches":[]},{}],"Plain":"x","hidden":1,"other":[{}],"-":1}`, `{"id":null,"branches":null}`,
	`{"id":1,"plain":"x"}`, `{"\u0069d":1}`, `{"größe":1}`, `[{"id":1},{"id":2,"x":{"y":[1,2,3]}},null]`, ` [ { "id" : 1 } , null ] `, `[1,]`, `{"id"}`, `{"id":1,}`, `tru`, `01`, `"open`, `[`, ``,
}

// pick returns a random struct type with fields from menu, and a document for it.
func pick(random *rand.Rand) (reflect.Type, string) {
	var fields []reflect.StructField
	var members []string
	names := []string{"id", "name", "Total", "a_b", "c-d", "x"}
	for i, name := range names[:1+random.IntN(len(names))] {
		fields = append(fields, reflect.StructField{
			Name: fmt.Sprintf("F%d", i), Type: menu[random.IntN(len(menu))], Tag: reflect.StructTag(fmt.Sprintf(`json:"%s%s"`, name, []string{"", ",omitempty", ",omitzero"}[random.IntN(3)])),
		})
		switch random.IntN(12) {
		case 0: // left out
		case 1:
			name = strings.ToUpper(name)
		case 2:
			members = append(members, `"unknown":`+values[random.IntN(len(values))])
		case 3:
			members = append(members, fmt.Sprintf("%q: %s", name, values[random.IntN(len(values))]))
		}
		members = append(members, fmt.Sprintf("%q:%s", name, values[random.IntN(len(values))]))
	}
	random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return reflect.StructOf(fields), "{" + strings.Join(members, ",") + "}"
}

// agree reads a document with the readers and with the engine, and compares the results. It reports whether the readers could
// read the document.
func agree(t *testing.T, of reflect.Type, data []byte) bool {
	t.Helper()
	want, got := reflect.New(of), reflect.New(of)
	err := decode(data, want.Interface())
	if _, ok := read(data, got.Interface(), unlimited, whole); ok {
		require.NoError(t, err, "%v: %s", of, data)
		require.Equal(t, want.Interface(), got.Interface(), "%v: %s", of, data)
		return true
	}
	require.True(t, got.Elem().IsZero(), "%v: %s", of, data)
	again := Decode(data, got.Interface())
	require.Equal(t, err, again)
	return false
}

func TestTheReadersReadTheSameAsTheEngine(t *testing.T) {
	for _, of := range menu {
		for _, value := range values {
			agree(t, of, []byte(value))
			agree(t, reflect.SliceOf(of), []byte(`[`+value+`,`+value+`]`))
		}
	}
	random, done := rand.New(rand.NewPCG(1, 2)), 0
	for range 5_000 {
		if of, document := pick(random); agree(t, of, []byte(document)) {
			done++
		}
	}
	assert.Greater(t, done, 100, "the readers must not leave everything to the engine")
}

func FuzzReadersAndWritersAgreeWithTheEngine(f *testing.F) {
	for i, value := range values {
		f.Add(uint64(i), []byte(value))
	}
	f.Fuzz(func(t *testing.T, seed uint64, data []byte) {
		of, document := pick(rand.New(rand.NewPCG(seed, 0)))
		for _, data := range [][]byte{[]byte(document), data} {
			for _, of := range append([]reflect.Type{of}, menu...) {
				agree(t, of, data)
				into := reflect.New(of)
				_ = Decode(data, into.Interface())
				agreeInWriting(t, into.Interface())
			}
		}
	})
}

func TestTheReadersReadUsualDocumentsWithoutTheEngine(t *testing.T) {
	for _, of := range []reflect.Type{reflect.TypeFor[branch](), reflect.TypeFor[[]branch](), reflect.TypeFor[*branch]()} {
		assert.False(t, readerOf(of).byEngine, of)
	}
	var got branch
	seen, ok := read([]byte(`{"id": 1, "branches": [{"id":2}], "Plain": "größe", "more": {"a": [1]}}`), &got, unlimited, whole)
	require.True(t, ok)
	assert.True(t, seen.HasAll([]string{"id", "branches"}) && seen.HasAll(nil))
	assert.False(t, seen.HasAll([]string{"id", "more"}) || Seen{}.HasAll(nil))
	assert.Equal(t, branch{ID: 1, Branches: []branch{{ID: 2}}, Plain: "größe"}, got)
}

func TestDecodeMemberReadsOneMemberAndSkipsTheOthers(t *testing.T) {
	accept := func(name []byte) bool { return string(name) != "error" }
	for document, want := range map[string][]int{
		`{"data":[1,2]}`: {1, 2}, ` {"meta":{"a":[]},"data":[],"x":null} `: {}, `{"data":[3],"größe":1}`: {3},
		`{"data":[1],"data":[2]}`: nil, `{"data":null}`: nil, `{"Data":[1]}`: nil, `{"error":1,"data":[1]}`: nil, `{"data":[1],"error":1}`: nil, `{"data":[1]`: nil,
		`{"data":[1]} x`: nil, `{"data":[1],"x":01}`: nil, `[1]`: nil, `{"data":["a"]}`: nil, `{"\u0064ata":[1]}`: nil,
	} {
		var got []int
		_, ok := DecodeMember([]byte(document), "data", &got, unlimited, accept)
		assert.Equal(t, want != nil, ok, document)
		assert.Equal(t, want, got, document)
	}
}

// agreeInWriting writes a value with the writers and with the engine, and compares the results. It reports whether the writers
// could write the value.
func agreeInWriting(t *testing.T, v any) bool {
	t.Helper()
	want, err := encode(v)
	got, ok := write(v)
	if ok {
		require.NoError(t, err, "%#v", v)
		require.Equal(t, string(want), string(got), "%#v", v)
	}
	return ok
}

func TestTheWritersWriteTheSameAsTheEngine(t *testing.T) {
	for _, of := range menu {
		for _, value := range values {
			into := reflect.New(of)
			_ = json.Unmarshal([]byte(value), into.Interface(), options, jsontext.AllowInvalidUTF8(true))
			agreeInWriting(t, into.Interface())
			agreeInWriting(t, into.Elem().Interface())
		}
	}
	random, done := rand.New(rand.NewPCG(1, 2)), 0
	for range 5_000 {
		of, document := pick(random)
		into := reflect.New(of)
		_ = json.Unmarshal([]byte(document), into.Interface(), options, jsontext.AllowInvalidUTF8(true)) // after an error, the value is partly set, which is fine here
		if agreeInWriting(t, into.Interface()) && agreeInWriting(t, into.Elem().Interface()) {
			done++
		}
	}
	assert.Greater(t, done, 100, "the writers must not leave everything to the engine")
}

func TestStringsAreWrittenAsByTheEngine(t *testing.T) {
	for _, text := range []string{"", "plain", "größe", "\"\\/\b\f\n\r\t\x00\x1f\x7f", "<&>\u2028\u2029", "\xff", "\xed\xa0\x80", "\ufffd", "😀"} {
		assert.Equal(t, utf8.ValidString(text), agreeInWriting(t, &text), "%q", text)
	}
}

// A decoded string must not change when data changes, or when the next document is read.
func TestDecodedStringsAreCopies(t *testing.T) {
	data := []byte(`["first","sec\"ond"]`)
	var first, second []string
	require.NoError(t, Decode(data, &first))
	clear(data)
	require.NoError(t, Decode([]byte(`["other","texts"]`), &second))
	assert.Equal(t, []string{"first", `sec"ond`}, first)
}

// The limits also count the structure of values that a reader skips or hands to other code.
func TestReadingStaysWithinItsLimits(t *testing.T) {
	type result struct {
		List   []branch           `json:"list"`
		Map    map[string]any     `json:"map"`
		Own    own                `json:"own"`
		Member map[string][]int64 `json:"member"`
	}
	limits := Limits{Bounds: Bounds{Depth: 4, Values: 9, Containers: 5}}
	for document, want := range map[string]bool{
		`{"data":{"list":[{"id":1},{"id":2}]}}`: true, `{"data":{"list":[{},{},{}]}}`: false, `{"data":{"list":[{"branches":[]}]}}`: false, `{"data":{"map":{"a":[]}}}`: true,
		`{"data":{"map":{"a":[[]]}}}`: false, `{"data":{"own":[[],[]]}}`: true, `{"data":{"own":[[],[],[]]}}`: false, `{"data":{"own":[1,2,3,4,5,6,7,8,9]}}`: true,
		`{"data":{"own":[1,2,3,4,5,6,7,8,9,0]}}`: false, `{"data":{"member":{"a":[1,2,3,4,5,6,7,8,9,0]}}}`: false, `{"data":{"own":"[[[[[[,,,,,,,,,,"}}`: true,
	} {
		var got result
		_, ok := DecodeMember([]byte(document), "data", &got, limits, func([]byte) bool { return true })
		assert.Equal(t, want, ok, document)
		assert.Equal(t, want, limits.Check([]byte(document), nil) == nil, document)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	var got result
	_, ok := DecodeMember([]byte(`{"data":{}}`), "data", &got, Limits{unlimited.Bounds, gone}, func([]byte) bool { return true })
	assert.False(t, ok, "the caller no longer waits for the result")
}

// If all lists of a type have the same length, their capacity is that length. A longer list raises the capacity of later lists.
func TestTheCapacityOfAListFollowsEarlierListsOfItsType(t *testing.T) {
	decode := func(n int) int {
		var v struct{ List []int64 }
		require.NoError(t, Decode([]byte(`{"List":[`+strings.TrimSuffix(strings.Repeat("1,", n), ",")+`]}`), &v))
		require.Len(t, v.List, n)
		return cap(v.List)
	}
	for range 40 {
		decode(1)
	}
	assert.Equal(t, 1, decode(1))
	decode(4)
	for _, n := range []int{1, 2, 3, 4} {
		assert.Equal(t, 4, decode(n), "capacity of a list of %d", n)
	}
}
