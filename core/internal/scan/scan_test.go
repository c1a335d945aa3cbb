package scan

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheEndOfAValueIsFound(t *testing.T) {
	for data, want := range map[string]int{
		`1,2`: 1, `1.5e+3]`: 6, `"a\"b",`: 6, `[1,[2]],`: 7, `{"a":{}}}`: 8, `truefalse`: 4, `null `: 4, `[ ]`: 3, "{\n}": 3, `"\u00e9"`: 8, `"\uD83D\ude00"`: 14, `"\ud7ff\ue000"`: 14, "\"é\"": 4, `-0`: 2, `0]`: 1,
		``: -1, ` 1`: -1, `01`: -1, `-`: -1, `1.`: -1, `1.x`: -1, `1e`: -1, `1e+`: -1, `.5`: -1, `+1`: -1, `"a`: -1, `"\`: -1, `"\u12`: -1, `"\u12g4"`: -1, `"\u123"`: -1, `"\u123x"`: -1, `"\a"`: -1, "\"\t\"": -1,
		"\"\xff\"": -1, "\"\xc3\"": -1, "\"\xed\xa0\x80\"": -1, `"\ud800"`: -1, `"\udc00"`: -1, `"\ud800\ud800"`: -1, `"\ud800\n"`: -1, `"\ud800x"`: -1, `"\ud800\u00"`: -1, `"\ud800`: -1, `"\ud800\`: -1,
		`tru`: -1, `fals`: -1, `nul`: -1, `[`: -1, `[1`: -1, `[1,`: -1, `[1,]`: -1, `[,]`: -1, `{`: -1, `{"a"`: -1, `{"a":`: -1, `{"a":1`: -1, `{"a":1,}`: -1, `{1:1}`: -1, `]`: -1,
	} {
		assert.Equal(t, want, Value([]byte(data), 0, 0), "%q", data)
	}
}

func TestNestingHasTheLimitOfEncodingJSON(t *testing.T) {
	for depth, valid := range map[int]bool{1: true, MaxDepth: true, MaxDepth + 1: false, 50 * MaxDepth: false} {
		for _, brackets := range []string{"[]", `{"a":}`} {
			last := len(brackets) - 1
			data := []byte(strings.Repeat(brackets[:last], depth-1) + "[]" + strings.Repeat(brackets[last:], depth-1))
			require.Equal(t, valid, json.Valid(data))
			assert.Equal(t, valid, Value(data, 0, 0) == len(data))
		}
	}
}

// hasInvalidString reports whether encoding/json inserts U+FFFD into a string of data.
func hasInvalidString(data []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(data))
	sent := bytes.Count(data, []byte("\ufffd")) + strings.Count(strings.ToLower(string(data)), `\ufffd`)
	got := 0
	for {
		token, err := decoder.Token()
		if err != nil {
			return got > sent
		}
		if text, ok := token.(string); ok {
			got += strings.Count(text, "\ufffd")
		}
	}
}

func FuzzAScanIsAsStrictAsEncodingJSON(f *testing.F) {
	for _, seed := range []string{
		`[1, 2]`, `{"0": 1, "2": 2}`, `[{"id": 1}, {"id": "a\"b"}]`, `{"a": [], "b": {}, "a": null}`, `[[[[]]]]`, "[\n]", `["a text of more than eight bytes", "größer als acht"]`,
		`"\u00E9\b\f\n\r\t\\\/\""`, `-0.5e-7`, `1E+5`, `1.`, `.5`, `-`, `00`, "\"\x7f\"", "\"\x1f\"", `truex`, `nul`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		i := Space(data, 0)
		end := Value(data, i, 0)
		require.LessOrEqual(t, end, len(data))
		require.Equal(t, json.Valid(data) && !hasInvalidString(data), end >= 0 && Space(data, end) == len(data), "%q", data)
	})
}
