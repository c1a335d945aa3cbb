package lenient

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAMapIsWrittenBackUnchanged(t *testing.T) {
	for _, data := range []string{
		`[]`, `{}`, `{"b":1,"a":"2"}`, `{"a":1,"a":2,"":3}`, `{"a\/b":1,"\u00e9":2,"é":3,"\"":4}`, `{"\ud83d\ude00":null}`,
	} {
		assertHasValue[Map[Int]](t, read[Map[Int]](t, data).Map(), data)
	}
	for data, text := range standIns {
		assertHasNoValue[Map[Int]](t, data)
		assert.Equal(t, text, read[Map[Int]](t, data).Text(), data)
		assert.Zero(t, read[Map[Int]](t, data).Len())
	}
	for _, data := range []string{`{"b":1,"a":2}`, `[]`, `{}`, `null`} {
		assertKeepsForm[Map[int64]](t, data)
	}
	for _, data := range []string{`{"b":` + wareJSON + `,"a":` + wareJSON + `}`} {
		assertKeepsForm[Map[ware]](t, data)
		assertKeepsForm[Map[*ware]](t, data)
		assertKeepsForm[Map[json.RawMessage]](t, data)
	}
	assertKeepsForm[Map[Map[List[Int]]]](t, `{"a":{"b":[1],"c":{"0":"2"}},"d":[],"e":null}`)
}

func TestAMapHasItsMembersInTheirOrder(t *testing.T) {
	for data, want := range map[string]struct {
		keys  []string
		items []int64
		plain map[string]int64
	}{
		`{"b":5,"a":4}`:               {[]string{"b", "a"}, []int64{5, 4}, map[string]int64{"a": 4, "b": 5}},
		`{"a":5,"b":4,"a":3}`:         {[]string{"a", "b", "a"}, []int64{5, 4, 3}, map[string]int64{"a": 3, "b": 4}},
		`{"a\/b":5,"\u00e9":4,"é":3}`: {[]string{"a/b", "é", "é"}, []int64{5, 4, 3}, map[string]int64{"a/b": 5, "é": 3}},
		`{}`:                          {nil, nil, map[string]int64{}},
		`[]`:                          {nil, nil, map[string]int64{}},
		`null`:                        {nil, nil, nil},
	} {
		m := read[Map[int64]](t, data)
		keys, items := keysAndItems(m.All())
		assert.Equal(t, want.keys, keys, data)
		assert.Equal(t, want.items, items, data)
		assert.Equal(t, want.plain, m.Map(), data)
		assert.Equal(t, len(want.items), m.Len())
		for key, value := range want.plain {
			got, ok := m.Get(key)
			assert.True(t, ok)
			assert.Equal(t, value, got)
		}
		for _, key := range []string{"x", "0", `a\/b`} {
			got, ok := m.Get(key)
			assert.False(t, ok, "%s of %s", key, data)
			assert.Zero(t, got)
		}
	}
}

func TestMapReturnsACopy(t *testing.T) {
	m := read[Map[int64]](t, `{"a":1}`)
	m.Map()["b"] = 2
	assert.Equal(t, `{"a":1}`, written(t, m))
}

func TestAValueThatIsNotAMapIsRefused(t *testing.T) {
	for _, data := range []string{
		`[1]`, `[null]`, `[[]]`, `["hunter2"]`, `[{"a":"hunter2"}]`, `12`, `true`, `{"\ud800":1}`, "{\"\xff\":1}", `{"a":"\ud800"}`,
		``, ` `, `[`, `{`, `}`, `[,]`, `[]]`, `[] `, ` {}`, `{} `, `{,}`, `{1:2}`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1"b":2}`, `{a:1}`, `{"a":1]`, `{"hunter2":1`, `{"a\x":1}`, `{}{}`,
		`nul`, `NULL`, "\x00", "\xff", `hunter2`,
	} {
		assertRefused(t, NewMap(map[string]Int{"a": NewInt(1)}), data)
		assertRefused(t, NewMap(map[string]int64{"a": 1}), data)
		assertRefused(t, Map[json.RawMessage]{}, data)
	}
}

func TestTheZeroMapIsAnEmptyObject(t *testing.T) {
	assertZero[Map[int64]](t, `{}`)
	assertZero[Map[Int]](t, `{}`)
	assert.Nil(t, Map[int64]{}.Map())
	assert.Equal(t, 0, Map[int64]{}.Len())
	_, ok := Map[int64]{}.Get("a")
	assert.False(t, ok)
}

func TestAMapIsPrintedLikeAMap(t *testing.T) {
	assert.Equal(t, "map[a:4 b:5]", fmt.Sprint(read[Map[Int]](t, `{"b":5,"a":"4"}`)))
	assert.Equal(t, `map[string]int64{"a":4, "b":5}`, fmt.Sprintf("%#v", read[Map[int64]](t, `{"b":5,"a":4}`)))
	assert.Equal(t, "map[]", fmt.Sprint(Map[Int]{}))
}

func TestANewMapIsAnObjectWithItsKeysSorted(t *testing.T) {
	plain := map[string]int64{"b": 2, "a": 1, "c": 3, `"`: 4, "<": 5}
	m := NewMap(plain)
	got, err := m.MarshalJSON()
	require.NoError(t, err)
	assert.Equal(t, `{"\"":4,"<":5,"a":1,"b":2,"c":3}`, string(got))
	assert.Equal(t, plain, m.Map())
	plain["a"] = 6
	assert.Equal(t, int64(1), m.Map()["a"])
	for _, empty := range []Map[int64]{NewMap(map[string]int64{}), NewMap[int64](nil)} {
		assert.Equal(t, `{}`, written(t, empty))
		assert.False(t, empty.IsZero())
		assert.Equal(t, map[string]int64{}, empty.Map())
	}
}

func FuzzMapPreservesItsForm(f *testing.F) {
	for _, seed := range containerSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzForm(t, data, Map[Int]{}, false)
		fuzzForm(t, data, NewMap(map[string]Int{"a": NewInt(1)}), false)
		fuzzForm(t, data, NewMap(map[string]Strings{"a": NewString("a")}), false)
		fuzzForm(t, data, NewMap(map[string]json.RawMessage{"a": json.RawMessage(`1`)}), false)
		fuzzForm(t, data, NewMap(map[string]Map[List[Int]]{}), false)

		// A Map must have the same values as a map that encoding/json reads.
		var m Map[json.RawMessage]
		var plain map[string]json.RawMessage
		if m.UnmarshalJSON(data) == nil && json.Unmarshal(data, &plain) == nil {
			require.Equal(t, plain, m.Map())
			for key, value := range plain {
				got, ok := m.Get(key)
				require.True(t, ok)
				require.Equal(t, value, got)
			}
		}
	})
}
