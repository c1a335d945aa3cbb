package core

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/oapi-codegen/nullable"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core/internal/codec"
	"github.com/hostclients/hostclients/core/lenient"
)

func TestNoRenderingShowsASecret(t *testing.T) {
	secret := NewSecret("hunter2")
	type inner struct{ Password Secret }
	type outer struct {
		Public  inner
		private inner
		hidden  Secret
		list    []Secret
		byName  map[string]Secret
		pointer *Secret
		some    any
	}
	for name, v := range map[string]any{
		"itself":    secret,
		"a pointer": &secret,
		"a list":    []Secret{secret},
		"a map":     map[string]Secret{"password": secret},
	} {
		t.Run(name, func(t *testing.T) {
			shown := ""
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
				shown += fmt.Sprintf(verb, v)
			}
			assertShowsNone(t, shown, "hunter2")
			assert.Contains(t, shown, redacted)
		})
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		assert.Equal(t, redacted, fmt.Sprintf(verb, secret), verb)
	}
	t.Run("fields, exported and not", func(t *testing.T) {
		v := outer{inner{secret}, inner{secret}, secret, []Secret{secret}, map[string]Secret{"a": secret}, &secret, secret}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			assertShowsNone(t, fmt.Sprintf(verb, v), "hunter2")
			assertShowsNone(t, fmt.Sprintf(verb, &v), "hunter2")
		}
	})
	t.Run("slog", func(t *testing.T) {
		assertShowsNone(t, renderings(secret), "hunter2")
		assertShowsNone(t, renderings(slog.GroupValue(slog.Any("password", secret))), "hunter2")
	})
	assert.Equal(t, redacted, secret.String())
}

func TestASecretIsEncodedOnlyInRequests(t *testing.T) {
	type login struct {
		Password Secret                    `json:"password"`
		Old      nullable.Nullable[Secret] `json:"old,omitempty"`
		Token    *Secret                   `json:"token,omitempty"`
		Others   lenient.List[Secret]      `json:"others,omitzero"`
		Absent   Secret                    `json:"absent,omitzero"`
	}
	secret := NewSecret(`hun"ter2`)
	body := login{secret, nullable.NewNullableWithValue(secret), &secret, lenient.NewList(secret), Secret{}}
	sent, err := codec.Encode(body)
	require.NoError(t, err)
	assert.JSONEq(t, `{"password":"hun\"ter2","old":"hun\"ter2","token":"hun\"ter2","others":["hun\"ter2"]}`, string(sent))
	assertShowsNone(t, marshalled(t, body), "ter2")
	assertShowsNone(t, renderings(body), "ter2")

	sent, err = codec.Encode(map[string]any{"absent": Secret{}, "null": nullable.NewNullNullable[Secret]()})
	require.NoError(t, err)
	assert.JSONEq(t, `{"absent":null,"null":null}`, string(sent))
}

type encodesItself struct{ secret Secret }

func (e encodesItself) MarshalJSON() ([]byte, error) { return json.Marshal(e.secret) }

func TestASecretThatWouldBeSentRedactedIsAnError(t *testing.T) {
	_, err := codec.Encode(map[string]any{"a": encodesItself{NewSecret("hunter2")}})
	assert.ErrorIs(t, err, codec.ErrRedacted)
}

func TestASecretIsReadFromAString(t *testing.T) {
	var got struct{ Token, Gone, Empty Secret }
	require.NoError(t, json.Unmarshal([]byte(`{"token":"hunter2","gone":null,"empty":""}`), &got))
	assert.Equal(t, "hunter2", got.Token.Reveal())
	assert.True(t, got.Gone.IsZero())
	assert.False(t, got.Empty.IsZero())
}

func TestTheErrorForASecretThatIsNotAStringDoesNotShowIt(t *testing.T) {
	for _, data := range []string{`123456`, `["123456"]`, `{"a":"123456"}`} {
		var secret Secret
		err := json.Unmarshal([]byte(data), &secret)
		require.ErrorContains(t, err, "want a secret as a JSON string")
		assert.NotContains(t, renderings(err), "123456")
		assert.True(t, secret.IsZero())
	}
}

func TestAnAbsentSecretIsNotAnEmptyOne(t *testing.T) {
	absent, empty, full := Secret{}, NewSecret(""), NewSecret("x")
	assert.True(t, absent.IsZero())
	assert.False(t, empty.IsZero())
	assert.Empty(t, absent.Reveal())
	assert.False(t, absent.Equal(empty))
	assert.True(t, absent.Equal(Secret{}))
	assert.True(t, empty.Equal(NewSecret("")))
	assert.True(t, full.Equal(NewSecret("x")))
	assert.False(t, full.Equal(NewSecret("y")))
}
