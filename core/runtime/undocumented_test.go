package runtime

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func rawOp() Operation {
	op := readOp()
	op.Returns = ReturnsRaw
	return op
}

// newRawShop returns a client of a shop whose operations have no documented response.
func newRawShop(t *testing.T, body string, opts ...core.Option) *Client {
	t.Helper()
	listThings, other := rawOp(), rawOp()
	other.ID = "other"
	opts = append(opts, core.WithHTTPClient(&http.Client{Transport: always(200, body)}))
	c, err := New(&API{Name: "shop", Operations: []*Operation{&listThings, &other}}, serverURL, opts...)
	require.NoError(t, err)
	return c
}

func TestACheckTurnsAResponseIntoAnError(t *testing.T) {
	errQuota := errors.New("over quota")
	check := core.WithCheck(func(operation string, response core.Response) error {
		assert.Equal(t, "listThings", operation)
		assert.Equal(t, 200, response.StatusCode)
		assert.Equal(t, "r1", response.Header.Get("X-Request-Id"))
		switch {
		case strings.Contains(string(response.Body), `"result":"error"`):
			return fmt.Errorf("%w: no such client", core.ErrNotFound)
		case strings.Contains(string(response.Body), "quota"):
			return errQuota
		}
		return nil
	})
	call := func(body string) (core.Raw, error) {
		return do[core.Raw](t.Context(), newTestClient(t, always(200, body, "X-Request-Id", "r1"), check), rawOp())
	}
	raw, err := call(`{"result":"success"}`)
	require.NoError(t, err)
	assert.JSONEq(t, `{"result":"success"}`, string(raw.Body))

	raw, err = call(`{"result":"error"}`)
	assert.Empty(t, raw.Body)
	assert.ErrorIs(t, err, core.ErrRejected)
	assert.ErrorIs(t, err, core.ErrNotFound)
	e := asError(t, err)
	assert.JSONEq(t, `{"result":"error"}`, string(e.Body), "the error contains the response")
	assert.ErrorContains(t, err, "no such client")

	_, err = call(`{"quota":0}`)
	assert.ErrorIs(t, err, errQuota)
}

func TestACheckIsNotCalledForAFailedResponse(t *testing.T) {
	check := core.WithCheck(func(string, core.Response) error { t.Error("asked"); return nil })
	for _, network := range []roundTripper{always(500, `{}`), always(302, `{}`), always(200, `<html>`)} {
		_, err := do[core.Raw](t.Context(), newTestClient(t, network, check, core.WithRetry(core.Retry{Attempts: 1})), rawOp())
		assert.Error(t, err)
	}
}

func TestACheckShowsNoCredential(t *testing.T) {
	check := core.WithCheck(func(_ string, response core.Response) error { return errors.New(string(response.Body)) })
	c := newTestClient(t, always(200, `{"echo":"hunter2"}`), check, credential("token", Bearer("hunter2")))
	_, err := do[core.Raw](t.Context(), c, tokenOp(rawOp()))
	assertMeans(t, err, core.ErrRejected)
	assertShowsNone(t, renderings(err), "hunter2")
}

func TestARegisteredResultIsDecoded(t *testing.T) {
	type things struct{ Names []string }
	client := func(body string) *Client {
		return newRawShop(t, body, core.WithResult[things]("listThings"), core.WithResult[[]int]("other"))
	}
	raw, err := do[core.Raw](t.Context(), client(`{"names":["a"]}`), rawOp())
	require.NoError(t, err)
	got, ok := core.ResultOf[things](raw)
	assert.True(t, ok)
	assert.Equal(t, things{[]string{"a"}}, got)
	assert.JSONEq(t, `{"names":["a"]}`, string(raw.Body))
	_, ok = core.ResultOf[[]int](raw)
	assert.False(t, ok)

	_, err = do[core.Raw](t.Context(), client(`{"names":"hunter2"}`), rawOp())
	assertMeans(t, err, core.ErrDecode)
	assert.JSONEq(t, `{"names":"hunter2"}`, string(asError(t, err).Body))

	raw, err = do[core.Raw](t.Context(), newTestClient(t, always(200, `{}`)), rawOp())
	require.NoError(t, err)
	_, ok = core.ResultOf[things](raw)
	assert.False(t, ok, "nothing is registered")
}

func TestInvalidOptionsForUndocumentedResponsesAreRefused(t *testing.T) {
	raw := rawOp()
	raw.ID = "takeThing"
	_, err := New(&API{Name: "shop", Operations: []*Operation{new(readOp()), &raw}}, serverURL, core.WithCheck(nil), core.WithResult[int](""),
		core.WithResult[int]("takeThing"), core.WithResult[string]("takeThing"), core.WithResult[int]("taketing"), core.WithResult[int]("zzz"), core.WithResult[int]("listThings"))
	assert.EqualError(t, err, "shop: WithCheck: the check is nil\nWithResult: the operation is empty\nWithResult of takeThing is given twice\n"+
		`WithResult: the response of "listThings" is documented, and its method already returns it`+"\n"+
		`WithResult: there is no operation "taketing"; did you mean "takeThing"?`+"\n"+
		`WithResult: there is no operation "zzz"`)
}

func TestACheckErrorIsShownUnchanged(t *testing.T) {
	check := core.WithCheck(func(string, core.Response) error {
		return fmt.Errorf("the service is %q, at /things, for hunter2", "Suspended")
	})
	c := newTestClient(t, always(200, `{}`), check, credential("token", Bearer("hunter2")))
	_, err := do[core.Raw](t.Context(), c, tokenOp(rawOp()))
	assert.ErrorContains(t, err, `the service is "Suspended", at /things, for [redacted]`)
}

func TestACheckCannotChangeTheResponse(t *testing.T) {
	c := newTestClient(t, always(200, `{"status":"ok"}`), core.WithCheck(func(_ string, response core.Response) error {
		copy(response.Body, `{"status":"no"}`)
		response.Header.Set("X-Request-Id", "changed")
		return nil
	}))
	raw, err := do[core.Raw](t.Context(), c, rawOp())
	require.NoError(t, err)
	assert.JSONEq(t, `{"status":"ok"}`, string(raw.Body))
	assert.Empty(t, raw.Header.Get("X-Request-Id"))
}

func TestACheckThatRefusesATokenHasOnlyWhatIsSafeSentAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		op   Operation
		sent int
	}{"a read": {readOp(), 2}, "a change": {postOp(), 1}, "an order": {orderOp(), 1}, "a change that only reads": {withRetry(postOp(), RetryAlways), 2}} {
		t.Run(name, func(t *testing.T) {
			l, s := &logins{}, &tokens{}
			c := newTestClient(t, s.network, credential("token", Login(l.login, nil)),
				core.WithCheck(func(string, core.Response) error { return fmt.Errorf("odd: %w", core.ErrUnauthorized) }))
			_, err := do[anything](t.Context(), c, tokenOp(tt.op))
			assertMeans(t, err, core.ErrUnauthorized, core.ErrRejected)
			assert.Len(t, s.seen, tt.sent)
		})
	}
}

func TestANullIsNotARegisteredResult(t *testing.T) {
	c := newRawShop(t, " null ", core.WithResult[struct{ ID int }]("listThings"))
	_, err := do[core.Raw](t.Context(), c, rawOp())
	assertMeans(t, err, core.ErrDecode)
	assert.ErrorContains(t, err, "the result is null")
}
