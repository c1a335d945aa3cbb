package mock

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// newAdmin returns a server with all APIs, and a caller for its admin endpoints.
func newAdmin(t *testing.T, options ...Option) (*Server, *caller) {
	t.Helper()
	srv, err := New(nil, options...)
	require.NoError(t, err)
	listening := httptest.NewServer(srv)
	t.Cleanup(listening.Close)
	return srv, &caller{t: t, base: listening.URL, header: http.Header{}, client: http.DefaultClient}
}

func TestTheAdminEndpointsMoveTheClockAndRestoreTheState(t *testing.T) {
	_, c := newAdmin(t)
	hostbill := c.with("Authorization", "Bearer TOKEN")
	before := c.ok("GET", "/_mock/clock", "").at("now").(string)
	after := c.ok("POST", "/_mock/clock", `{"advance": "720h"}`).at("now").(string)
	assert.Greater(t, after, before)
	c.ok("POST", "/_mock/snapshot", `{"name": "a"}`)
	hostbill.ok("POST", "/hostbill/api/tickets", `{"subject": "s", "body": "b"}`)
	assert.Equal(t, "createTicket", c.ok("GET", "/_mock/ledger", "").at("0.operation"))
	assert.Equal(t, "createTicket", c.ok("GET", "/_mock/log", "").at("0.operation"))
	c.ok("POST", "/_mock/restore", `{"name": "a"}`)
	assert.Empty(t, c.ok("GET", "/_mock/ledger", "").tree)
	c.ok("POST", "/_mock/reset", `{}`)
	assert.Less(t, c.ok("GET", "/_mock/clock", "").at("now").(string), after)
	for path, wrong := range map[string]struct{ body, want string }{
		"clock":    {`{"advance": "soon"}`, "advance: want a duration such as 720h"},
		"restore":  {`{"name": "b"}`, `there is no snapshot "b": want one of ["a"]`},
		"snapshot": {`{"nam": "b"}`, `unknown field "nam"`},
		"faults":   {`{"name": "latency", "delay": "soon"}`, "delay: want a duration such as 200ms"},
	} {
		r := c.do("POST", "/_mock/"+path, wrong.body)
		assert.Equal(t, http.StatusBadRequest, r.status, path)
		assert.Contains(t, r.at("detail"), wrong.want)
	}
}

func TestTheAdminEndpointsStartAndEndFaults(t *testing.T) {
	_, c := newAdmin(t)
	c.ok("POST", "/_mock/faults", `{"name": "unavailable", "operation": "hostbill.getBalance", "delay": "1s"}`)
	assert.Equal(t, "unavailable", c.ok("GET", "/_mock/faults", "").at("0.name"))
	assert.InDelta(t, time.Second, c.ok("GET", "/_mock/faults", "").at("0.delay"), 0)
	hostbill := c.with("Authorization", "Bearer TOKEN")
	assert.Equal(t, http.StatusServiceUnavailable, hostbill.do("GET", "/hostbill/api/balance", "").status)
	c.ok("DELETE", "/_mock/faults", "")
	hostbill.ok("GET", "/hostbill/api/balance", "")
	assert.Contains(t, c.do("POST", "/_mock/faults", `{"name": "latency", "operation": "login"}`).text, "is in several APIs: add the name of the API, as in hostbill.login")
}

func TestTheStateIsShownWithoutSecrets(t *testing.T) {
	_, c := newAdmin(t)
	login := c.ok("POST", "/hostbill/api/login", "username=user%40example.com&password=correct+horse")
	partner := c.with(tokenIDHeader, webprosUser).with(tokenSecretHeader, "SECRET")
	made := partner.ok("POST", "/webpros/v1/package/whmcs", `{"entitlementId": "`+webprosUser+`", "zoneId": "eu-central-de1", "locale": "en-US", "data": {"domain": "a.example.com", "modules": ["stripe"]}}`)
	c.ok("POST", "/whasols/rapi/AddClient", newClient)
	state := c.ok("GET", "/_mock/state", "")
	assert.Equal(t, "308976", state.at("hostbill.invoices.0.id"))
	assert.Contains(t, state.text, "ann@example.com")
	for _, secret := range []string{
		"correct horse", "SECRET", "placeholder", "GEZDGNBV", "pdtzc", `"TOKEN"`, "hunter2",
		login.at("token").(string), login.at("refresh").(string), made.at("adminPassword").(string),
	} {
		assert.NotContains(t, state.text, secret)
	}
	assert.Len(t, c.ok("GET", "/_mock/codes", "").tree, 2, "two APIs have an account with a second factor")
}

func TestOtherOriginsAndHostsCannotReachTheAdminEndpoints(t *testing.T) {
	_, c := newAdmin(t, WithHosts("mock.example.com"))
	for name, value := range map[string]string{"Origin": "https://evil.example.com", "Sec-Fetch-Site": "cross-site"} {
		assert.Equal(t, http.StatusForbidden, c.with(name, value).do("GET", "/_mock/state", "").status, name)
	}
	c.with("Origin", c.base).ok("GET", "/_mock/clock", "")
	for host, want := range map[string]int{
		"evil.example.com": http.StatusForbidden, "mock.example.com": http.StatusOK, "localhost:1234": http.StatusOK,
		"[::1]:80": http.StatusOK, "127.0.0.1.evil.example.com": http.StatusForbidden,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.base+"/_mock/clock", nil)
		require.NoError(t, err)
		r.Host = host
		response, err := c.client.Do(r)
		require.NoError(t, err)
		_ = response.Body.Close()
		assert.Equal(t, want, response.StatusCode, host)
	}
	elsewhere := c.with("Origin", "https://evil.example.com").with("Authorization", "Bearer TOKEN")
	assert.Empty(t, elsewhere.ok("GET", "/hostbill/api/balance", "").header.Get("Access-Control-Allow-Origin"), "pages from other origins must not read a response")
	preflight := elsewhere.with("Access-Control-Request-Method", "POST").do("OPTIONS", "/hostbill/api/invoice/301/credit", "")
	assert.Equal(t, http.StatusMethodNotAllowed, preflight.status)
	assert.Empty(t, preflight.header.Get("Access-Control-Allow-Methods"))
	plain := c.with("Content-Type", "text/plain").do("POST", "/_mock/clock", `{"advance": "1h"}`)
	assert.Equal(t, http.StatusBadRequest, plain.status, "want JSON, because a form on another page cannot send it")
	assert.Empty(t, plain.header.Get("Access-Control-Allow-Origin"))
}

func TestEveryRequestNeedsThePassword(t *testing.T) {
	_, c := newAdmin(t, WithPassword("long enough"))
	for _, path := range []string{"/_mock/clock", "/_mock/page/", "/hostbill/api/balance", "/"} {
		assert.Equal(t, http.StatusUnauthorized, c.with(PasswordHeader, "guess").do("GET", path, "").status, path)
	}
	c.with(PasswordHeader, "long enough").ok("GET", "/_mock/clock", "")
	c.with("Authorization", "Basic bW9jazpsb25nIGVub3VnaA==").ok("GET", "/_mock/page/", "")
	c.with(PasswordHeader, "long enough").with("Authorization", "Bearer TOKEN").ok("GET", "/hostbill/api/balance", "")
	_, err := New(nil, WithPassword("short"))
	require.Error(t, err)
}

func TestEachAPIHasAReferenceThatCallsThisServer(t *testing.T) {
	_, c := newAdmin(t)
	apis := c.ok("GET", "/_mock/apis", "")
	assert.Equal(t, []API{HostBill, Webpros, WebSoftSolus, WHASOLS, WHMCS}, APIs, "every API has a constant")
	assert.Len(t, apis.tree, len(APIs))
	assert.Equal(t, c.base+"/hostbill/api", apis.at("0.url"))
	assert.Greater(t, apis.at("0.proven"), 3.0)
	document := c.ok("GET", "/_mock/openapi/whmcs", "")
	assert.Equal(t, c.base+"/whmcs/api/v2", document.at("servers.0.url"))
	assert.NotContains(t, document.text, "correct horse")
	assert.Equal(t, http.StatusNotFound, c.do("GET", "/_mock/openapi/stripe", "").status)
	reference := c.ok("GET", "/_mock/reference/whmcs/", "")
	assert.Contains(t, reference.text, "/_mock/openapi/whmcs")
	for _, elsewhere := range []string{"https://cdn", "unpkg", "jsdelivr", "cloudflare"} {
		assert.NotContains(t, strings.ToLower(reference.text), elsewhere, "the page loads nothing from other hosts")
	}
}
