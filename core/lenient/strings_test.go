package lenient

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStringsAreWrittenBackUnchanged(t *testing.T) {
	for data, want := range map[string][]string{
		`"text"`: {"text"}, `""`: {""}, `"ü€😀"`: {"ü€😀"}, `"null"`: {"null"}, `"12"`: {"12"}, `"[\"a\"]"`: {`["a"]`},
		`"a\/b"`: {"a/b"}, `"\u00e9"`: {"é"}, `"\uD83D\uDE00"`: {"😀"}, `"\"\\\b\f\n\r\t"`: {"\"\\\b\f\n\r\t"}, `"\u0041\u000a"`: {"A\n"},
		`12`: {"12"}, `-0`: {"-0"}, `19.90`: {"19.90"}, `1e999`: {"1e999"},
		`[]`: {}, `["text"]`: {"text"}, `["one","two"]`: {"one", "two"}, `[""]`: {""},
		`["a\/b",12,-1.50,true,false,null,"null"]`: {"a/b", "12", "-1.50", "true", "false", "", "null"},
	} {
		assertHasValue[Strings](t, want, data)
		assert.Equal(t, want, read[Strings](t, data).Strings(), data)
	}
	for _, data := range []string{`null`, `false`} {
		assertHasNoValue[Strings](t, data)
		assert.Nil(t, read[Strings](t, data).Strings())
		assert.Empty(t, read[Strings](t, data).String())
	}
}

func TestStringsPreserveSpaceAndUnescapedCharacters(t *testing.T) {
	for data, want := range map[string][]string{
		"[ \"one\" ,\n\t\"two\"\r]": {"one", "two"}, "[ ]": {}, "\"\u2028\"": {"\u2028"}, `"<a href='&'>"`: {"<a href='&'>"},
	} {
		var s Strings
		require.NoError(t, s.UnmarshalJSON([]byte(data)))
		assert.Equal(t, want, s.Strings())
		got, err := s.MarshalJSON()
		require.NoError(t, err)
		assert.Equal(t, data, string(got))
	}
}

func TestAValueThatIsNotAStringOrAnArrayOfScalarsIsRefused(t *testing.T) {
	for _, data := range []string{
		"\"hunter2\xff\"", `"\ud83d"`, `"\ude00"`, `"\ud83d\ud83d"`, `"\ud83dx"`, "[\"a\",\"\xc3\"]", `["a","\udfff"]`,
		`true`, `{}`, `{"a":"hunter2"}`, `[[]]`, `[["hunter2"]]`, `[{}]`, `["hunter2",{}]`, `["hunter2",[1]]`,
		``, ` `, `"`, `"hunter2`, `hunter2"`, `hunter2`, `"\x"`, `"\u00g0"`, `"\u00"`, `"\`, "\"\n\"", "\"\x00\"", `""""`, ` "a"`, `"a" `, `05`, `+5`, `.5`, `5.`, `-`, `1e`,
		`[`, `["hunter2"`, `["hunter2",`, `["hunter2",]`, `[,]`, `["a""b"]`, `["a"]]`, `["a"] `, `[tru]`, `[nul]`, `[05]`, `nul`, `NULL`, "\x00", "\xff",
	} {
		assertRefused(t, NewString("before"), data)
		assertRefused(t, Strings{}, data)
	}
}

func TestTheZeroStringsEncodeAsAnEmptyString(t *testing.T) {
	assertZero[Strings](t, `""`)
	assert.Nil(t, Strings{}.Strings())
	_, ok := Strings{}.Value()
	assert.False(t, ok)
	assert.Empty(t, Strings{}.String())
}

func TestStringsArePrintedWithCommas(t *testing.T) {
	for data, want := range map[string]string{
		`"a\/b"`: "a/b", `12`: "12", `null`: "", `""`: "", `[]`: "", `["one"]`: "one", `["one","two",3]`: "one, two, 3", `[null,""]`: ", ",
	} {
		assert.Equal(t, want, fmt.Sprint(read[Strings](t, data)), data)
	}
}

func TestNewStringsAreAStringOrAnArray(t *testing.T) {
	for _, text := range []string{"", "text", "a/b", `"\`, "\n\x00\x7f", "é😀\u2028", "null", "[1]"} {
		made := NewString(text)
		assert.Equal(t, []string{text}, made.Strings())
		assert.Equal(t, text, made.String())
		assert.False(t, made.IsZero())
		assert.Equal(t, text, read[string](t, written(t, made)))
		assert.Equal(t, text, read[Strings](t, written(t, made)).String())

		made = NewStrings(text)
		assert.Equal(t, []string{text}, made.Strings())
		assert.Equal(t, []string{text}, read[[]string](t, written(t, made)))
	}
	for want, made := range map[string]Strings{
		`[]`: NewStrings(), `["one","two"]`: NewStrings("one", "two"), `["\n"]`: NewStrings("\n"), `"one"`: NewString("one"), `"\u0000\u001f\b"`: NewString("\x00\x1f\b"),
	} {
		assert.Equal(t, want, written(t, made))
		assert.False(t, made.IsZero())
	}
	got, err := NewString("<&>").MarshalJSON()
	require.NoError(t, err)
	assert.Equal(t, `"<&>"`, string(got))
}

func TestAStringThatIsNotUTF8IsNotWritten(t *testing.T) {
	for _, made := range []json.Marshaler{NewString("a\xff"), NewStrings("a", "\"\xc3"), NewMap(map[string]Int{"\xff": {}})} {
		_, err := made.MarshalJSON()
		assert.EqualError(t, err, "a string is not UTF-8")
		_, err = json.Marshal(made)
		assert.ErrorContains(t, err, "a string is not UTF-8")
	}
	assert.Equal(t, "a\xff", NewString("a\xff").String())
}

func TestStringsReturnsACopy(t *testing.T) {
	s := NewStrings("one", "two")
	s.Strings()[0] = "changed"
	assert.Equal(t, []string{"one", "two"}, s.Strings())
}

func FuzzStringsPreserveTheirForm(f *testing.F) {
	for _, seed := range []string{
		`"text"`, `""`, `"a\/b"`, `"\u00e9"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\"\\"`, "\"a\xffb\"", "\"\u2028\"", `12`, `-1.5e+3`, `null`, `true`, `{}`, `[]`, `[ ]`, `["one", "two"]`,
		`["a\/b",12,true,null]`, `[[]]`, `[{}]`, `["a",]`, `["a"`, `"a`, `"\x"`, `"\u00g0"`, "\"\n\"", `05`, ` "a"`, ``, "\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzForm(t, data, Strings{}, false)
		fuzzForm(t, data, NewStrings("before"), false)
		var s Strings
		if s.UnmarshalJSON(data) != nil {
			return
		}
		switch data[0] {
		case '"':
			require.Equal(t, []string{read[string](t, string(data))}, s.Strings())
		case '[':
			elements := read[[]any](t, string(data))
			require.Len(t, s.Strings(), len(elements))
			for i, element := range elements {
				if text, ok := element.(string); ok {
					require.Equal(t, text, s.Strings()[i])
				}
			}
		}
	})
}
