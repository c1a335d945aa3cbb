package lenient

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// keysAndItems collects the keys and items that a list or a map yields.
func keysAndItems[T any](all func(func(string, T) bool)) (keys []string, items []T) {
	for key, item := range all {
		keys, items = append(keys, key), append(items, item)
	}
	return keys, items
}

func TestAListIsWrittenBackUnchanged(t *testing.T) {
	for _, data := range []string{
		`[]`, `{}`, `[1]`, `["1","007",-0,null]`, `{"0":1,"1":"2"}`, `{"7":1,"3":"2"}`, `{"a":1,"a":2,"":3}`,
		`{"a\/b":1,"\u00e9":2,"é":3,"\"":4}`, `{"<&>":1}`, `{"\ud83d\ude00":1}`,
	} {
		if data != `{"<&>":1}` { // json.Marshal escapes these characters
			assertHasValue[List[Int]](t, read[List[Int]](t, data).Items(), data)
		}
		fuzzForm(t, []byte(data), List[Int]{}, true)
	}
	for data, text := range standIns {
		assertHasNoValue[List[Int]](t, data)
		assert.Equal(t, text, read[List[Int]](t, data).Text(), data)
		assert.Equal(t, "[]", fmt.Sprint(read[List[Int]](t, data)), data)
	}
	for _, data := range []string{`[1,2]`, `{"5":1,"6":2}`, `[]`, `{}`, `null`} {
		assertKeepsForm[List[int64]](t, data)
	}
	for _, data := range []string{`[` + wareJSON + `]`, `{"12":` + wareJSON + `,"13":` + wareJSON + `}`} {
		assertKeepsForm[List[ware]](t, data)
		assertKeepsForm[List[*ware]](t, data)
		assertKeepsForm[List[json.RawMessage]](t, data)
	}
	assertKeepsForm[List[List[List[Int]]]](t, `{"a":[[1],{},[]],"b":{"0":["2"]},"c":null,"d":[null]}`)
	assertKeepsForm[List[Map[Strings]]](t, `[{"a":["b"]},[],{"c":"d\/e"}]`)
	assertKeepsForm[List[any]](t, `[null,true,"a",[1],{"b":2}]`)
	assertKeepsForm[List[string]](t, `{"a":"b"}`)
	assertKeepsForm[List[byte]](t, `[1,2]`)
}

func TestAListIsWrittenWithoutSpace(t *testing.T) {
	for data, want := range map[string]string{
		"[ ]": `[]`, "{\n}": `{}`, "[ 1 ,\t\"2\"\r\n]": `[1,"2"]`, "{ \"a\" : 1 , \"b\":\n2 }": `{"a":1,"b":2}`,
	} {
		assert.Equal(t, want, written(t, read[List[Int]](t, data)))
		assert.Equal(t, want, written(t, read[List[json.RawMessage]](t, data)))
	}
	assert.Equal(t, `[{"a":[1,2]}]`, written(t, read[List[json.RawMessage]](t, ` [ { "a" : [ 1, 2 ] } ] `)))
}

func TestAListDoesNotChangeItsElements(t *testing.T) {
	for _, data := range []string{`["<b>&</b>"]`, `{"<&>":"<b>&</b>"}`} {
		fuzzForm(t, []byte(data), List[string]{}, true)
		fuzzForm(t, []byte(data), List[Strings]{}, true)
		fuzzForm(t, []byte(data), List[json.RawMessage]{}, true)
	}
}

func TestAListHasItsElementsInTheirOrder(t *testing.T) {
	for data, want := range map[string]struct {
		keys  []string
		items []int64
	}{
		`[5,4,3]`:                     {[]string{"0", "1", "2"}, []int64{5, 4, 3}},
		`{"0":5,"1":4}`:               {[]string{"0", "1"}, []int64{5, 4}},
		`{"7":5,"3":4,"3":3,"":2}`:    {[]string{"7", "3", "3", ""}, []int64{5, 4, 3, 2}},
		`{"a\/b":5,"\u00e9":4,"é":3}`: {[]string{"a/b", "é", "é"}, []int64{5, 4, 3}},
		`[]`:                          {nil, []int64{}},
		`{}`:                          {nil, []int64{}},
		`null`:                        {nil, nil},
	} {
		l := read[List[int64]](t, data)
		keys, items := keysAndItems(l.All())
		assert.Equal(t, want.keys, keys, data)
		assert.Equal(t, want.items, l.Items(), data)
		assert.Equal(t, len(want.items), l.Len())
		if len(want.items) > 0 {
			assert.Equal(t, want.items, items)
		}
		ints := read[List[Int]](t, data)
		intKeys, _ := keysAndItems(ints.All())
		assert.Equal(t, want.keys, intKeys)
		assert.Equal(t, len(want.items), ints.Len())
	}
}

func TestAnElementIsFoundByItsKey(t *testing.T) {
	for data, want := range map[string]map[string]int64{
		`[5,4,3]`:         {"0": 5, "1": 4, "2": 3},
		`{"7":5,"3":4}`:   {"7": 5, "3": 4},
		`{"a":5,"a":4}`:   {"a": 4},
		`{"a\/b":5}`:      {"a/b": 5},
		`{"007":5,"":12}`: {"007": 5, "": 12},
		`[]`:              {}, `{}`: {}, `null`: {},
	} {
		l := read[List[int64]](t, data)
		for _, key := range append(slices.Collect(maps.Keys(want)), "-1", "+1", "01", "9", " 0", "x", "7x", `a\/b`, "99999999999999999999") {
			item, ok := l.Get(key)
			wanted, there := want[key]
			assert.Equal(t, there, ok, "%s of %s", key, data)
			assert.Equal(t, wanted, item)
		}
	}
	_, ok := List[int64]{}.Get("0")
	assert.False(t, ok)
}

func TestALoopOverAListCanEndEarly(t *testing.T) {
	for key, item := range read[List[int64]](t, `[5,4,3]`).All() {
		assert.Equal(t, "0", key)
		assert.Equal(t, int64(5), item)
		break
	}
}

func TestAValueThatIsNotAListIsRefused(t *testing.T) {
	for _, data := range []string{
		`12`, `true`, "[\"hunter2\xff\"]", `["\ud800"]`, `{"\ud800":1}`, "\"\xff\"", `"\ud800"`,
		``, ` `, `[`, `{`, `]`, `[1`, `[1,`, `[1,]`, `[,1]`, `[1 2]`, `[1]]`, `[1] `, ` [1]`, `[1}`, `[:]`, `["hunter2"`, `[tru]`, `[05]`, `[1,"\x"]`,
		`{1:2}`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1,"b"}`, `{"a":1"b":2}`, `{a:1}`, `{"a":1]`, `{"hunter2":1`, `{"a",1}`, `{"a\x":1}`, "{\"\n\":1}", `{"a":1}{}`,
		`nul`, `NULL`, `nullx`, "\x00", "\xff", `hunter2`,
	} {
		assertRefused(t, NewList(NewInt(1)), data)
		assertRefused(t, NewList[int64](1), data)
		assertRefused(t, List[json.RawMessage]{}, data)
	}
}

func TestAnErrorInAnElementNamesTheField(t *testing.T) {
	type response struct {
		Wares  List[ware]     `json:"wares"`
		Ints   List[Int]      `json:"ints"`
		Nested Map[List[Int]] `json:"nested"`
	}
	for data, want := range map[string]string{
		`{"wares":[` + wareJSON + `,{"id":"hunter2"}]}`:      "wares.id",
		`{"wares":{"7":{"name":["hunter2"]}}}`:               "wares.name",
		`{"wares":[{"price":"hunter2"}]}`:                    "wares.price",
		`{"wares":["hunter2"]}`:                              "wares",
		`{"wares":12}`:                                       "wares",
		`{"wares":[{"price":"1\ud800"}]}`:                    "wares",
		`{"ints":[1,"hunter2"]}`:                             "ints",
		`{"ints":{"a":1,"b":{"hunter2":1}}}`:                 "ints",
		`{"nested":{"hunter2":[1],"b":{"hunter2":"x1.50"}}}`: "nested",
	} {
		before := response{Wares: NewList(ware{ID: 1}), Ints: NewList(NewInt(1)), Nested: NewMap(map[string]List[Int]{"a": NewList(NewInt(1))})}
		a := before
		err := json.Unmarshal([]byte(data), &a)
		var mismatch *json.UnmarshalTypeError
		require.ErrorAs(t, err, &mismatch, data)
		assert.Equal(t, want, mismatch.Field, data)
		assert.NotContains(t, err.Error(), "hunter2")
		assert.Equal(t, before, a)
	}
}

func TestErrorsDoNotQuoteNumbers(t *testing.T) {
	for _, v := range []json.Unmarshaler{new(List[int8]), new(List[map[string]int8]), new(Object[map[string]int8]), new(OneOrMore[struct{ A int8 }])} {
		for _, data := range []string{`[98765]`, `{"A":98765}`, `[{"A":98765}]`} {
			if err := v.UnmarshalJSON([]byte(data)); err != nil {
				assert.NotContains(t, err.Error(), "98765", "%T of %s", v, data)
			}
		}
	}
	assert.Error(t, new(List[int8]).UnmarshalJSON([]byte(`[98765]`)))
}

func TestTheErrorAboutAStringThatIsNotUnicodeSaysSo(t *testing.T) {
	for _, text := range []string{"\"\xff\"", `"\ud800"`} {
		for data, v := range map[string]json.Unmarshaler{
			text: new(Strings), `[` + text + `]`: new(List[string]), `{"name":` + text + `}`: new(Object[part]), `{"a":` + text + `}`: new(Map[string]), `[{"name":` + text + `}]`: new(OneOrMore[part]),
		} {
			assert.ErrorContains(t, v.UnmarshalJSON([]byte(data)), " that is not Unicode into Go value of type lenient.", data)
		}
	}
	assert.NotContains(t, new(Strings).UnmarshalJSON([]byte(`true`)).Error(), "Unicode")
}

func TestUnicodeLineSeparatorsAreNotEscaped(t *testing.T) {
	const text = "\"a\u2028b\u2029\""
	for data, v := range map[string]interface {
		json.Marshaler
		json.Unmarshaler
	}{
		`[` + text + `]`: new(List[json.RawMessage]), `{"k":` + text + `}`: new(Map[Strings]), `{"a":` + text + `}`: new(Object[struct {
			A Strings `json:"a"`
		}]), `[{"a":` + text + `}]`: new(List[struct {
			A Strings `json:"a"`
		}]),
	} {
		require.NoError(t, v.UnmarshalJSON([]byte(data)))
		got, err := v.MarshalJSON()
		require.NoError(t, err)
		assert.Equal(t, data, string(got))
	}
}

func TestDecodingIntoAListDoesNotChangeTheOldSlice(t *testing.T) {
	for _, data := range []string{`[2]`, `{"a":2}`, `[2,3,4]`} {
		numbers, ints := NewList[int64](1), NewList(NewInt(1))
		oldNumbers, oldInts := numbers.Items(), ints.Items()
		require.NoError(t, json.Unmarshal([]byte(data), &numbers))
		require.NoError(t, json.Unmarshal([]byte(data), &ints))
		assert.Equal(t, []int64{1}, oldNumbers)
		assert.Equal(t, []Int{NewInt(1)}, oldInts)
		assert.Equal(t, int64(2), numbers.Items()[0])
		assert.Equal(t, int64(2), value(t, ints.Items()[0]))
	}
}

func TestAListDoesNotReferToItsInput(t *testing.T) {
	data := []byte(`{"a":"one","b\/":"two"}`)
	var texts List[Strings]
	var plain List[string]
	require.NoError(t, texts.UnmarshalJSON(data))
	require.NoError(t, plain.UnmarshalJSON(data))
	for i := range data {
		data[i] = 'x'
	}
	assert.Equal(t, `{"a":"one","b\/":"two"}`, written(t, texts))
	assert.Equal(t, `{"a":"one","b\/":"two"}`, written(t, plain))
}

func TestTheZeroListIsAnEmptyArray(t *testing.T) {
	assertZero[List[int64]](t, `[]`)
	assertZero[List[Int]](t, `[]`)
	assert.Nil(t, List[int64]{}.Items())
	assert.Equal(t, 0, List[int64]{}.Len())
}

func TestAListIsPrintedLikeASlice(t *testing.T) {
	for _, data := range []string{`[5,4]`, `{"a":5,"b":4}`} {
		assert.Equal(t, "[5 4]", fmt.Sprint(read[List[Int]](t, data)))
		assert.Equal(t, "[5 4] [+5 +4] []int64{5, 4}", fmt.Sprintf("%v %+d %#[1]v", read[List[int64]](t, data), read[List[int64]](t, data)))
	}
	assert.Equal(t, "[]", fmt.Sprint(List[Int]{}))
	assert.Equal(t, "[]", fmt.Sprint(read[List[Int]](t, `null`)))
	assert.Equal(t, "{[[a b] [c]]}", fmt.Sprint(struct{ A List[List[string]] }{read[List[List[string]]](t, `[["a","b"],["c"]]`)}))
}

func TestNewListDoesNotCopyTheSlice(t *testing.T) {
	items := []int64{5, 4}
	l := NewList(items...)
	assert.Equal(t, `[5,4]`, written(t, l))
	items[0] = 6
	assert.Equal(t, int64(6), l.Items()[0])
	assert.Equal(t, `[]`, written(t, NewList[int64]()))
	assert.False(t, NewList[int64]().IsZero())
}

func TestAnElementThatCannotBeWrittenIsAnError(t *testing.T) {
	_, err := NewList(func() {}).MarshalJSON()
	assert.Error(t, err)
	_, err = NewMap(map[string]func(){"a": nil}).MarshalJSON()
	assert.Error(t, err)
}

// standIns maps JSON that may replace a list or an object to the result of Text.
var standIns = map[string]string{`null`: "", `false`: "", `""`: "", `"text"`: "text", `"a\/b"`: "a/b", `"null"`: "null"}

func TestTheDepthOfAListHasTheLimitOfEncodingJSON(t *testing.T) {
	for depth, valid := range map[int]bool{scan.MaxDepth: true, scan.MaxDepth + 1: false} {
		data := []byte(strings.Repeat("[", depth) + strings.Repeat("]", depth))
		assert.Equal(t, valid, new(List[json.RawMessage]).UnmarshalJSON(data) == nil, depth)
	}
}

// containerSeeds are seeds for the fuzz tests of List and Map.
var containerSeeds = []string{
	`null`, `[]`, `{}`, `[ ]`, `{ }`, `[1]`, `[1,"2",null]`, `["a",["b"]]`, `[[],[1],{}]`, `[{"a":1}]`, `{"0":1,"2":"3"}`, `{"a":1,"a":2}`, "{ \"a\" : 1 ,\n\"b\": [ 2 ] }",
	`{"a\/b":"\/","\u00e9":"\u00e9","é":"é"}`, `{"\ud800":1}`, `{"\ud83d\ude00":"\udc00"}`, `false`, `""`, "{\"\xff\":\"\xff\"}", "[\"\u2028\"]", `["<&>"]`, `{"<&>":"<&>"}`, `[1e3,-0,1.50]`, `[true,false]`, `["007"]`, `[9223372036854775808]`,
	`[`, `[1,]`, `[1 2]`, `[1]]`, ` [1]`, `[1}`, `[tru]`, `[05]`, `["\x"]`, `["\u00g0"]`, "[\"\n\"]", `{"a"}`, `{"a":}`, `{"a":1,}`, `{1:2}`, `{"a\x":1}`, `"a"`, `1`, ``, ` `, "\x00",
	`[[[[[[[[[[1]]]]]]]]]]`, `{"a":{"b":{"c":{}}}}`,
}

func FuzzListPreservesItsForm(f *testing.F) {
	for _, seed := range containerSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzForm(t, data, List[Int]{}, false)
		fuzzForm(t, data, NewList(NewInt(1)), false)
		fuzzForm(t, data, NewList(NewString("a")), false)
		fuzzForm(t, data, NewList(json.RawMessage(`1`)), false)
		fuzzForm(t, data, NewList(NewList(json.RawMessage(`1`))), false)

		// A List must have the same elements as a slice or a map that encoding/json reads.
		var wares List[ware]
		var slice []ware
		err := json.Unmarshal(data, &wares)
		if json.Valid(data) && scan.Value(data, scan.Space(data, 0), 0) < 0 {
			return // encoding/json would insert U+FFFD
		}
		if json.Unmarshal(data, &slice) == nil {
			require.NoError(t, err)
			require.Equal(t, slice, wares.Items())
		}
		var keyed map[string]ware
		if json.Unmarshal(data, &keyed) == nil {
			require.NoError(t, err)
			for key, want := range keyed {
				got, ok := wares.Get(key)
				require.True(t, ok)
				require.Equal(t, want, got)
			}
		}
	})
}
