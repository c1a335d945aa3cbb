package mock

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	tokenIDHeader, tokenSecretHeader = "X-WPC-API-TOKENID", "X-WPC-API-TOKENSECRET"
	webprosUser                      = "01234567-89ab-cdef-0123-456789abcdef"
)

func newWebpros(t *testing.T, options ...Option) (*Server, *caller) {
	t.Helper()
	srv := NewServer(t, Webpros, options...)
	return srv, newCaller(t, srv, tokenIDHeader, webprosUser, tokenSecretHeader, "SECRET")
}

func TestWebprosListsArePagedByIDAndByNumber(t *testing.T) {
	_, c := newWebpros(t)
	for range 6 {
		c.ok("POST", "/v1/entitlement", `{"productId": "whmcs-basic"}`)
	}
	seen, pages := map[any]bool{}, 0
	for start := ""; ; pages++ {
		page := c.ok("GET", "/v1/entitlement?count=3"+start, "")
		for i := range page.at("data").([]any) {
			seen[page.at(fmt.Sprintf("data.%d.id", i))] = true
		}
		next, ok := page.at("next").(string)
		if !ok {
			break
		}
		start = "&start=" + next
	}
	assert.Len(t, seen, 7)
	assert.Equal(t, 2, pages, "the third page is the last one")
	second := c.ok("GET", "/v2/entitlement?perPage=3&page=2", "")
	assert.Len(t, second.at("payload"), 3)
	assert.InDelta(t, 3, second.at("meta.pagination.lastPage"), 0)
	assert.InDelta(t, 7, second.at("meta.pagination.total"), 0)
	assert.InDelta(t, 4, second.at("meta.pagination.from"), 0)
}

func TestAWebprosTokenIsLimitedToItsPermissions(t *testing.T) {
	srv, admin := newWebpros(t)
	own := newCaller(t, srv, tokenIDHeader, "11111111-89ab-4def-8123-456789abcdef", tokenSecretHeader, "OWN")
	assert.Equal(t, http.StatusForbidden, own.do("GET", "/v1/product", "").status)
	assert.Empty(t, own.ok("GET", "/v1/entitlement", "").at("data"), "records of others are not listed")
	assert.Equal(t, http.StatusNotFound, own.do("GET", "/v1/entitlement/"+webprosUser, "").status)
	admin.ok("POST", "/v1/entitlement", `{"userId": "11111111-2222-4333-8444-555555555555", "productId": "whmcs-basic"}`)
	assert.Len(t, own.ok("GET", "/v1/entitlement", "").at("data"), 1)

	more := own.do("POST", "/v1/token", `{"permissions": {"entitlement": ["delete:all"]}}`)
	assert.Equal(t, http.StatusForbidden, more.status, "a token cannot create one with more permissions")
	less := own.ok("POST", "/v1/token", `{"permissions": {"entitlement": ["read:own"]}}`)
	weak := newCaller(t, srv, tokenIDHeader, less.at("tokenId").(string), tokenSecretHeader, less.at("secret").(string))
	assert.Equal(t, http.StatusForbidden, weak.do("GET", "/v1/entitlement", "").status)
	wrong := newCaller(t, srv, tokenIDHeader, webprosUser, tokenSecretHeader, "GUESS")
	assert.Equal(t, http.StatusUnauthorized, wrong.do("GET", "/v1/entitlement", "").status)
}

func TestAWebprosTokenExpiresAndIsDeleted(t *testing.T) {
	srv, admin := newWebpros(t, WithTime(time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)))
	made := admin.ok("POST", "/v1/token", `{"expiryDate": "2026-05-02T00:00:00Z"}`)
	c := newCaller(t, srv, tokenIDHeader, made.at("tokenId").(string), tokenSecretHeader, made.at("secret").(string))
	c.ok("GET", "/v1/user/current", "")
	assert.NotContains(t, admin.ok("GET", "/v1/token/"+made.at("tokenId").(string), "").text, made.at("secret"), "the secret is shown once")
	require.NoError(t, srv.Advance(25*time.Hour))
	assert.Equal(t, http.StatusUnauthorized, c.do("GET", "/v1/user/current", "").status)
	assert.Equal(t, made.at("tokenId"), admin.ok("DELETE", "/v1/token/"+made.at("tokenId").(string), "").at("tokenId.0"))
	assert.Equal(t, http.StatusNotFound, admin.do("GET", "/v1/token/"+made.at("tokenId").(string), "").status)
}

func TestAWebprosPackageRecordsItsStates(t *testing.T) {
	_, c := newWebpros(t)
	made := c.ok("POST", "/v1/package/wpsquared", `{"entitlementId": "`+webprosUser+`", "zoneId": "eu-central-de1", "locale": "en-US", "data": {"domain": "example.com", "maxSites": 2, "maxDiskKb": 2}}`)
	id := made.at("id").(string)
	assert.Equal(t, "new", made.at("currentState.state"))
	assert.Equal(t, id+".package.webpros.cloud", made.at("cname"))
	c.ok("PATCH", "/v1/package/wpsquared/"+id, `{"entitlementId": "`+webprosUser+`", "suspended": true, "username": "me", "data": {"maxSites": 5}}`)
	changed := c.ok("GET", "/v1/package/wpsquared/"+id, "")
	assert.Equal(t, "suspended", changed.at("currentState.state"))
	assert.InDelta(t, 5, changed.at("data.maxSites"), 0)
	assert.Equal(t, "example.com", changed.at("data.domain"), "fields that were not sent do not change")
	assert.Equal(t, "me", changed.at("data.username"))
	assert.Len(t, c.ok("GET", "/v1/package/wpsquared/"+id+"/state-history", "").at("data"), 2)
	assert.Equal(t, true, c.ok("GET", "/v1/package/wpsquared/domain?domain=example.com", "").at("used"))
	c.ok("DELETE", "/v1/entitlement/"+webprosUser, "")
	assert.Equal(t, http.StatusNotFound, c.do("GET", "/v1/package/wpsquared/"+id, "").status, "deleting an entitlement deletes its packages")
}

func TestAWebprosLoginTokenWorksOnce(t *testing.T) {
	srv, c := newWebpros(t)
	id := c.ok("POST", "/v1/package/wpsquared", `{"entitlementId": "`+webprosUser+`", "zoneId": "eu-central-de1", "locale": "en-US", "data": {"maxSites": 2, "maxDiskKb": 2}}`).at("id").(string)
	login := func() string {
		return `{"ssoToken": "` + c.ok("POST", "/v1/package/wpsquared/sso", `{"packageId": "`+id+`"}`).at("id").(string) + `"}`
	}
	once := login()
	assert.Equal(t, id, c.ok("POST", "/v1/package/wpsquared/sso/validate", once).at("packageId"))
	assert.Equal(t, http.StatusNotFound, c.do("POST", "/v1/package/wpsquared/sso/validate", once).status)
	late := login()
	require.NoError(t, srv.Advance(6*time.Minute))
	assert.Equal(t, http.StatusNotFound, c.do("POST", "/v1/package/wpsquared/sso/validate", late).status)
}

func TestOtherWebprosPackagesAreCreatedAndChanged(t *testing.T) {
	_, c := newWebpros(t)
	whmcs := c.ok("POST", "/v1/package/whmcs", `{"entitlementId": "`+webprosUser+`", "zoneId": "eu-central-de1", "locale": "en-US", "data": {"domain": "a.example.com", "modules": ["stripe"]}}`)
	path := "/v1/package/whmcs/" + whmcs.at("id").(string)
	assert.NotEmpty(t, whmcs.at("adminPassword"))
	assert.Equal(t, "stripe", c.ok("GET", path, "").at("data.modules.0.name"))
	assert.Equal(t, "b.example.com", c.ok("PUT", path+"/domain", `{"data": {"domain": "b.example.com"}}`).at("data.domain"))
	assert.Equal(t, true, c.ok("POST", path+"/password", `{"adminUsername": "admin"}`).at("success"))
	nova := c.ok("POST", "/v1/package/cpanelnova", `{"entitlementId": "`+webprosUser+`", "zoneId": "eu-central-de1", "locale": "en-US", "data": {"domain": "c.example.com"}}`)
	path = "/v1/package/cpanelnova/" + nova.at("id").(string)
	for range 2 {
		c.ok("POST", path+"/domain/addon", `{"addonDomain": "d.example.com"}`)
	}
	assert.Len(t, c.ok("GET", path+"/domain", "").at("data"), 2, "a domain that was added twice is listed once")
	c.ok("DELETE", path+"/domain/addon", `{"addonDomain": "d.example.com"}`)
	assert.Len(t, c.ok("GET", path+"/domain", "").at("data"), 1)
	assert.Len(t, c.ok("GET", "/v2/package/cpanelnova", "").at("payload"), 1)
	assert.Len(t, c.ok("GET", "/v1/package/whmcs", "").at("data"), 1)
}

func TestAnInvalidWebprosRequestGetsProblemDetails(t *testing.T) {
	_, c := newWebpros(t)
	r := c.do("POST", "/v1/package/wpsquared", `{"zoneId": 5}`)
	assert.Equal(t, http.StatusUnprocessableEntity, r.status)
	assert.Equal(t, "application/problem+json", r.header.Get("Content-Type"))
	for _, location := range []string{"body.entitlementId", "body.locale", "body.data", "body.zoneId"} {
		assert.Contains(t, r.text, `"`+location+`"`)
	}
}
