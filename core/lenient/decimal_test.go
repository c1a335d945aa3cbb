package lenient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestADecimalIsWrittenBackAsItCame(t *testing.T) {
	for _, data := range []string{
		`0`, `-0`, `19.99`, `19.90`, `-3`, `0.00`, `123456789012345678901234567890.123456789012345678901234567890`,
		`"0"`, `"19.99"`, `"19.90"`, `"-3"`, `"+5"`, `".5"`, `"-.5"`, `"5."`, `"007"`, `"0.000"`,
	} {
		var d Decimal
		require.NoError(t, json.Unmarshal([]byte(data), &d), data)
		got, err := json.Marshal(d)
		require.NoError(t, err)
		assert.Equal(t, data, string(got))
		assert.False(t, d.IsZero(), data)
	}
}

func TestADecimalIsExact(t *testing.T) {
	for data, want := range map[string]string{
		`19.90`: "19.9", `"19.90"`: "19.9", `"+5"`: "5", `".5"`: "0.5", `"-.5"`: "-0.5", `"5."`: "5", `"007"`: "7",
		`0.1`: "0.1", `9007199254740993`: "9007199254740993", `0.30000000000000000000001`: "0.30000000000000000000001",
	} {
		var d Decimal
		require.NoError(t, json.Unmarshal([]byte(data), &d))
		assert.True(t, d.Decimal().Equal(decimal.RequireFromString(want)), data)
	}
}

func TestWhatIsNoDecimalIsRefused(t *testing.T) {
	for _, text := range []string{
		"", " ", ".", "-", "+", "-.", "1.2.3", "1,5", "1 000", " 1", "1 ", "1\n", "abc", "1e5", "1E5", "1e999999999", "0x10", "1_000",
		"NaN", "Infinity", "-Inf", ".-5", ".+5", "--5", "+-5", "1-5", "١", "½", "$5", "5%", "null", "true",
	} {
		var d Decimal
		data, err := json.Marshal(text)
		require.NoError(t, err)
		assert.Error(t, json.Unmarshal(data, &d), "%q", text)
		assert.True(t, d.IsZero())
		_, err = ParseDecimal(text)
		assert.Error(t, err, "%q", text)
	}
	for _, data := range []string{`true`, `[]`, `{}`, `1e5`, `1E400`, `[1]`, `{"a":1}`} {
		var d Decimal
		assert.Error(t, json.Unmarshal([]byte(data), &d), data)
	}
	var d Decimal
	for _, data := range []string{``, `"`, `05`, `+5`, `"1`, ` 1`} {
		assert.NotPanics(t, func() { _ = d.UnmarshalJSON([]byte(data)) })
	}
}

func TestAFailedReadLeavesTheDecimalAsItWas(t *testing.T) {
	d, err := ParseDecimal("19.90")
	require.NoError(t, err)
	require.Error(t, json.Unmarshal([]byte(`"x"`), &d))
	assert.Equal(t, "19.90", d.String())
}

func TestTheErrorOfADecimalDoesNotQuoteTheAnswer(t *testing.T) {
	var d Decimal
	for _, data := range []string{`"hunter2"`, `{"a":"hunter2"}`, `["hunter2"]`, `"1ehunter2"`} {
		err := json.Unmarshal([]byte(data), &d)
		require.Error(t, err)
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), "hunter2")
	}
}

func TestTheZeroDecimalIsABareZero(t *testing.T) {
	var d Decimal
	assert.True(t, d.IsZero())
	assert.Equal(t, "0", d.String())
	assert.True(t, d.Decimal().IsZero())
	got, err := json.Marshal(struct {
		A Decimal `json:"a"`
		B Decimal `json:"b,omitzero"`
	}{})
	require.NoError(t, err)
	assert.Equal(t, `{"a":0}`, string(got))
	require.NoError(t, json.Unmarshal([]byte("null"), &d))
	assert.True(t, d.IsZero())
}

func TestAParsedDecimalIsWrittenAsAString(t *testing.T) {
	d, err := ParseDecimal("19.90")
	require.NoError(t, err)
	assert.Equal(t, "19.90", d.String())
	got, err := json.Marshal(map[string]Decimal{"a": d})
	require.NoError(t, err)
	assert.Equal(t, `{"a":"19.90"}`, string(got))
}

// sameJSON reports whether two JSON texts are the same but for the escapes in strings.
func sameJSON(a, b []byte) bool {
	if len(a) > 0 && a[0] == '"' {
		var x, y string
		return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && x == y
	}
	return bytes.Equal(a, b)
}

func FuzzDecimal(f *testing.F) {
	for _, seed := range []string{`0`, `-0`, `19.90`, `"19.90"`, `"\u0031"`, `"+.5"`, `".-5"`, `null`, `""`, `"."`, `1e5`, `"1e5"`, ` 1`, `[1]`, `"1_0"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var d Decimal
		if err := d.UnmarshalJSON(data); err == nil {
			_ = d.Decimal()
		}
		d = Decimal{}
		if json.Unmarshal(data, &d) != nil {
			return
		}
		number := d.Decimal()
		got, err := json.Marshal(d)
		if err != nil {
			t.Fatalf("%q was read and cannot be written: %v", data, err)
		}
		data = bytes.TrimSpace(data)
		if string(data) == "null" {
			data = []byte("0")
		}
		if !sameJSON(data, got) {
			t.Fatalf("%q came back as %q", data, got)
		}
		var again Decimal
		if err := json.Unmarshal(got, &again); err != nil || !again.Decimal().Equal(number) {
			t.Fatalf("%q is not read as it was written: %v", got, err)
		}
	})
}
