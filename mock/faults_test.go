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

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/hostile"
)

func TestTheLedgerHasPaymentsWhoseResponseWasLost(t *testing.T) {
	srv, c := newHostBill(t)
	require.NoError(t, srv.Fail(Fault{Name: "reset-after", Operation: "applyInvoiceCredit", Times: 1}))
	_, err := c.send("POST", "/invoice/301/credit", `{"amount": 1}`)
	require.Error(t, err)
	require.Len(t, srv.Ledger(), 1)
	c.ok("POST", "/invoice/301/credit", `{"amount": 1}`)
	assert.Len(t, srv.Ledger(), 2, "a retry pays again")

	require.NoError(t, srv.Fail(Fault{Name: "reset-before", Operation: "applyInvoiceCredit", Times: 1}))
	_, err = c.send("POST", "/invoice/301/credit", `{"amount": 1}`)
	require.Error(t, err)
	assert.Len(t, srv.Ledger(), 2, "nothing was executed")
}

func TestFaultsUseTheErrorsOfTheAPI(t *testing.T) {
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
	requests := srv.Requests()
	assert.Equal(t, fromFault, requests[len(requests)-1].Source, "the log has the request, although its response broke off")

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

func TestUnknownFaultsAreRefused(t *testing.T) {
	srv, _ := newHostBill(t)
	require.ErrorContains(t, srv.Fail(Fault{Name: "explode"}), `unknown fault "explode": want one of latency, not-json`)
	require.ErrorContains(t, srv.Fail(Fault{Name: "latency", Operation: "getInvoce"}), `did you mean "getInvoice"?`)
	_, err := New([]API{HostBill}, WithFault("latency:dealy=1s"))
	require.ErrorContains(t, err, `unknown field "dealy"`)
	_, err = New([]API{HostBill}, WithFault("latency:delay=soon"))
	require.ErrorContains(t, err, "a duration such as 200ms")
}

// TestEveryFaultDoesWhatItsNameSays makes one payment under each fault. The client must get the response only under latency. The
// payment must be executed if and only if the fault executes it.
func TestEveryFaultDoesWhatItsNameSays(t *testing.T) {
	names := FaultNames()
	assert.Greater(t, len(names), 300)
	if testing.Short() {
		names = everyNth(names, 8)
	}
	var wg sync.WaitGroup
	at := make(chan struct{}, 16)
	for _, name := range names {
		wg.Go(func() {
			at <- struct{}{}
			defer func() { <-at }()
			srv, err := New([]API{HostBill})
			if !assert.NoError(t, err) || !assert.NoError(t, srv.Fail(Fault{Name: name, Operation: "applyInvoiceCredit", Delay: time.Millisecond})) {
				return
			}
			listening := httptest.NewServer(srv)
			defer listening.Close()
			assert.Equal(t, name == "latency", pays(t, name, listening.URL+srv.URL()+"/invoice/301/credit"), "%s: whether the client gets the response", name)
			assert.Eventually(t, func() bool { return executes(name, len(srv.Ledger())) }, time.Minute, time.Millisecond, "%s: whether the payment was executed", name)
		})
	}
	wg.Wait()
}

// everyNth returns the first name and every nth name after it.
func everyNth(names []string, n int) (some []string) {
	for i := 0; i < len(names); i += n {
		some = append(some, names[i])
	}
	return some
}

// executes reports whether a call under a fault may have been executed this number of times.
func executes(name string, times int) bool {
	if faultTexts[name] != "" {
		want := map[string]int{"latency": 1, "reset-after": 1, "truncated": 1, "not-json": 1}
		return times == want[name]
	}
	fault := hostile.Named(name)
	switch {
	case fault.Lies, fault.Stalls: // the client may give up before the server executes the call
		return times <= 1
	case fault.Must.Spend.Execution == core.NotExecuted:
		return times == 0
	case fault.Must.Spend.Execution == core.Executed:
		return times == 1
	}
	return times <= 1
}

// pays sends a payment, and reports whether the client gets the API's response to it.
func pays(t *testing.T, name, url string) bool {
	t.Helper()
	patience := 20 * time.Second
	if faultTexts[name] == "" && hostile.Named(name).Stalls {
		patience = 200 * time.Millisecond
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(`{"amount": 1}`))
	if !assert.NoError(t, err) {
		return false
	}
	r.Header.Set("Authorization", "Bearer TOKEN")
	r.Header.Set("Content-Type", "application/json")
	response, err := (&http.Client{Timeout: patience}).Do(r)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return false // after 101 Switching Protocols, the timeout does not apply to the body
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<16)) // some bodies never end
	return err == nil && strings.Contains(string(body), "invoice_status")
}

// TestRateLimitsAndMaintenanceUseTheErrorsOfEachAPI sends the same request to each API three times. The first gets a rate limit,
// the second a 503, and the third neither.
func TestRateLimitsAndMaintenanceUseTheErrorsOfEachAPI(t *testing.T) {
	own := map[API]string{HostBill: `{"error":["toomanyrequests"]}`, WHMCS: `{"message":"there were too many requests"}`}
	for _, api := range APIs {
		srv := NewServer(t, api)
		c := newCaller(t, srv)
		require.NoError(t, srv.Fail(Fault{Name: "rate-limit", Times: 1}))
		require.NoError(t, srv.Fail(Fault{Name: "unavailable", Times: 1}))
		method, path, body := http.MethodGet, demos[api].path, ""
		if api == WHASOLS {
			method, body = http.MethodPost, "token=TOKEN&page_num=1"
		}
		limited := c.do(method, path, body)
		assert.Equal(t, http.StatusTooManyRequests, limited.status, api)
		assert.Equal(t, "1", limited.header.Get("Retry-After"), api)
		if own[api] != "" {
			assert.JSONEq(t, own[api], limited.text, api)
		} else {
			assert.Equal(t, "application/problem+json", limited.header.Get("Content-Type"), api)
			assert.InDelta(t, http.StatusTooManyRequests, limited.at("status"), 0, api)
		}
		down := c.do(method, path, body)
		assert.Equal(t, http.StatusServiceUnavailable, down.status, api)
		assert.NotEmpty(t, down.tree, api)
		assert.NotEqual(t, http.StatusServiceUnavailable, c.do(method, path, body).status, "%s: only the first two calls fail", api)
	}
}

func TestAHostileFaultExecutesTheCallOnlyIfItsNameSaysSo(t *testing.T) {
	srv, c := newHostBill(t)
	for _, f := range []struct {
		name     string
		executed int
	}{{"reset after the request was read", 0}, {"reset after the request was executed", 1}} {
		require.NoError(t, srv.Fail(Fault{Name: f.name, Operation: "applyInvoiceCredit", Times: 1}))
		before := len(srv.Ledger())
		_, err := c.send("POST", "/invoice/301/credit", `{"amount": 1}`)
		require.Error(t, err)
		assert.Eventually(t, func() bool { return len(srv.Ledger())-before == f.executed }, time.Minute, time.Millisecond, f.name)
	}
}
