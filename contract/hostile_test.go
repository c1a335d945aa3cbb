package contract

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/generate/sample"
)

func TestAMethodThatSendsAHostilePathIsFound(t *testing.T) {
	x := recorded(t, "useTicket", cassette.Request{Method: "GET", URL: "https://api.example.com/v1/tickets/ab?key=placeholder"}, 200, `{}`)
	careless := func(prefix string) Caller {
		return func(ctx context.Context, x *Exchange) (any, error) {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, x.BaseURL()+"/tickets/"+prefix+PathArg[string](x, "ticket"), http.NoBody)
			if err != nil {
				return nil, core.ErrInvalid
			}
			resp, err := x.Client().Do(r)
			if err == nil {
				_ = resp.Body.Close()
			}
			return nil, err
		}
	}
	err := x.checkPaths(t.Context(), careless(""))
	for _, want := range []string{`"": it was sent`, `"..": it was sent`, `"a/b": it was sent as`, `"a?b=c": it was sent as`, `"a%2Fb": it was sent as`} {
		assert.ErrorContains(t, err, want)
	}
	careful := func(ctx context.Context, x *Exchange) (any, error) {
		api, err := sample.New(x.BaseURL(), core.WithHTTPClient(x.Client()), sample.WithKey("placeholder"))
		require.NoError(t, err)
		return api.Tickets.Use(ctx, PathArg[string](x, "ticket"))
	}
	assert.NoError(t, x.checkPaths(t.Context(), careful))
}
