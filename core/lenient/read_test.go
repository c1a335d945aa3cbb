package lenient

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core/internal/codec"
	"github.com/hostclients/hostclients/core/internal/scan"
)

// agree reads data with ReadJSON and UnmarshalJSON, and compares the results. It reports whether ReadJSON could read data.
func agree[T any](t *testing.T, data []byte) bool {
	t.Helper()
	type both interface {
		codec.Reader
		UnmarshalJSON(data []byte) error
	}
	var want, got T
	begin := scan.Space(data, 0)
	if !codec.Visit(data, func(s *codec.Source, i int) int { return any(&got).(both).ReadJSON(s, i) }) {
		return false
	}
	end := scan.Value(data, begin, 0)
	require.GreaterOrEqual(t, end, 0, "%s", data)
	require.NoError(t, any(&want).(both).UnmarshalJSON(data[begin:end]), "%T: %s", got, data)
	require.Equal(t, want, got, "%T: %s", got, data)
	return true
}

// agreeAll calls agree for each type that has both methods. It returns the number of types for which ReadJSON could read data.
func agreeAll(t *testing.T, data []byte) int {
	t.Helper()
	n := 0
	for _, read := range []bool{
		agree[Decimal](t, data), agree[Int](t, data), agree[Time](t, data),
		agree[List[Int]](t, data), agree[List[ware]](t, data), agree[List[List[Time]]](t, data), agree[List[string]](t, data),
		agree[Map[Decimal]](t, data), agree[Map[[]int]](t, data), agree[Object[ware]](t, data),
	} {
		if read {
			n++
		}
	}
	return n
}

func TestBothWaysOfReadingHaveTheSameResult(t *testing.T) {
	for data, want := range map[string]int{
		`12`: 3, `-0`: 3, `1.50`: 3, `1e5`: 3, ` 7 `: 3, `"007"`: 10, `"12.50"`: 10, `"512 MB"`: 10, `"2022-02-06"`: 10, `"2022-02-30 10:00:00"`: 10, `null`: 10, `false`: 10, `""`: 10, `"text"`: 7,
		`[]`: 7, `{}`: 7, `[1,2]`: 1, `["a","2022-02-06"]`: 2, `[[],["2022-02-06"]]`: 1, `{"a":1,"a":2}`: 3, `{"a":[1]}`: 3, `[{"name":"x"},{}]`: 1, `[{"name":"x"},null]`: 0, `{"1":{"name":"x"}}`: 2,
		`true`: 0, `01`: 0, `"\ud800"`: 0, `[1,]`: 0, `{"a"}`: 0, ``: 0,
	} {
		assert.Equal(t, want, agreeAll(t, []byte(data)), data)
	}
}

func FuzzBothWaysOfReadingAgree(f *testing.F) {
	for _, seed := range containerSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { agreeAll(t, data) })
}

func TestTimesAreParsedAsByPackageTime(t *testing.T) {
	for _, text := range []string{
		"2022-02-06", "2024-02-29", "2023-02-29", "2022-13-01", "2022-00-01", "2022-01-00", "2022-04-31", "2022-02-06 23:59:59", "2022-02-06 24:00:00", "2022-02-06 00:60:00",
		"2022-02-06 00:00:60", "2022-02-06T00:00:00", "2022-02-06  1:00:00", "9999-12-31", "0001-01-01", "0000-01-01", "2022/02/06", "2022-2-06 ", "+022-02-06",
	} {
		want, err := time.Parse(layoutOf(text), text)
		got, ok := wallTime(text)
		assert.Equal(t, err == nil, ok, text)
		if ok {
			assert.Equal(t, want, got, text)
		}
	}
}

// Null in place of a required number is refused inside the containers too, whichever way they are read.
func TestNullInsideAContainerIsNotReadAsZero(t *testing.T) {
	type invoice struct {
		Total int64  `json:"total"`
		Paid  bool   `json:"paid,omitzero"`
		Note  string `json:"note"`
	}
	type result struct {
		List   List[invoice]        `json:"list"`
		Nested List[List[int64]]    `json:"nested"`
		One    OneOrMore[invoice]   `json:"one"`
		Map    Map[int64]           `json:"map"`
		Object Object[invoice]      `json:"object"`
		Plain  Map[Object[invoice]] `json:"plain"`
	}
	for data, want := range map[string]string{
		`{"list":[{"total":null}]}`:      "at /list/total: null in place of a number",
		`{"list":[null]}`:                "at /list: null in place of an object",
		`{"list":{"a":{"total":null}}}`:  "at /list/a/total: null in place of a number",
		`{"nested":[[1],[2,null]]}`:      "at /nested: null in place of a number",
		`{"one":{"total":null}}`:         "at /one/total: null in place of a number",
		`{"one":[{"total":null}]}`:       "at /one/total: null in place of a number",
		`{"map":{"a":1,"b":null}}`:       "at /map/b: null in place of a number",
		`{"object":{"total":null}}`:      "at /object/total: null in place of a number",
		`{"plain":{"a":{"total":null}}}`: "at /plain/total: null in place of a number",
	} {
		var into result
		assert.EqualError(t, codec.Decode([]byte(data), &into), want, data)
	}
	for _, data := range []string{`{"list":null}`, `{"list":[{"paid":null}]}`, `{"map":null}`, `{"object":{"note":null}}`, `{"plain":{"a":null}}`} {
		var into result
		assert.NoError(t, codec.Decode([]byte(data), &into), data)
	}
}
