package core

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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

func TestASecretIsSentAsItIs(t *testing.T) {
	assert.JSONEq(t, `{"password":"hun\"ter2"}`, marshalled(t, map[string]any{"password": NewSecret(`hun"ter2`)}))
	assert.JSONEq(t, `{"password":null}`, marshalled(t, map[string]any{"password": Secret{}}))
	assert.JSONEq(t, `{}`, marshalled(t, struct {
		Password Secret `json:"password,omitzero"`
	}{}))
}

func TestASecretIsReadFromAString(t *testing.T) {
	var got struct{ Token, Gone, Empty Secret }
	require.NoError(t, json.Unmarshal([]byte(`{"token":"hunter2","gone":null,"empty":""}`), &got))
	assert.Equal(t, "hunter2", got.Token.Reveal())
	assert.True(t, got.Gone.IsZero())
	assert.False(t, got.Empty.IsZero())
}

func TestTheErrorForASecretThatIsNoStringDoesNotShowIt(t *testing.T) {
	for _, data := range []string{`123456`, `["123456"]`, `{"a":"123456"}`} {
		var secret Secret
		err := json.Unmarshal([]byte(data), &secret)
		require.ErrorContains(t, err, "must be a JSON string")
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
