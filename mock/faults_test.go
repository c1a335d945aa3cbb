package mock

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestALostResponseDoesNotHideThatMoneyWasSpent(t *testing.T) {
	srv, c := newHostBill(t)
	require.NoError(t, srv.Fail(Fault{Name: "reset-after", Operation: "applyInvoiceCredit", Times: 1}))
	_, err := c.send("POST", "/invoice/301/credit", `{"amount": 1}`) //nolint:bodyclose // there is none
	require.Error(t, err)
	require.Len(t, srv.Ledger(), 1)
	c.ok("POST", "/invoice/301/credit", `{"amount": 1}`)
	assert.Len(t, srv.Ledger(), 2, "who tries again pays twice")

	require.NoError(t, srv.Fail(Fault{Name: "reset-before", Operation: "applyInvoiceCredit", Times: 1}))
	_, err = c.send("POST", "/invoice/301/credit", `{"amount": 1}`) //nolint:bodyclose // there is none
	require.Error(t, err)
	assert.Len(t, srv.Ledger(), 2, "nothing was executed")
}

func TestFaultsSpeakTheLanguageOfTheAPI(t *testing.T) {
	srv, c := newHostBill(t)
	require.NoError(t, srv.Fail(Fault{Name: "rate-limit", Operation: "getBalance", Times: 2, Delay: 3 * time.Second}))
	for range 2 {
		limited := c.do("GET", "/balance", "")
		assert.Equal(t, http.StatusTooManyRequests, limited.status)
		assert.Equal(t, "toomanyrequests", limited.at("error.0"))
		assert.Equal(t, "3", limited.header.Get("Retry-After"))
		assert.Equal(t, "0", limited.header.Get("X-RateLimit-Remaining"))
	}
	c.ok("GET", "/balance", "")
	require.NoError(t, srv.Fail(Fault{Name: "unavailable"}))
	assert.Equal(t, "internalerror", c.do("GET", "/balance", "").at("error.0"))
	srv.Heal()
	c.ok("GET", "/balance", "")
}

func TestFaultsBreakResponses(t *testing.T) {
	srv, c := newHostBill(t)
	require.NoError(t, srv.Fail(Fault{Name: "truncated", Operation: "getBalance", Times: 1}))
	response, err := c.send("GET", "/balance", "")
	require.NoError(t, err)
	_, err = io.ReadAll(response.Body)
	_ = response.Body.Close()
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)

	require.NoError(t, srv.Fail(Fault{Name: "not-json", Operation: "getBalance", Times: 1}))
	assert.Equal(t, "text/html", c.do("GET", "/balance", "").header.Get("Content-Type"))

	require.NoError(t, srv.Fail(Fault{Name: "latency", Operation: "getBalance", Times: 1, Delay: 50 * time.Millisecond}))
	started := time.Now()
	c.ok("GET", "/balance", "")
	assert.GreaterOrEqual(t, time.Since(started), 50*time.Millisecond)
}

func TestAProbabilityHitsTheSameCallsInEveryRun(t *testing.T) {
	hits := func(seed string) (hit []int) {
		srv, c := newHostBill(t, WithSeed(seed), WithFault("unavailable:operation=getBalance:probability=0.3"))
		for i := range 40 {
			if c.do("GET", "/balance", "").status != http.StatusOK {
				hit = append(hit, i)
			}
		}
		_ = srv
		return hit
	}
	first := hits("a")
	assert.Equal(t, first, hits("a"))
	assert.NotEqual(t, first, hits("b"))
	assert.InDelta(t, 12, len(first), 9)
}

func TestFaultsThatNobodyKnowsAreRefused(t *testing.T) {
	srv, _ := newHostBill(t)
	require.ErrorContains(t, srv.Fail(Fault{Name: "explode"}), `unknown fault "explode": want one of latency, not-json`)
	require.ErrorContains(t, srv.Fail(Fault{Name: "latency", Operation: "getInvoce"}), "such as getInvoice")
	_, err := New([]API{HostBill}, WithFault("latency:dealy=1s"))
	require.ErrorContains(t, err, `unknown field "dealy"`)
	_, err = New([]API{HostBill}, WithFault("latency:delay=soon"))
	require.ErrorContains(t, err, "a duration such as 200ms")
}
