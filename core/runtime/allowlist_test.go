package runtime

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/core"
)

func TestAnErrorNamesItsResource(t *testing.T) {
	op := readOp()
	op.Path = "/zones/{zone}/records/{id}/{key}/{cart}"
	op.Parameters = []Parameter{
		{Name: "zone", In: InPath}, {Name: "id", In: InPath, Type: "integer", Rule: &Rule{Minimum: "1"}},
		{Name: "key", In: InPath}, {Name: "cart", In: InPath, Secret: true},
	}
	for name, tt := range map[string]struct {
		args []any
		want []core.Arg
		text string
	}{
		"names and numbers": {
			[]any{"ü.example.com", 12, core.NewSecret("hunter2"), "hunter3"},
			[]core.Arg{{Name: "zone", Value: "ü.example.com"}, {Name: "id", Value: "12"}}, "{cart} (zone ü.example.com, id 12): 404 Not Found: no cart [redacted] of [redacted]",
		},
		"a credential in the wrong place": {
			[]any{"hunter4", 12, core.NewSecret("hunter2"), "hunter3"},
			[]core.Arg{{Name: "zone", Value: "[redacted]"}, {Name: "id", Value: "12"}}, "(zone [redacted], id 12): 404",
		},
		"a value that was refused": {
			[]any{"a/b", 0, core.NewSecret("hunter2"), "hunter3"}, nil, "{cart}: invalid: zone contains a slash; id is less than 1",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newTestClient(t, always(404, `{"message":"no cart hunter3 of hunter2"}`), credential("token", Bearer("hunter4")))
			secured := tokenOp(op)
			secured.ErrorBody = ErrorBody{Message: "message"}
			_, err := Do[anything](t.Context(), c, &secured, Args{Path: tt.args}, nil)
			e := asError(t, err)
			assert.Equal(t, tt.want, e.Args)
			assert.Contains(t, e.Error(), tt.text)
			assertShowsNone(t, renderings(err), "hunter2", "hunter3", "hunter4")
		})
	}
}

func TestEachInputErrorIsReportedOnce(t *testing.T) {
	op := postOp()
	op.Body = Body{Media: mediaJSON, Rule: &Rule{
		Required: []string{"name"}, All: []*Rule{{Required: []string{"name"}}, {Properties: map[string]*Rule{"size": {Minimum: "1"}}}},
		Properties: map[string]*Rule{"size": {Minimum: "1"}},
	}}
	_, err := do[anything](t.Context(), newTestClient(t, always(200, "{}")), op)
	assert.NoError(t, err)
	_, err = Do[anything](t.Context(), newTestClient(t, always(200, "{}")), &op, Args{Body: anything{"size": 0}}, nil)
	assert.EqualError(t, err, "shop: changeThing: POST https://api.example.com/v1/things: invalid: name is missing; size is less than 1")
}
