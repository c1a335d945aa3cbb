package lenient

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type part struct {
	ID   Int    `json:"id,omitzero"`
	Name string `json:"name,omitempty"`
}

func TestAnObjectIsWrittenBackUnchanged(t *testing.T) {
	for _, data := range []string{`{"id":"12","name":"<b>"}`, `{}`} {
		v := read[Object[part]](t, data)
		got, err := v.MarshalJSON()
		require.NoError(t, err)
		assert.Equal(t, data, string(got))
		assert.False(t, v.IsZero(), data)
	}
	assertHasValue[Object[part]](t, part{ID: NewInt(12)}, `{"id":12}`)
	assertHasValue[Object[part]](t, part{}, `{}`)
	for data, text := range standIns {
		assertHasNoValue[Object[part]](t, data)
		assert.Equal(t, text, read[Object[part]](t, data).Text(), data)
	}
	assertHasNoValue[Object[part]](t, `[]`)
	assertZero[Object[part]](t, `{}`)
}

func TestAnObjectHasAValueUnlessItIsAnArray(t *testing.T) {
	assert.Equal(t, part{ID: NewInt(12), Name: "a"}, value(t, read[Object[part]](t, `{"id":12,"name":"a"}`)))
	_, ok := read[Object[part]](t, ` [ ] `).Value()
	assert.False(t, ok)
	assert.Equal(t, `[]`, written(t, read[Object[part]](t, ` [ ] `)))
	assert.Equal(t, `{"id":12}`, written(t, NewObject(part{ID: NewInt(12)})))
	assert.Equal(t, "{12 a}", fmt.Sprint(NewObject(part{ID: NewInt(12), Name: "a"})))
}

func TestAValueThatIsNotAnObjectIsRefused(t *testing.T) {
	before := NewObject(part{Name: "before"})
	for _, data := range []string{``, `[1]`, `[{}]`, `"hunter2`, `12`, `true`, "{\"name\":\"\xff\"}", `{"name":"\ud800"}`, "\"\xff\"", `{`, `[`, `{} {}`, `nul`} {
		v := before
		err := v.UnmarshalJSON([]byte(data))
		var mismatch *json.UnmarshalTypeError
		require.ErrorAs(t, err, &mismatch, data)
		assert.NotContains(t, err.Error(), "hunter2")
		assert.Equal(t, before, v)
	}
	v := before
	err := json.Unmarshal([]byte(`{"id":"hunter2"}`), &v)
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "hunter2")
	assert.Equal(t, before, v)
	assert.Error(t, json.Unmarshal([]byte(`{"name":12}`), &v))
	assert.Equal(t, before, v)
}

func FuzzObjectPreservesItsForm(f *testing.F) {
	for _, data := range []string{`{}`, `[]`, `null`, `{"id":12}`, `{"id":"12","name":"a"}`, `[1]`, `{"id":{}}`, `{"name":"<"}`, ` []`, `{`, ``} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := NewObject[json.RawMessage](json.RawMessage(`{"before":1}`))
		v := before
		if err := v.UnmarshalJSON(data); err != nil {
			require.Equal(t, before, v)
			return
		}
		got, err := v.MarshalJSON()
		require.NoError(t, err)
		require.Equal(t, compact(t, data), string(got))
	})
}
