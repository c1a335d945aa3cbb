package mock

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

// watched is a testing.TB that records failures instead of failing the test.
type watched struct {
	testing.TB
	failures []string
}

func (w *watched) Helper() {}
func (w *watched) Errorf(format string, args ...any) {
	w.failures = append(w.failures, sprintf(format, args...))
}
func (w *watched) Error(args ...any) { w.failures = append(w.failures, sprint(args...)) }

func TestATestSetsTheResponseOfAnOperation(t *testing.T) {
	srv, c := newHostBill(t)
	srv.On("getInvoice").Reply(http.StatusOK, map[string]any{"invoice": map[string]any{"id": "7", "status": "Paid"}}).Times(2)
	for range 2 {
		r := c.ok("GET", "/invoice/301", "")
		assert.Equal(t, "7", r.at("invoice.id"))
		assert.Equal(t, "test", r.header.Get(SourceHeader))
	}
	assert.Equal(t, "state", c.ok("GET", "/invoice/301", "").header.Get(SourceHeader), "the third call gets its usual response")
}

func TestAnExpectationMatchesRequestsByTheirBody(t *testing.T) {
	srv, c := newHostBill(t)
	srv.On("createTicket").With(map[string]any{"subject": "a"}).Reply(http.StatusOK, map[string]any{"ticket": 1})
	srv.On("createTicket").With(map[string]any{"subject": "b"}).Reply(http.StatusOK, map[string]any{"ticket": 2})
	assert.InDelta(t, 2, c.ok("POST", "/tickets", `{"subject": "b", "body": "x"}`).at("ticket"), 0)
	assert.InDelta(t, 1, c.ok("POST", "/tickets", `{"subject": "a", "body": "x"}`).at("ticket"), 0)
}

func TestAMissingCallFailsTheTestWithADiff(t *testing.T) {
	srv, c := newHostBill(t)
	watch := &watched{TB: t}
	other, err := New([]API{HostBill}, withTest(watch))
	assert.NoError(t, err)
	other.On("createTicket").With(map[string]any{"subject": "a"}).Times(2)
	other.On("login").Times(1)
	c.base = serve(t, other)
	c.with("Authorization", "Bearer TOKEN").ok("POST", "/tickets", `{"subject": "b", "body": "x"}`)
	other.expected.report(watch)
	assert.Len(t, watch.failures, 1)
	assert.Equal(t, `mock: the calls differ from the expected ones (- expected, + called):
- createTicket 2 times with
-   {
-     "subject": "a"
-   }
+ createTicket with
+   {
+     "body": "x",
+     "subject": "b"
+   }
- login 1 times
+ login was not called
`, watch.failures[0])
	_ = srv
}

func TestTheDiffShowsNoSecrets(t *testing.T) {
	watch := &watched{TB: t}
	srv, err := New([]API{HostBill}, withTest(watch))
	assert.NoError(t, err)
	srv.On("login").With(map[string]any{"username": "b"})
	c := &caller{t: t, base: serve(t, srv), header: http.Header{}, client: http.DefaultClient}
	c.ok("POST", "/login", "username=user%40example.com&password=correct+horse")
	srv.expected.report(watch)
	assert.Contains(t, watch.failures[0], "user@example.com")
	assert.NotContains(t, watch.failures[0], "correct horse")
}

func TestAnUndocumentedOperationOrResponseFailsTheTest(t *testing.T) {
	watch := &watched{TB: t}
	srv, err := New([]API{HostBill}, withTest(watch))
	assert.NoError(t, err)
	srv.On("getInvoce")
	assert.Contains(t, watch.failures[0], `unknown operation "getInvoce": want an operationId of hostbill; did you mean "getInvoice"?`)
	watch.failures = nil
	srv.On("getInvoice").Reply(http.StatusOK, map[string]any{"invoice": 5})
	c := &caller{t: t, base: serve(t, srv), header: http.Header{"Authorization": {"Bearer TOKEN"}}, client: http.DefaultClient}
	c.do("GET", "/invoice/301", "")
	assert.NotEmpty(t, watch.failures)
	assert.Contains(t, watch.failures[0], "the response does not fit the document")
}
