package lenient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// anyForm is implemented by pointers to all types of this package.
type anyForm[T any] interface {
	*T
	json.Marshaler
	json.Unmarshaler
	IsZero() bool
	IsNull() bool
}

// read returns data as a T.
func read[T any](t *testing.T, data string) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal([]byte(data), &v), data)
	return v
}

// written returns v as JSON.
func written(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

// escapeSeparators escapes U+2028 and U+2029: a [json.Encoder] of Go 1.27 does, and one of Go 1.26 does not.
func escapeSeparators(data string) string {
	return strings.NewReplacer("\u2028", `\u2028`, "\u2029", `\u2029`).Replace(data)
}

func compact(t *testing.T, data []byte) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, json.Compact(&out, data), "%q", data)
	return out.String()
}

func assertKeepsForm[T any, P anyForm[T]](t *testing.T, data string) {
	t.Helper()
	v := read[T](t, data)
	assert.Equal(t, data, written(t, v))
	got, err := P(&v).MarshalJSON()
	require.NoError(t, err)
	assert.Equal(t, data, string(got))
	assert.False(t, P(&v).IsZero(), data)
	assert.Equal(t, data == "null", P(&v).IsNull(), data)
	assert.Equal(t, v, read[T](t, data))

	// With omitzero, a received field is written.
	type fields struct {
		A T `json:"a,omitzero"`
		B T `json:"b,omitzero"`
	}
	assert.Equal(t, `{"a":`+data+`}`, written(t, read[fields](t, `{"a":`+data+`}`)))
}

// assertZero checks that the zero value encodes as data, and is left out with omitzero.
func assertZero[T any, P anyForm[T]](t *testing.T, data string) {
	t.Helper()
	var v T
	assert.True(t, P(&v).IsZero())
	assert.False(t, P(&v).IsNull())
	assert.Equal(t, data, written(t, v))
	assert.Equal(t, `{"A":`+data+`}`, written(t, struct {
		A T
		B T `json:",omitzero"`
	}{}))
}

var mismatches = regexp.MustCompile(`^json: cannot unmarshal (string|number|bool|array|object|value)( that is not Unicode)? into Go (value|struct field \S*\.a) of type lenient\.[A-Z]\S+$`)

// valuer is implemented by all types of this package.
type valuer[V any] interface{ Value() (V, bool) }

// assertHasValue checks that data is read as want, and encodes unchanged.
func assertHasValue[T valuer[V], V any, P anyForm[T]](t *testing.T, want V, data string) {
	t.Helper()
	assertKeepsForm[T, P](t, data)
	got, ok := read[T](t, data).Value()
	assert.True(t, ok, data)
	assert.Equal(t, want, got, data)
}

// assertHasNoValue checks that data is accepted without a value, and encodes unchanged.
func assertHasNoValue[T valuer[V], V any, P anyForm[T]](t *testing.T, data string) {
	t.Helper()
	assertKeepsForm[T, P](t, data)
	var zero V
	got, ok := read[T](t, data).Value()
	assert.False(t, ok, data)
	assert.Equal(t, zero, got, data)
}

// value returns the value of v, which must have one.
func value[V any](t *testing.T, v valuer[V]) V {
	t.Helper()
	got, ok := v.Value()
	require.True(t, ok)
	return got
}

// assertRefused checks that data, which need not be JSON, is refused, that the error does not quote it, and that the receiver keeps
// the value before.
func assertRefused[T any, P anyForm[T]](t *testing.T, before T, data string) {
	t.Helper()
	v := before
	err := P(&v).UnmarshalJSON([]byte(data))
	require.Error(t, err, "%q", data)
	assert.Equal(t, before, v)
	assert.Regexp(t, mismatches, err.Error())
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		assert.NotContains(t, fmt.Sprintf(verb, err), "hunter2")
	}

	if !json.Valid([]byte(data)) || strings.TrimSpace(data) != data {
		return // encoding/json would refuse it, or remove the space
	}
	type fields struct {
		A T `json:"a"`
	}
	parent := fields{before}
	err = json.Unmarshal([]byte(`{"a":`+data+`}`), &parent)
	var mismatch *json.UnmarshalTypeError
	require.ErrorAs(t, err, &mismatch, data)
	assert.Equal(t, "a", mismatch.Field)
	assert.Regexp(t, mismatches, err.Error())
	assert.Equal(t, fields{before}, parent)
}

// fuzzForm checks what must be true for any data, JSON or not. With ownErrors, errors need not match mismatches, because the elements
// have errors of their own.
func fuzzForm[T any, P anyForm[T]](t *testing.T, data []byte, before T, ownErrors bool) {
	t.Helper()
	v, same := before, before
	input := bytes.Clone(data)
	err := P(&v).UnmarshalJSON(data)
	require.Equal(t, input, data, "the input was changed")

	// encoding/json must have the same result.
	trimmed := bytes.Trim(data, " \t\r\n")
	if valid := json.Valid(data); valid && bytes.Equal(trimmed, data) {
		parentErr := json.Unmarshal(data, &same)
		require.Equal(t, err == nil, parentErr == nil)
		require.Equal(t, v, same)
	} else if !valid {
		require.Error(t, err, "%q is not JSON", data)
	}

	if err != nil {
		require.Equal(t, before, v)
		if !ownErrors {
			require.Regexp(t, mismatches, err.Error())
		}
		return
	}
	require.False(t, P(&v).IsZero())
	require.Equal(t, string(data) == "null", P(&v).IsNull())
	got, err := P(&v).MarshalJSON()
	require.NoError(t, err)
	want := string(data)
	if reflect.ValueOf(v).FieldByName("elements").IsValid() {
		want = compact(t, data)
	}
	require.Equal(t, want, string(got))

	var again T
	require.NoError(t, P(&again).UnmarshalJSON(got))
	if want == string(data) {
		require.Equal(t, v, again)
	}
	for range 2 {
		got, err = P(&again).MarshalJSON()
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	require.NoError(t, encoder.Encode(v))
	require.Equal(t, escapeSeparators(compact(t, data)+"\n"), escapeSeparators(out.String()))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(verb, v), "(PANIC=")
	}
}
