package core

import (
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
				shown += sprintf(verb, v)
			}
			assertShowsNone(t, shown, "hunter2")
			assert.Contains(t, shown, redacted)
		})
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		assert.Equal(t, redacted, sprintf(verb, secret), verb)
	}
	t.Run("fields, exported and not", func(t *testing.T) {
		v := outer{inner{secret}, inner{secret}, secret, []Secret{secret}, map[string]Secret{"a": secret}, &secret, secret}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			assertShowsNone(t, sprintf(verb, v), "hunter2")
			assertShowsNone(t, sprintf(verb, &v), "hunter2")
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

type embedded struct{ Password Secret }

func TestSecretsAreFoundWhereverABodyHoldsThem(t *testing.T) {
	secret := NewSecret("hunter2")
	two := []*Secret{nil, &secret}
	for name, body := range map[string]any{
		"itself":                        secret,
		"a list after a part of it":     []any{two[:1], two},
		"a pointer":                     &secret,
		"a field":                       struct{ A Secret }{secret},
		"a field of a field":            struct{ A struct{ B *Secret } }{struct{ B *Secret }{&secret}},
		"a list":                        []Secret{secret},
		"an array":                      [1]Secret{secret},
		"a map":                         map[string]any{"a": secret},
		"an interface":                  []any{nil, secret},
		"an embedded struct":            struct{ embedded }{embedded{secret}},
		"an embedded struct by pointer": struct{ *embedded }{&embedded{secret}},
		"an object of two forms":        lenient.NewObject(embedded{secret}),
		"a list of two forms":           lenient.NewList(embedded{secret}),
		"a map of two forms":            lenient.NewMap(map[string]Secret{"a": secret}),
		"one or more":                   lenient.NewOneOrMore(embedded{secret}),
		"a list in a list of two forms": struct {
			A *lenient.List[lenient.List[*Secret]]
		}{new(lenient.NewList(lenient.NewList(&secret)))},
	} {
		t.Run(name, func(t *testing.T) {
			found := secretsIn(body)
			require.Len(t, found, 1)
			assert.Equal(t, "hunter2", found[0].Reveal())
		})
	}
	for _, body := range []any{nil, 1, "hunter2", (*Secret)(nil), struct{ a Secret }{secret}, []any{nil}, (map[string]any)(nil)} {
		assert.Empty(t, secretsIn(body))
	}
}

// node is a value that may hold itself.
type node struct {
	Password Secret
	Next     *node
	More     []any
	Members  map[string]any
}

func TestAValueThatHoldsItselfIsGoneThroughOnce(t *testing.T) {
	n := &node{Password: NewSecret("hunter2"), Members: map[string]any{}}
	n.Next = n
	n.More = []any{n, nil}
	n.More[1] = n.More
	for _, name := range []string{"a", "b", "c"} {
		n.Members[name] = n.Members
	}
	assert.Len(t, secretsIn(n), 1)
}

func TestABodyThatHoldsItselfIsAFault(t *testing.T) {
	body := anything{"password": NewSecret("hunter2")}
	body["a"], body["b"] = body, body
	_, err := doJSON[anything](t.Context(), newTestClient(t, always(200, "{}")), postOp(), body)
	assertMeans(t, err, ErrInvalid)
	assertShowsNone(t, renderings(err), "hunter2")
}
