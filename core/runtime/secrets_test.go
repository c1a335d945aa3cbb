package runtime

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
)

type embedded struct{ Password core.Secret }

func TestSecretsAreFoundAnywhereInABody(t *testing.T) {
	secret := core.NewSecret("hunter2")
	two := []*core.Secret{nil, &secret}
	for name, body := range map[string]any{
		"itself":                        secret,
		"a list after a part of it":     []any{two[:1], two},
		"a pointer":                     &secret,
		"a field":                       struct{ A core.Secret }{secret},
		"a field of a field":            struct{ A struct{ B *core.Secret } }{struct{ B *core.Secret }{&secret}},
		"a list":                        []core.Secret{secret},
		"an array":                      [1]core.Secret{secret},
		"a map":                         map[string]any{"a": secret},
		"an interface":                  []any{nil, secret},
		"an embedded struct":            struct{ embedded }{embedded{secret}},
		"an embedded struct by pointer": struct{ *embedded }{&embedded{secret}},
		"a lenient object":              lenient.NewObject(embedded{secret}),
		"a lenient list":                lenient.NewList(embedded{secret}),
		"a lenient map":                 lenient.NewMap(map[string]core.Secret{"a": secret}),
		"one or more":                   lenient.NewOneOrMore(embedded{secret}),
		"a list in a lenient list": struct {
			A *lenient.List[lenient.List[*core.Secret]]
		}{new(lenient.NewList(lenient.NewList(&secret)))},
	} {
		t.Run(name, func(t *testing.T) {
			found := secretsIn(body)
			require.Len(t, found, 1)
			assert.Equal(t, "hunter2", found[0].Reveal())
		})
	}
	for _, body := range []any{nil, 1, "hunter2", (*core.Secret)(nil), struct{ a core.Secret }{secret}, []any{nil}, (map[string]any)(nil)} {
		assert.Empty(t, secretsIn(body))
	}
}

// node is a value that may contain itself.
type node struct {
	Password core.Secret
	Next     *node
	More     []any
	Members  map[string]any
}

func TestACyclicValueIsVisitedOnce(t *testing.T) {
	n := &node{Password: core.NewSecret("hunter2"), Members: map[string]any{}}
	n.Next = n
	n.More = []any{n, nil}
	n.More[1] = n.More
	for _, name := range []string{"a", "b", "c"} {
		n.Members[name] = n.Members
	}
	assert.Len(t, secretsIn(n), 1)
}

func TestACyclicBodyIsInvalid(t *testing.T) {
	body := anything{"password": core.NewSecret("hunter2")}
	body["a"], body["b"] = body, body
	_, err := doJSON[anything](t.Context(), newTestClient(t, always(200, "{}")), postOp(), body)
	assertMeans(t, err, core.ErrInvalid)
	assertShowsNone(t, renderings(err), "hunter2")
}
