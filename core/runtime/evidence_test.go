package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
)

// net/http replaces our error with its own when the caller's timeout has passed.
func TestAResponseThatBreaksOffAtTheCallersTimeoutKeepsItsEvidence(t *testing.T) {
	gone := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, `{"data":{"url":`)
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
		case <-gone:
		}
	}))
	defer server.Close()
	defer close(gone)
	c := newShop(t, server.URL, core.WithHTTPClient(&http.Client{Timeout: 1500 * time.Millisecond}))
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			op := orderOp()
			_, err := do[anything](t.Context(), c, op)
			var e *core.Error
			if assert.ErrorAs(t, err, &e) {
				assert.Equal(t, 200, e.StatusCode)
				assert.Equal(t, `{"data":{"url":`, string(e.Body))
				assertMeans(t, err, core.ErrUnavailable)
				assert.Equal(t, core.MaybeExecuted, e.Execution)
				assert.True(t, e.Truncated)
			}
		})
	}
	group.Wait()
}

func TestANullResultIsADecodingError(t *testing.T) {
	whole, inside := readOp(), readOp()
	whole.Result, inside.Result = "", "data"
	for body, op := range map[string]Operation{" null ": whole, `{"data": null}`: inside, `{"data" :null,"more":1}`: inside} {
		t.Run(body, func(t *testing.T) {
			c := newTestClient(t, always(200, body))
			_, err := do[anything](t.Context(), c, op)
			assert.ErrorIs(t, err, core.ErrDecode)
			assert.ErrorContains(t, err, "the result is null")
			assert.Equal(t, body, string(asError(t, err).Body))

			op.Nullable = true
			result, err := do[anything](t.Context(), c, op)
			assert.NoError(t, err)
			assert.Empty(t, result)
			page, err := do[struct {
				Total int `json:"total"`
			}](t.Context(), c, op)
			assert.NoError(t, err)
			assert.Empty(t, page, "want an empty page")
		})
	}
}

func TestATransportErrorShowsNoAPIPath(t *testing.T) {
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("cannot GET %s, nor %s, nor cart hunter2 of %s", r.URL, r.URL.RequestURI(), r.URL.Query().Get("owner"))
	}, core.WithRetry(core.Retry{Attempts: 1}))
	op := readOp()
	op.Path, op.Parameters = "/carts/{cart}", []Parameter{{Name: "cart", In: InPath, Secret: true}}
	_, err := Do[anything](t.Context(), c, &op, Args{Path: []any{"hunter2"}}, []core.CallOption{core.CallQuery("owner", "hunter3")})
	assert.ErrorIs(t, err, core.ErrUnavailable)
	assertShowsNone(t, renderings(err), "hunter2", "hunter3")
	assert.ErrorContains(t, err, "cannot GET")
}

func TestARequestIDThatEchoesACredentialIsRedacted(t *testing.T) {
	c := newTestClient(t, func(*http.Request) (*http.Response, error) {
		return reply(500, "{}", "X-Request-Id", "req-hunter2"), nil
	}, credential("token", Bearer("hunter2")))
	_, err := do[anything](t.Context(), c, tokenOp(readOp()))
	assertShowsNone(t, renderings(err), "hunter2")
	assert.Equal(t, "req-[redacted]", asError(t, err).Header.Get("X-Request-Id"))
}

func TestAPanicOfTheTransportDuringALoginEndsInAnError(t *testing.T) {
	c := newTestClient(t, always(200, "{}"), credential("token", Login(func(context.Context) (Token, error) { panic("oops") }, nil)))
	_, err := do[anything](t.Context(), c, tokenOp(readOp()))
	assert.ErrorContains(t, err, "the login panicked")
}

func TestAResponseThatIsNilIsNotStored(t *testing.T) {
	_, err := do[anything](t.Context(), newTestClient(t, always(200, "{}")), readOp(), core.CallResponse(nil))
	assert.NoError(t, err)
}

func TestNumberedDetectsACycleOfSeveralPages(t *testing.T) {
	for _, length := range []int{2, 3, 7} {
		fetched := 0
		_, err := walk(Numbered(pager, listOp, 1, func(number int) ([]int, int, error) {
			if fetched++; fetched > 100 {
				return nil, 0, errors.New("it never ends")
			}
			return []int{number % length}, 0, nil
		}))
		assert.ErrorIs(t, err, core.ErrDecode)
		assert.ErrorContains(t, err, "the server repeats pages")
	}
}

func TestANullResultIsNullInANullableType(t *testing.T) {
	whole, inside := readOp(), readOp()
	inside.Result = "data"
	for body, op := range map[string]Operation{" null ": whole, `{"data": null}`: inside} {
		op.Nullable = true
		result, err := do[lenient.List[int]](t.Context(), newTestClient(t, always(200, body)), op)
		require.NoError(t, err)
		assert.Equal(t, "null", marshalled(t, result))
	}
}

func TestTheLastOfTwoResultPropertiesWins(t *testing.T) {
	op := readOp()
	op.Result, op.Nullable = "data", true
	for body, want := range map[string]anything{
		`{"data":{"a":1,"b":2},"data":{"a":3}}`:  {"a": 3.0},
		`{"data":{"a":1},"more":{},"data":null}`: nil,
		`{"data":null,"data":{"a":1}}`:           {"a": 1.0},
	} {
		got, err := do[anything](t.Context(), newTestClient(t, always(200, body)), op)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}

func TestAResultThatMayBeNullMayNotBeWrong(t *testing.T) {
	op := readOp()
	op.Nullable = true
	_, err := do[struct {
		ID int `json:"id"`
	}](t.Context(), newTestClient(t, always(200, `{"id":"twelve"}`)), op)
	assertMeans(t, err, core.ErrDecode)
}
