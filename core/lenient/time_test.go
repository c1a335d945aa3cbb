package lenient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAMomentIsWrittenBackAsItCame(t *testing.T) {
	want := time.Date(2022, 2, 6, 21, 4, 45, 0, time.UTC)
	for _, data := range []string{
		`"2022-02-06T21:04:45+00:00"`, `"2022-02-06T21:04:45Z"`, `"2022-02-06T21:04:45.000Z"`, `"2022-02-06T22:04:45+01:00"`, `"2022-02-06T15:34:45-05:30"`,
	} {
		var m Time
		require.NoError(t, json.Unmarshal([]byte(data), &m), data)
		assert.True(t, want.Equal(m.Time()), data)
		assert.Equal(t, data, `"`+m.String()+`"`)
		assert.False(t, m.IsZero())
		got, err := json.Marshal(m)
		require.NoError(t, err)
		assert.Equal(t, data, string(got))
	}
}

func TestAMomentKeepsItsNanoseconds(t *testing.T) {
	var m Time
	require.NoError(t, json.Unmarshal([]byte(`"2022-02-06T21:04:45.123456789Z"`), &m))
	assert.Equal(t, 123456789, m.Time().Nanosecond())
	m = NewTime(time.Date(2022, 2, 6, 21, 4, 45, 120, time.FixedZone("", 3600)))
	got, err := json.Marshal(m)
	require.NoError(t, err)
	assert.Equal(t, `"2022-02-06T21:04:45.00000012+01:00"`, string(got))
	var again Time
	require.NoError(t, json.Unmarshal(got, &again))
	assert.True(t, m.Time().Equal(again.Time()))
}

func TestWhatIsNoMomentIsRefusedAndNotQuoted(t *testing.T) {
	for _, data := range []string{
		`""`, `"hunter2"`, `"2022-02-06"`, `"2022-02-06 21:04:45"`, `"2022-02-06T21:04:45"`, `"0000-00-00T00:00:00Z"`, `"2022-02-30T00:00:00Z"`,
		`"2022-02-06T21:04:45Z hunter2"`, `1644181485`, `["hunter2"]`, `{"a":"hunter2"}`, `true`,
	} {
		before := NewTime(time.Unix(1, 0).UTC())
		m := before
		err := json.Unmarshal([]byte(data), &m)
		require.Error(t, err, data)
		assert.Equal(t, before, m)
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), "hunter2")
	}
}

func TestNoMomentIsNull(t *testing.T) {
	var m Time
	require.NoError(t, json.Unmarshal([]byte("null"), &m))
	assert.True(t, m.IsZero())
	assert.True(t, m.Time().IsZero())
	assert.Empty(t, m.String())
	got, err := json.Marshal(struct {
		A Time `json:"a"`
		B Time `json:"b,omitzero"`
	}{})
	require.NoError(t, err)
	assert.Equal(t, `{"a":null}`, string(got))
}

func FuzzTime(f *testing.F) {
	for _, seed := range []string{
		`"2022-02-06T21:04:45+00:00"`, `"2022-02-06T21:04:45Z"`, `"2022-02-06T21:04:45,5Z"`, `"2022-02-06T1:04:45Z"`, `"2022-02-06T21:04:45\u005a"`, `null`, `""`, `0`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var m Time
		_ = m.UnmarshalJSON(data)
		m = Time{}
		if json.Unmarshal(data, &m) != nil {
			return
		}
		got, err := json.Marshal(m)
		if err != nil {
			t.Fatalf("%q was read and cannot be written: %v", data, err)
		}
		if !sameJSON(bytes.TrimSpace(data), got) {
			t.Fatalf("%q came back as %q", data, got)
		}
		var again Time
		if err := json.Unmarshal(got, &again); err != nil || !again.Time().Equal(m.Time()) {
			t.Fatalf("%q is not read as it was written: %v", got, err)
		}
	})
}
