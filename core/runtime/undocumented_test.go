package runtime

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func rawOp() Operation {
	op := readOp()
	op.Answer = AnswerRaw
	return op
}

func TestACheckTurnsAnAnswerIntoAnError(t *testing.T) {
	errQuota := errors.New("over quota")
	check := WithCheck(func(operation string, answer Response) error {
		assert.Equal(t, "listThings", operation)
		assert.Equal(t, 200, answer.StatusCode)
		assert.Equal(t, "r1", answer.Header.Get("X-Request-Id"))
		switch {
		case strings.Contains(string(answer.Body), `"result":"error"`):
			return fmt.Errorf("%w: no such client", ErrNotFound)
		case strings.Contains(string(answer.Body), "quota"):
			return errQuota
		}
		return nil
	})
	call := func(body string) (Raw, error) {
		return do[Raw](t.Context(), newTestClient(t, always(200, body, "X-Request-Id", "r1"), check), rawOp())
	}
	raw, err := call(`{"result":"success"}`)
	require.NoError(t, err)
	assert.JSONEq(t, `{"result":"success"}`, string(raw.Body))

	raw, err = call(`{"result":"error"}`)
	assert.Empty(t, raw.Body)
	assert.ErrorIs(t, err, ErrRejected)
	assert.ErrorIs(t, err, ErrNotFound)
	e := asError(t, err)
	assert.JSONEq(t, `{"result":"error"}`, string(e.Body), "the evidence is kept")
	assert.ErrorContains(t, err, "no such client")

	_, err = call(`{"quota":0}`)
	assert.ErrorIs(t, err, errQuota)
}

func TestACheckJudgesNoAnswerThatHasFailedAlready(t *testing.T) {
	check := WithCheck(func(string, Response) error { t.Error("asked"); return nil })
	for _, network := range []roundTripper{always(500, `{}`), always(302, `{}`), always(200, `<html>`)} {
		_, err := do[Raw](t.Context(), newTestClient(t, network, check, WithRetry(Retry{Attempts: 1})), rawOp())
		assert.Error(t, err)
	}
}

func TestACheckShowsNoCredential(t *testing.T) {
	check := WithCheck(func(_ string, answer Response) error { return errors.New(string(answer.Body)) })
	c := newTestClient(t, always(200, `{"echo":"hunter2"}`), check, credential("token", Bearer("hunter2")))
	_, err := do[Raw](t.Context(), c, tokenOp(rawOp()))
	assertMeans(t, err, ErrRejected)
	assertShowsNone(t, renderings(err), "hunter2")
}

func TestARegisteredResultIsDecoded(t *testing.T) {
	type things struct{ Names []string }
	client := func(body string) *Client {
		c, err := NewClient(API{Name: "shop", RawOperations: []string{"other", "listThings"}}, serverURL,
			WithHTTPClient(&http.Client{Transport: always(200, body)}), WithResult[things]("listThings"), WithResult[[]int]("other"))
		require.NoError(t, err)
		return c
	}
	raw, err := do[Raw](t.Context(), client(`{"names":["a"]}`), rawOp())
	require.NoError(t, err)
	got, ok := ResultOf[things](raw)
	assert.True(t, ok)
	assert.Equal(t, things{[]string{"a"}}, got)
	assert.JSONEq(t, `{"names":["a"]}`, string(raw.Body))
	_, ok = ResultOf[[]int](raw)
	assert.False(t, ok)

	_, err = do[Raw](t.Context(), client(`{"names":"hunter2"}`), rawOp())
	assertMeans(t, err, ErrDecode)
	assert.JSONEq(t, `{"names":"hunter2"}`, string(asError(t, err).Body))

	raw, err = do[Raw](t.Context(), newTestClient(t, always(200, `{}`)), rawOp())
	require.NoError(t, err)
	_, ok = ResultOf[things](raw)
	assert.False(t, ok, "nothing is registered")
}

func TestOptionsForUndocumentedAnswersThatCannotBeMeantAreRefused(t *testing.T) {
	_, err := NewClient(API{Name: "shop"}, serverURL, WithCheck(nil), WithResult[int](""), WithResult[int]("a"), WithResult[string]("a"))
	assert.EqualError(t, err, "shop: WithCheck: the check is nil\nWithResult: the operation is empty\nWithResult of a is given twice\n"+
		`WithResult: "a" is no operation whose answer is undocumented`)
}

func TestTheErrorOfACheckIsShownInItsOwnWords(t *testing.T) {
	check := WithCheck(func(string, Response) error {
		return fmt.Errorf("the service is %q, at /things, for hunter2", "Suspended")
	})
	c := newTestClient(t, always(200, `{}`), check, credential("token", Bearer("hunter2")))
	_, err := do[Raw](t.Context(), c, tokenOp(rawOp()))
	assert.ErrorContains(t, err, `the service is "Suspended", at /things, for [redacted]`)
}

func TestACheckCannotChangeTheAnswer(t *testing.T) {
	c := newTestClient(t, always(200, `{"status":"ok"}`), WithCheck(func(_ string, answer Response) error {
		copy(answer.Body, `{"status":"no"}`)
		answer.Header.Set("X-Request-Id", "changed")
		return nil
	}))
	raw, err := do[Raw](t.Context(), c, rawOp())
	require.NoError(t, err)
	assert.JSONEq(t, `{"status":"ok"}`, string(raw.Body))
	assert.Empty(t, raw.Header.Get("X-Request-Id"))
}

func TestACheckThatRefusesATokenHasOnlyWhatIsSafeSentAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		op   Operation
		sent int
	}{"a read": {readOp(), 2}, "a change": {postOp(), 1}, "an order": {orderOp(), 1}, "a change that only reads": {withRepeat(postOp(), RepeatAlways), 2}} {
		t.Run(name, func(t *testing.T) {
			l, s := &logins{}, &tokens{}
			c := newTestClient(t, s.network, credential("token", Exchange(l.login, nil)),
				WithCheck(func(string, Response) error { return fmt.Errorf("odd: %w", ErrUnauthorized) }))
			_, err := do[anything](t.Context(), c, tokenOp(tt.op))
			assertMeans(t, err, ErrUnauthorized, ErrRejected)
			assert.Len(t, s.seen, tt.sent)
		})
	}
}

func TestANullIsNoRegisteredResult(t *testing.T) {
	c, err := NewClient(API{Name: "shop", RawOperations: []string{"listThings"}}, serverURL,
		WithHTTPClient(&http.Client{Transport: always(200, " null ")}), WithResult[struct{ ID int }]("listThings"))
	require.NoError(t, err)
	_, err = do[Raw](t.Context(), c, rawOp())
	assertMeans(t, err, ErrDecode)
	assert.ErrorContains(t, err, "the result is null")
}
