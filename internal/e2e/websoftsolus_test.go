package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/websoftsolus"
)

// websoftsolusServer issues tokens for the right login, counts logins and orders, and lets tests revoke the token.
type websoftsolusServer struct {
	logins, orders atomic.Int64
	valid          atomic.Value // the token that the server accepts
	life           atomic.Int64 // lifetime of the tokens, in seconds
	form           atomic.Value // the body of the last order
}

func newWebSoftSolus(t *testing.T) (*websoftsolusServer, *httptest.Server) {
	t.Helper()
	s, mux := websoftsolusHandler()
	return s, quietTLS(t, mux.ServeHTTP)
}

func websoftsolusHandler() (*websoftsolusServer, *http.ServeMux) {
	s := &websoftsolusServer{}
	s.valid.Store("")
	s.life.Store(3600)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /test/access/token", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" || r.PostFormValue("login") != "user@example.com" || r.PostFormValue("secret") != "the-api-key" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		token := fmt.Sprintf("token-%d", s.logins.Add(1))
		s.valid.Store(token)
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"access_token":%q,"expires_in":%d,"token_type":"Bearer"}`, token, s.life.Load())
	})
	guarded := func(handle http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer "+s.valid.Load().(string) {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			handle(w, r)
		}
	}
	mux.HandleFunc("GET /test/license/plesk", guarded(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `["PLSK.0298xxxx","PLSK.0292xxxx"]`)
	}))
	mux.HandleFunc("POST /test/license/cpanel/order", func(w http.ResponseWriter, r *http.Request) {
		s.orders.Add(1)
		guarded(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			s.form.Store(string(body))
			_, _ = io.WriteString(w, `{"placed":true}`)
		})(w, r)
	})
	return s, mux
}

func websoftsolusClient(t *testing.T, server *httptest.Server) *websoftsolus.Client {
	t.Helper()
	api, err := websoftsolus.New(server.URL+"/test", core.WithHTTPClient(server.Client()), websoftsolus.WithLogin("user@example.com", "the-api-key"))
	require.NoError(t, err)
	return api
}

func order() websoftsolus.CPanelOrder {
	return websoftsolus.CPanelOrder{
		Product: "product", Title: "a title", Comment: "", ServerIP: "192.0.2.10", Period: websoftsolus.PeriodOneYear,
		Addons: []websoftsolus.CPanelAddon{websoftsolus.CPanelAddonSoftaculous, websoftsolus.CPanelAddonKernelCare},
	}
}

func TestAThousandCallsShareOneLogin(t *testing.T) {
	fake, server := newWebSoftSolus(t)
	api := websoftsolusClient(t, server)
	var group sync.WaitGroup
	for range 1000 {
		group.Go(func() {
			keys, err := api.Plesk.ListLicenses(t.Context(), core.CallTimeout(10*time.Minute)) // the machine may be slow
			assert.NoError(t, err)
			assert.Equal(t, 2, keys.Len())
		})
	}
	group.Wait()
	assert.Equal(t, int64(1), fake.logins.Load())
}

func TestARefusedTokenIsRenewedOnce(t *testing.T) {
	fake, server := newWebSoftSolus(t)
	api := websoftsolusClient(t, server)
	_, err := api.Plesk.ListLicenses(t.Context())
	require.NoError(t, err)
	fake.valid.Store("another token")
	_, err = api.Plesk.ListLicenses(t.Context())
	require.NoError(t, err)
	assert.Equal(t, int64(2), fake.logins.Load())
}

func TestATokenIsRenewedWhenItExpires(t *testing.T) {
	const year = 365 * 24 * time.Hour
	for name, tt := range map[string]struct {
		life   int64
		passed time.Duration
		logins int64
	}{
		"before it expires":              {3600, 58 * time.Minute, 1},
		"in its last minute":             {3600, 59*time.Minute + time.Second, 2},
		"with a lifetime of ten seconds": {10, 9*time.Second + time.Millisecond, 2},
		"with a lifetime that overflows": {1 << 60, 30 * year, 1},
		"decades after an overflow":      {1 << 60, 40 * year, 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				fake, server := websoftsolusHandler()
				fake.life.Store(tt.life)
				api, err := websoftsolus.New("https://api.example.com/test", core.WithHTTPClient(&http.Client{Transport: servedBy{server}}),
					websoftsolus.WithLogin("user@example.com", "the-api-key"))
				require.NoError(t, err)
				for range 2 {
					_, err = api.Plesk.ListLicenses(t.Context())
					require.NoError(t, err)
					time.Sleep(tt.passed)
				}
				assert.Equal(t, tt.logins, fake.logins.Load())
			})
		})
	}
}

// servedBy is a transport that calls a handler, without a network.
type servedBy struct{ http.Handler }

func (a servedBy) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Result(), nil
}

func TestAnOrderIsAFormThatPHPReads(t *testing.T) {
	fake, server := newWebSoftSolus(t)
	api := websoftsolusClient(t, server)
	result, err := api.CPanel.CreateOrder(t.Context(), order())
	require.NoError(t, err)
	var placed struct{ Placed bool }
	require.NoError(t, result.Decode(&placed))
	assert.True(t, placed.Placed)
	form, err := url.ParseQuery(fake.form.Load().(string))
	require.NoError(t, err)
	assert.Equal(t, url.Values{
		"product": {"product"}, "title": {"a title"}, "comment": {""}, "serverIP": {"192.0.2.10"}, "period": {"12"},
		"addons[0]": {"SOFTACULOUS"}, "addons[1]": {"KERNELCARE"},
	}, form)
}

// A refused token is no reason to send an order again, because a server may process the order before it checks the token.
func TestAnOrderIsNotSentAgainWithANewToken(t *testing.T) {
	fake, server := newWebSoftSolus(t)
	api := websoftsolusClient(t, server)
	_, err := api.Plesk.ListLicenses(t.Context())
	require.NoError(t, err)
	fake.valid.Store("another token")

	_, err = api.CPanel.CreateOrder(t.Context(), order())
	assert.ErrorIs(t, err, core.ErrUnauthorized)
	assert.Equal(t, core.NotExecuted, failure(t, err).Execution, "an order with a refused token is not executed")
	assert.Equal(t, int64(1), fake.orders.Load())

	_, err = api.CPanel.CreateOrder(t.Context(), order())
	assert.NoError(t, err, "the caller's next order has a new token")
	assert.Equal(t, int64(2), fake.logins.Load())
}

func TestAFailedWebSoftSolusOrderReportsWhetherItWasExecuted(t *testing.T) {
	client := func(server *httptest.Server) *websoftsolus.Client {
		api, err := websoftsolus.New(server.URL, core.WithHTTPClient(server.Client()), websoftsolus.WithAccessToken("TOKEN"))
		require.NoError(t, err)
		return api
	}
	assertExecution(t, map[string]func(server *httptest.Server) error{
		"an order": func(server *httptest.Server) error {
			return second(client(server).CPanel.CreateOrder(t.Context(), order()))
		},
		"a termination": func(server *httptest.Server) error {
			return second(client(server).Plesk.TerminateLicense(t.Context(), "PLSK.0298xxxx"))
		},
	}, nil)
}

func TestTheWordOrderIsNotAKeyNumber(t *testing.T) {
	_, server := newWebSoftSolus(t)
	api := websoftsolusClient(t, server)
	_, err := api.Plesk.TerminateLicense(t.Context(), "order")
	assert.ErrorIs(t, err, core.ErrInvalid)
}

func TestAnInvalidOrderIsNotSent(t *testing.T) {
	fake, server := newWebSoftSolus(t)
	api := websoftsolusClient(t, server)
	bad := order()
	bad.Title, bad.Period = "", "2"
	err := second(api.CPanel.CreateOrder(t.Context(), bad))
	assertRefused(t, map[string]error{"title": err, "period": err})
	assert.Zero(t, fake.orders.Load())
	assert.Zero(t, fake.logins.Load(), "the client does not log in")
}

func TestAWrongLoginReturnsTheLoginError(t *testing.T) {
	_, server := newWebSoftSolus(t)
	api, err := websoftsolus.New(server.URL+"/test", core.WithHTTPClient(server.Client()), websoftsolus.WithLogin("user@example.com", "wrong-key"))
	require.NoError(t, err)
	_, err = api.Plesk.ListLicenses(t.Context())
	assert.ErrorIs(t, err, core.ErrUnauthorized)
	e := failure(t, err)
	assert.Equal(t, "createAccessToken", e.Operation)
	assert.NotContains(t, fmt.Sprintf("%+v %#v", e, api), "wrong-key")
}

// Many calls may wait for one login, so the timeout of a call does not limit the login.
func TestALoginMayTakeLongerThanACall(t *testing.T) {
	fake, server := newWebSoftSolus(t)
	slow := *server.Client()
	slow.Transport = slowLogin{slow.Transport}
	api, err := websoftsolus.New(server.URL+"/test", core.WithHTTPClient(&slow), core.WithTimeout(50*time.Millisecond),
		websoftsolus.WithLogin("user@example.com", "the-api-key"))
	require.NoError(t, err)
	keys, err := api.Plesk.ListLicenses(t.Context(), core.CallTimeout(time.Minute))
	require.NoError(t, err)
	assert.Equal(t, 2, keys.Len())
	assert.Equal(t, int64(1), fake.logins.Load())
}

type slowLogin struct{ next http.RoundTripper }

func (s slowLogin) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost {
		select {
		case <-time.After(150 * time.Millisecond):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	return s.next.RoundTrip(r)
}
