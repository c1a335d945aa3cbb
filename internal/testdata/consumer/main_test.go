package main

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/hostclients/hostclients/core"
)

// canaries are the secrets that must not appear in any output.
var canaries = []string{"canary-password", "canary-secret", "canary-token", "canary-session", "677440"}

func checkCanaries(t *testing.T, output string) {
	t.Helper()
	for _, canary := range canaries {
		if strings.Contains(output, canary) {
			t.Errorf("the output shows %s:\n%s", canary, output)
		}
	}
}

// server sends the responses in a table, by method and path, and counts the requests.
type server struct {
	*httptest.Server
	seen map[string]int
}

type responses map[string]func(r *http.Request) (status int, body string)

func serve(t *testing.T, table responses) *server {
	t.Helper()
	s := &server{seen: map[string]int{}}
	mux := http.NewServeMux()
	for pattern, respond := range table {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			s.seen[pattern]++
			if strings.HasSuffix(pattern, "/user/session") {
				http.SetCookie(w, &http.Cookie{Name: "WHMCSabcdef", Value: "canary-session", Path: "/", HttpOnly: true})
			}
			status, body := respond(r)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		})
	}
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func always(status int, body string) func(*http.Request) (int, string) {
	return func(*http.Request) (int, string) { return status, body }
}

const cartPath = "/api/v2/cart/V8UH6nyaU6Hj8hCh"

func shopResponses() responses {
	return responses{
		"POST /api/v2/user/session": always(http.StatusPreconditionFailed, `{"condition":"twofa","fields":[{"name":"key","type":"number"}]}`),
		"POST /api/v2/user/session/verify": func(r *http.Request) (int, string) {
			var body struct{ Fields map[string]string }
			cookie, err := r.Cookie("WHMCSabcdef")
			if err != nil || cookie.Value != "canary-session" || json.NewDecoder(r.Body).Decode(&body) != nil ||
				!maps.Equal(body.Fields, map[string]string{"key": "677440"}) {
				return http.StatusPreconditionFailed, `{"message":"wrong code"}`
			}
			return http.StatusOK, `{"data":{"email":"me@example.com","firstname":"Jo","lastname":"Davis","clients":[]}}`
		},
		"DELETE /api/v2/user/session":     always(http.StatusOK, ""),
		"POST /api/v2/cart":               always(http.StatusOK, `{"data":{"id":"V8UH6nyaU6Hj8hCh"}}`),
		"POST " + cartPath + "/items":     always(http.StatusOK, `{"data":{"total":{"value":"19.90","code":"USD"}}}`),
		"POST " + cartPath + "/promotion": always(http.StatusUnprocessableEntity, `{"message":"the code has expired"}`),
	}
}

func TestTheShopPutsAProductIntoACart(t *testing.T) {
	s := serve(t, shopResponses())
	var out strings.Builder
	err := shop(t.Context(), &out, s.URL+"/api/v2", "me@example.com", "canary-password", func() string { return "677440" })
	if err != nil {
		t.Fatal(err)
	}
	checkCanaries(t, out.String())
	for _, line := range []string{
		"logged in as Jo Davis", "status 200, 19.90 USD to pay", "no promotion: 422 the code has expired",
		"operation=verifySecondFactor", "operation=logout",
	} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("the output lacks %q:\n%s", line, out.String())
		}
	}
}

func TestARefusedLoginIsReported(t *testing.T) {
	table := shopResponses()
	table["POST /api/v2/user/session"] = always(http.StatusUnauthorized, `{"message":"not canary-password"}`)
	s := serve(t, table)
	err := shop(t.Context(), io.Discard, s.URL+"/api/v2", "me@example.com", "canary-password", func() string { return "" })
	var failure *core.Error
	if !errors.Is(err, core.ErrUnauthorized) || !errors.As(err, &failure) || failure.Operation != "login" {
		t.Fatalf("want the error of a refused login, got %v", err)
	}
	checkCanaries(t, err.Error())
}

func licenseResponses() responses {
	secured := func(body string) func(*http.Request) (int, string) {
		return func(r *http.Request) (int, string) {
			if r.Header.Get("Authorization") != "Bearer canary-token" {
				return http.StatusUnauthorized, `{}`
			}
			return http.StatusOK, body
		}
	}
	return responses{
		"POST /access/token": func(r *http.Request) (int, string) {
			if r.ParseForm() != nil || r.PostForm.Encode() != (url.Values{"login": {"user@example.com"}, "secret": {"canary-secret"}}).Encode() {
				return http.StatusUnauthorized, `{}`
			}
			return http.StatusOK, `{"access_token":"canary-token","expires_in":3600,"token_type":"Bearer"}`
		},
		"GET /license/plesk":        secured(`["PLSK.0298xxxx","PLSK.0292xxxx"]`),
		"GET /license/plesk/order":  secured(`[{"name":"PLESK_12"}]`),
		"POST /license/plesk/order": secured(`{"placed":true}`),
	}
}

func TestLicensesAreListedAndOrdered(t *testing.T) {
	s := serve(t, licenseResponses())
	var out strings.Builder
	if err := licenses(t.Context(), &out, s.URL, "user@example.com", "canary-secret"); err != nil {
		t.Fatal(err)
	}
	checkCanaries(t, out.String())
	for _, line := range []string{"licenses: PLSK.0298xxxx PLSK.0292xxxx", "ordered PLESK_12"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("the output lacks %q:\n%s", line, out.String())
		}
	}
	if logins := s.seen["POST /access/token"]; logins != 1 {
		t.Errorf("want one login, got %d", logins)
	}
}

// The order is sent once, even if the server reports that it is overloaded. Reads are retried.
func TestAnOrderIsSentOnce(t *testing.T) {
	table := licenseResponses()
	table["POST /license/plesk/order"] = always(http.StatusServiceUnavailable, `{}`)
	list, failed := table["GET /license/plesk"], false
	table["GET /license/plesk"] = func(r *http.Request) (int, string) {
		if !failed {
			failed = true
			return http.StatusServiceUnavailable, `{}`
		}
		return list(r)
	}
	s := serve(t, table)
	err := licenses(t.Context(), io.Discard, s.URL, "user@example.com", "canary-secret")
	if !errors.Is(err, core.ErrUnavailable) {
		t.Fatalf("want the error of an overloaded server, got %v", err)
	}
	if !strings.Contains(err.Error(), "check whether the license exists before you order again") {
		t.Errorf("want a warning that the order may have been executed, got %v", err)
	}
	if orders := s.seen["POST /license/plesk/order"]; orders != 1 {
		t.Errorf("want one order, got %d", orders)
	}
	if reads := s.seen["GET /license/plesk"]; reads != 2 {
		t.Errorf("want the list requested twice, got %d times", reads)
	}
}

func TestInvalidOptionsAreRefused(t *testing.T) {
	err := licenses(t.Context(), io.Discard, "https://user:canary-password@api.example.com", "", "canary-secret")
	if err == nil {
		t.Fatal("want an error for a base URL with credentials and a missing login, got none")
	}
	checkCanaries(t, err.Error())
	for _, part := range []string{"base URL", "WithLogin"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not mention %s: %v", part, err)
		}
	}
}
