package lenient

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOneOrMoreIsWrittenBackUnchanged(t *testing.T) {
	for _, data := range []string{
		`[]`, `{}`, `[{"id":12}]`, `[{"id":12},{"id":"13","name":"<"}]`, `{"0":{"id":1},"2":{"id":"3"}}`, `{"id":"12"}`, `{"name":"a"}`,
	} {
		v := read[OneOrMore[part]](t, data)
		got, err := v.MarshalJSON()
		require.NoError(t, err)
		assert.Equal(t, data, string(got))
		assert.False(t, v.IsZero(), data)
	}
	assertHasValue[OneOrMore[part]](t, []part{{ID: NewInt(12)}}, `{"id":12}`)
	assertHasValue[OneOrMore[part]](t, []part{{ID: NewInt(12)}}, `{"7":{"id":12}}`)
	assertHasValue[OneOrMore[part]](t, []part{}, `[]`)
	for data, text := range standIns {
		assertHasNoValue[OneOrMore[part]](t, data)
		assert.Equal(t, text, read[OneOrMore[part]](t, data).Text(), data)
	}
	assertZero[OneOrMore[part]](t, `[]`)
}

func TestASingleObjectIsAListOfOne(t *testing.T) {
	twelve := part{ID: NewInt(12)}
	for data, want := range map[string][]part{
		`{"id":12}`:                      {twelve},
		`[{"id":12}]`:                    {twelve},
		`{"5":{"id":12}}`:                {twelve},
		`{"5":{"id":12},"7":{"id":12}}`:  {twelve, twelve},
		`{"1":{"id":12},"":{"name":""}}`: {{}}, // "" is not an index, so this is a single object, with members that T does not have
		`null`:                           nil,
	} {
		v := read[OneOrMore[part]](t, data)
		assert.Equal(t, want, v.Items(), data)
		assert.Equal(t, len(want), v.Len())
	}
	assert.Empty(t, read[OneOrMore[part]](t, `[]`).Items())
	assert.Empty(t, read[OneOrMore[part]](t, `{}`).Items())
	assert.Equal(t, `[{"id":12}]`, written(t, NewOneOrMore(twelve)))
	assert.Equal(t, "[{12 }]", fmt.Sprint(NewOneOrMore(twelve)))
}

func TestAValueThatIsNotAnObjectOrAListOfObjectsIsRefused(t *testing.T) {
	before := NewOneOrMore(part{Name: "before"})
	for _, data := range []string{``, `"hunter2`, `{"name":"\ud800"}`, `12`, `true`, `{`, `[`, `[1,]`} {
		v := before
		err := v.UnmarshalJSON([]byte(data))
		var mismatch *json.UnmarshalTypeError
		require.ErrorAs(t, err, &mismatch, data)
		assert.NotContains(t, err.Error(), "hunter2")
		assert.Equal(t, before, v)
	}
	for _, data := range []string{`[12]`, `{"0":12}`, `{"id":"hunter2"}`, `[{"id":"hunter2"}]`, `{"0":{"id":1},"1":{"id":[]}}`} {
		v := before
		err := json.Unmarshal([]byte(data), &v)
		require.Error(t, err, data)
		assert.NotContains(t, err.Error(), "hunter2")
		assert.Equal(t, before, v, data)
	}
}

func FuzzOneOrMorePreservesItsForm(f *testing.F) {
	for _, data := range []string{`{}`, `[]`, `null`, `{"id":12}`, `[{"id":"12","name":"a"}]`, `{"0":{},"2":1}`, `{"":1}`, `[1]`, ` []`, `{`, ``, `{"00":1,"a":2}`} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := NewOneOrMore(json.RawMessage(`{"before":1}`))
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
