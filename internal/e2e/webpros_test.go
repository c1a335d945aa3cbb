package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/webpros"
)

const (
	tokenID     = "01234567-89ab-cdef-0123-456789abcdef"
	tokenSecret = "canary0canary0canary0canary0canary0canary0canary0canary0canary0+"
	packageID   = "11111111-2222-3333-4444-555555555555"
	done        = `{"id":"` + packageID + `","addonDomain":"shop.example.com"}`
)

// newWebpros returns a client for a server that checks both headers of the credential and calls handler.
func newWebpros(t *testing.T, handler http.HandlerFunc, opts ...core.Option) *webpros.Client {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, []string{tokenID}, r.Header.Values("X-WPC-API-TOKENID"))
		assert.Equal(t, []string{tokenSecret}, r.Header.Values("X-WPC-API-TOKENSECRET"))
		w.Header().Set("Content-Type", "application/json")
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	client := server.Client()
	api, err := webpros.New(server.URL, append([]core.Option{core.WithHTTPClient(client), webpros.WithToken(tokenID, tokenSecret)}, opts...)...)
	require.NoError(t, err)
	return api
}

func respond(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
}

func TestWebprosNeedsBothHeadersOfTheCredential(t *testing.T) {
	for _, pair := range [][2]string{{"", tokenSecret}, {tokenID, ""}} {
		_, err := webpros.New("https://cloud.example.com", webpros.WithToken(pair[0], pair[1]))
		assert.ErrorContains(t, err, "WithToken")
		assert.NotContains(t, err.Error(), "canary")
	}
	api, err := webpros.New("https://cloud.example.com")
	require.NoError(t, err)
	_, err = api.Zones.List(t.Context())
	assert.ErrorIs(t, err, core.ErrUnauthorized)
	assert.ErrorContains(t, err, "call New with WithToken")
	assert.Equal(t, core.NotExecuted, failure(t, err).Execution, "nothing is sent without the credential")
	_, err = webpros.New("", webpros.WithToken(tokenID, tokenSecret))
	assert.ErrorContains(t, err, "base URL", "the document has no host, so the caller must set a base URL")
}

func TestTheWebprosSecretIsNeitherSentToOtherHostsNorShown(t *testing.T) {
	elsewhere := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("want no request to the other host, got %s %s", r.Method, r.URL)
	}))
	t.Cleanup(elsewhere.Close)
	var log bytes.Buffer
	api := newWebpros(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}, core.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	_, err := api.Users.Get(t.Context(), "current")
	require.Error(t, err)
	assert.NotEmpty(t, log.String())
	for _, shown := range []string{log.String(), err.Error(), fmt.Sprintf("%+v %#v %v %+v %#v", err, err, api, api, api)} {
		assert.NotContains(t, shown, "canary")
	}
}

func TestWebprosSecretsAreShownOnlyByReveal(t *testing.T) {
	var sent string
	api := newWebpros(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = string(body)
		respond(`{"tokenId":"`+packageID+`","secret":"canary-token","id":"canary-sso","adminPassword":"canary-admin","packageId":"`+packageID+`","data":{"password":"canary-package"}}`)(w, r)
	})
	token, err := api.Tokens.Create(t.Context(), webpros.CreateTokenRequest{})
	require.NoError(t, err)
	login, err := api.WPSquared.CreateSSOToken(t.Context(), webpros.CreateWPSquaredSSOTokenRequest{PackageID: packageID})
	require.NoError(t, err)
	nova, err := api.CPanelNova.CreateSSOToken(t.Context(), nil, webpros.CreateCPanelNovaSSOTokenRequest{PackageID: new(packageID)})
	require.NoError(t, err)
	reset, err := api.WHMCS.ResetPackagePassword(t.Context(), packageID, webpros.ResetWHMCSPackagePasswordRequest{AdminUsername: "admin"})
	require.NoError(t, err)
	site, err := api.WPSquared.GetPackage(t.Context(), packageID)
	require.NoError(t, err)
	account, ok := site.Data.Value()
	require.True(t, ok)

	shown := fmt.Sprintf("%v %+v %#v %v %+v %#v %+v %+v %+v %+v", token, token, token, login, login, login, nova, reset, site.Data, account)
	assert.NotContains(t, shown, "canary")
	for want, secret := range map[string]core.Secret{
		"canary-token": token.Secret, "canary-sso": login.ID, "canary-admin": reset.AdminPassword, "canary-package": account.Password,
	} {
		assert.Equal(t, want, secret.Reveal())
		encoded, err := json.Marshal(secret)
		require.NoError(t, err)
		assert.NotContains(t, string(encoded), want, "want no secret in the encoded result")
	}
	assert.Equal(t, "canary-sso", nova.ID.Reveal())

	_, err = api.WPSquared.ValidateSSOToken(t.Context(), webpros.ValidateWPSquaredSSOTokenRequest{SSOToken: login.ID})
	require.NoError(t, err)
	assert.JSONEq(t, `{"ssoToken":"canary-sso"}`, sent)
}

func TestWebprosValidationErrorsAreListed(t *testing.T) {
	for name, test := range map[string]struct {
		body string
		want []core.ErrorItem
	}{
		"by field":           {`{"errors":{"zoneId":["10059"]}}`, []core.ErrorItem{{Code: 10059, At: "errors.zoneId[0]"}}},
		"in objects":         {`{"errors":[{"code":10002,"message":"not valid"},{"code":10003}]}`, []core.ErrorItem{{Code: 10002, At: "errors[0].code", Message: "not valid"}, {Code: 10003, At: "errors[1].code"}}},
		"by code":            {`{"10001":"not owned"}`, []core.ErrorItem{{Code: 10001, At: "10001", Message: "not owned"}}},
		"outside the range":  {`{"errors":{"id":[9999,20000]}}`, nil},
		"in an unknown form": {`"no"`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			api := newWebpros(t, func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(http.StatusUnprocessableEntity)
				respond(test.body)(w, r)
			})
			_, err := api.Entitlements.Create(t.Context(), webpros.CreateEntitlementRequest{ProductID: "cpanel-server-small"})
			e := failure(t, err)
			assert.Equal(t, test.want, e.Items)
			assert.JSONEq(t, test.body, string(e.Body), "the body is always preserved")
			assert.Equal(t, core.NotExecuted, e.Execution, "the server refused the input")
		})
	}
}

// TestWebprosRequestsAreSentAsTheVendorDocumentsThem checks bodies, headers and paths.
func TestWebprosRequestsAreSentAsTheVendorDocumentsThem(t *testing.T) {
	var got *http.Request
	var body string
	api := newWebpros(t, func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		got, body = r, string(data)
		respond(done)(w, r)
	})
	ctx := t.Context()

	_, err := api.CPanelNova.RemoveAddonDomain(ctx, packageID, webpros.RemoveCPanelNovaAddonDomainRequest{AddonDomain: "shop.example.com"})
	require.NoError(t, err)
	assert.Equal(t, http.MethodDelete, got.Method)
	assert.Equal(t, "application/json", got.Header.Get("Content-Type"))
	assert.JSONEq(t, `{"addonDomain":"shop.example.com"}`, body)

	const other = "99999999-8888-7777-6666-555555555555"
	_, err = api.CPanelNova.CreateSSOToken(ctx, &webpros.CreateCPanelNovaSSOTokenParams{PackageID: new(other)},
		webpros.CreateCPanelNovaSSOTokenRequest{PackageID: new(packageID)})
	require.NoError(t, err)
	assert.Equal(t, other, got.Header.Get("X-PACKAGE-ID"), "the header overrides the body, so both are sent unchanged")
	assert.JSONEq(t, `{"packageId":"`+packageID+`"}`, body)
	_, err = api.CPanelNova.CreateSSOToken(ctx, nil, webpros.CreateCPanelNovaSSOTokenRequest{PackageID: new(packageID)})
	require.NoError(t, err)
	assert.NotContains(t, got.Header, "X-Package-Id")

	_, err = api.Users.Get(ctx, "current")
	require.NoError(t, err)
	assert.Equal(t, "/v1/user/current", got.URL.Path)

	got = nil
	_, err = api.Entitlements.Get(ctx, "current")
	assert.ErrorIs(t, err, core.ErrInvalid, "want a UUID as the id")
	assert.Nil(t, got)
}

// transport is a function that handles a client's requests instead of the network.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestADomainChangeHasALongerTimeout(t *testing.T) {
	var left time.Duration
	client := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		deadline, ok := r.Context().Deadline()
		assert.True(t, ok)
		left = time.Until(deadline)
		return &http.Response{
			StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: r, Body: io.NopCloser(strings.NewReader(done)),
		}, nil
	})}
	api, err := webpros.New("https://cloud.example.com", webpros.WithToken(tokenID, tokenSecret), core.WithHTTPClient(client), core.WithTimeout(time.Minute))
	require.NoError(t, err)
	change := webpros.UpdateWHMCSPackageDomainRequest{Data: webpros.WHMCSPackageDomain{Domain: "shop.example.com"}}
	_, err = api.WHMCS.UpdatePackageDomain(t.Context(), packageID, change)
	require.NoError(t, err)
	assert.Greater(t, left, 5*time.Minute)
	_, err = api.WHMCS.GetPackage(t.Context(), packageID)
	require.NoError(t, err)
	assert.LessOrEqual(t, left, time.Minute)
	_, err = api.WHMCS.UpdatePackageDomain(t.Context(), packageID, change, core.CallTimeout(time.Second))
	require.NoError(t, err)
	assert.LessOrEqual(t, left, time.Second, "the caller's timeout wins")
}

func TestOnlyIdempotentWebprosCallsAreRetried(t *testing.T) {
	attempts := 0
	api := newWebpros(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if attempts++; attempts == 1 {
			panic(http.ErrAbortHandler) // the connection breaks after the request has arrived
		}
		respond(done)(w, r)
	}, core.WithRetry(core.Retry{Attempts: 3, MinWait: time.Microsecond, MaxWait: time.Millisecond}))
	ctx := t.Context()
	for name, call := range map[string]func() error{
		"validating a login": func() error {
			_, err := api.WPSquared.ValidateSSOToken(ctx, webpros.ValidateWPSquaredSSOTokenRequest{SSOToken: core.NewSecret("x")})
			return err
		},
		"removing a domain": func() error {
			_, err := api.CPanelNova.RemoveAddonDomain(ctx, packageID, webpros.RemoveCPanelNovaAddonDomainRequest{AddonDomain: "shop.example.com"})
			return err
		},
		"deleting an entitlement": func() error {
			_, err := api.Entitlements.Delete(ctx, packageID)
			return err
		},
	} {
		attempts = 0
		err := call()
		assert.ErrorIs(t, err, core.ErrUnavailable, name)
		assert.Equal(t, core.MaybeExecuted, failure(t, err).Execution, name)
		assert.Equal(t, 1, attempts, name)
	}
	attempts = 0
	_, err := api.CPanelNova.AddAddonDomain(ctx, packageID, webpros.AddCPanelNovaAddonDomainRequest{AddonDomain: "shop.example.com"})
	require.NoError(t, err)
	assert.Equal(t, 2, attempts, "adding an existing domain succeeds, so the call is retried")
}
