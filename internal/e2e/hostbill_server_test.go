package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/hostbill"
)

// hostbillServer sends recorded responses byte for byte: a zone whose records are an object with gaps in its keys, numbers as
// strings, and info as a list of lists. Responses that were not recorded, such as errors, are made up.
type hostbillServer struct {
	t *testing.T

	mu      sync.Mutex
	seen    []string // method, path and credential of every request
	records string   // the response of getDNSZone
	token   string   // the valid token
	refused bool     // refresh tokens are refused
}

const (
	hostbillZone = "/api/service/292/dns/1178"
	hostbillUser = "USERNAME"
	// hostbillFailure is the response to an update of an unknown record. It has the status 200.
	hostbillFailure = `{"success":false,"error":["dnsrecordnotfound"]}`
)

// recordedHostBill returns the recorded exchanges of an operation.
func recordedHostBill(t *testing.T, operationID string) []*cassette.Interaction {
	t.Helper()
	tape, err := cassette.Load("../../specs/hostbill/fixtures/recorded/" + operationID)
	require.NoError(t, err)
	return tape.Interactions
}

func newHostBill(t *testing.T) (*hostbillServer, *httptest.Server) {
	t.Helper()
	s := &hostbillServer{t: t, token: "TOKEN"}
	zones := recordedHostBill(t, "getDNSZone")
	before, after := zones[5].Response.Body, zones[6].Response.Body
	require.NotContains(t, before, `"orig.test.example.com"`)
	require.Contains(t, after, `"orig.test.example.com"`)
	s.records = before

	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/login", func(w http.ResponseWriter, r *http.Request) {
		recorded := recordedHostBill(t, "login")[0]
		switch body := s.body(r); {
		case r.Header.Get("Content-Type") != recorded.Request.Headers.Get("Content-Type"):
			w.WriteHeader(http.StatusUnsupportedMediaType)
		case body == "password=PASSWORD&username="+hostbillUser:
			s.login("TOKEN")
			_, _ = io.WriteString(w, recorded.Response.Body)
		case body == "password=PASSWORD&username=two-factors":
			_, _ = io.WriteString(w, `{"token":null,"mfa":{"token":"hunter2","methods":["google_authenticator"]}}`)
		case body == "password=wrong&username=status":
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"error":["wronglogin"]}`)
		default:
			_, _ = io.WriteString(w, `{"error":["wronglogin"]}`)
		}
	})
	mux.HandleFunc("POST /api/token", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		refused := s.refused
		s.mu.Unlock()
		if refused || s.body(r) != `{"refresh_token":"REFRESH"}` {
			_, _ = io.WriteString(w, `{"error":["invalid_token"]}`)
			return
		}
		s.login("RENEWED")
		_, _ = io.WriteString(w, `{"token":"RENEWED","refresh":"REFRESH"}`)
	})
	for _, path := range []string{"POST /api/logout", "POST /api/revoke"} {
		mux.HandleFunc(path, s.guarded(func(w http.ResponseWriter, _ *http.Request) {
			s.login("")
			_, _ = io.WriteString(w, `{"status":true}`)
		}))
	}
	mux.HandleFunc("GET /api/dns", s.guarded(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, recordedHostBill(t, "listDNSZones")[0].Response.Body)
	}))
	mux.HandleFunc("GET "+hostbillZone, s.guarded(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, s.zone())
	}))
	mux.HandleFunc("POST "+hostbillZone+"/records", s.guarded(func(w http.ResponseWriter, r *http.Request) {
		recorded := recordedHostBill(t, "createDNSRecord")[1]
		if assert.JSONEq(t, recorded.Request.Body, s.body(r)) {
			s.setZone(after)
		}
		_, _ = io.WriteString(w, recorded.Response.Body)
	}))
	mux.HandleFunc("PUT "+hostbillZone+"/records/{id}", s.guarded(func(w http.ResponseWriter, r *http.Request) {
		recorded := recordedHostBill(t, "updateDNSRecord")[0]
		if !strings.HasSuffix(recorded.Request.URL, r.URL.Path) {
			_, _ = io.WriteString(w, hostbillFailure)
			return
		}
		assert.JSONEq(t, recorded.Request.Body, s.body(r))
		_, _ = io.WriteString(w, recorded.Response.Body)
	}))
	mux.HandleFunc("DELETE "+hostbillZone+"/records/406467", s.guarded(func(w http.ResponseWriter, _ *http.Request) {
		s.setZone(before)
		_, _ = io.WriteString(w, recordedHostBill(t, "deleteDNSRecord")[0].Response.Body)
	}))
	return s, quietTLS(t, func(w http.ResponseWriter, r *http.Request) {
		s.note(r)
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		mux.ServeHTTP(w, r)
	})
}

func (s *hostbillServer) note(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, fmt.Sprintf("%s %s %s", r.Method, r.URL.Path, r.Header.Get("Authorization")))
}

// requests returns the requests since the last call of requests.
func (s *hostbillServer) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.seen
	s.seen = nil
	return seen
}

func (s *hostbillServer) login(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = token
}

func (s *hostbillServer) refuseRefreshTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = true
}

func (s *hostbillServer) zone() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.records
}

func (s *hostbillServer) setZone(records string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records = records
}

// guarded accepts requests with the valid token, or with the right basic authentication.
func (s *hostbillServer) guarded(handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		good := s.token != "" && r.Header.Get("Authorization") == "Bearer "+s.token
		s.mu.Unlock()
		user, password, ok := r.BasicAuth()
		if !good && (!ok || user != hostbillUser || password != "PASSWORD") {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"error":["unauthorized"]}`)
			return
		}
		handle(w, r)
	}
}

func (s *hostbillServer) body(r *http.Request) string {
	data, err := io.ReadAll(r.Body)
	assert.NoError(s.t, err)
	return string(data)
}

func hostbillClient(t *testing.T, server *httptest.Server, opts ...core.Option) *hostbill.Client {
	t.Helper()
	api, err := hostbill.New(server.URL+"/api", append([]core.Option{core.WithHTTPClient(server.Client())}, opts...)...)
	require.NoError(t, err)
	return api
}

// sameJSON asserts that v encodes to the recorded JSON.
func sameJSON(t *testing.T, recorded string, v any) {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	assert.JSONEq(t, recorded, string(data))
}
