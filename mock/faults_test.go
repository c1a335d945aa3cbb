package mock

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestALostResponseDoesNotHideThatMoneyWasSpent(t *testing.T) {
	srv, c := newHostBill(t)
	require.NoError(t, srv.Fail(Fault{Name: "reset-after", Operation: "applyInvoiceCredit", Times: 1}))
	_, err := c.send("POST", "/invoice/301/credit", `{"amount": 1}`)
	require.Error(t, err)
	require.Len(t, srv.Ledger(), 1)
	c.ok("POST", "/invoice/301/credit", `{"amount": 1}`)
	assert.Len(t, srv.Ledger(), 2, "who tries again pays twice")

	require.NoError(t, srv.Fail(Fault{Name: "reset-before", Operation: "applyInvoiceCredit", Times: 1}))
	_, err = c.send("POST", "/invoice/301/credit", `{"amount": 1}`)
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
	require.ErrorContains(t, srv.Fail(Fault{Name: "latency", Operation: "getInvoce"}), `did you mean "getInvoice"?`)
	_, err := New([]API{HostBill}, WithFault("latency:dealy=1s"))
	require.ErrorContains(t, err, `unknown field "dealy"`)
	_, err = New([]API{HostBill}, WithFault("latency:delay=soon"))
	require.ErrorContains(t, err, "a duration such as 200ms")
}

func TestEveryFaultOfAHostileServerHasItsNameHere(t *testing.T) {
	names := FaultNames()
	assert.Greater(t, len(names), 100)
	var through sync.Map // the faults that let the response through
	var wg sync.WaitGroup
	at := make(chan struct{}, 16)
	for _, name := range names {
		wg.Go(func() {
			at <- struct{}{}
			defer func() { <-at }()
			srv, err := New([]API{HostBill})
			if !assert.NoError(t, err) || !assert.NoError(t, srv.Fail(Fault{Name: name, Operation: "getBalance", Delay: time.Millisecond})) {
				return
			}
			listening := httptest.NewServer(srv)
			defer listening.Close()
			if passes(t, listening.URL+srv.URL()+"/balance") {
				through.Store(name, true)
			}
		})
	}
	wg.Wait()
	through.Range(func(name, _ any) bool { return assert.Equal(t, "latency", name, "it changes nothing") })
}

// passes reports whether the response to a request is that of the API, and comes in time.
func passes(t *testing.T, url string) bool {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if !assert.NoError(t, err) {
		return false
	}
	r.Header.Set("Authorization", "Bearer TOKEN")
	response, err := (&http.Client{Timeout: 200 * time.Millisecond}).Do(r) // some servers say nothing at all
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return false // the body of another protocol ends with no timeout
	}
	body, err := io.ReadAll(response.Body)
	return err == nil && strings.Contains(string(body), "acc_credit")
}

func TestAHostileFaultExecutesTheCallWhereItSaysSo(t *testing.T) {
	srv, c := newHostBill(t)
	for _, f := range []struct {
		name     string
		executed int
	}{{"reset after the request was read", 0}, {"reset after the request was executed", 1}} {
		require.NoError(t, srv.Fail(Fault{Name: f.name, Operation: "applyInvoiceCredit", Times: 1}))
		before := len(srv.Ledger())
		_, err := c.send("POST", "/invoice/301/credit", `{"amount": 1}`)
		require.Error(t, err)
		assert.Eventually(t, func() bool { return len(srv.Ledger())-before == f.executed }, time.Second, time.Millisecond, f.name)
	}
}
