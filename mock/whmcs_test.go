package mock

import (
	"net/http"
	"net/http/cookiejar"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/mock/internal/expr"
)

func TestAWHMCSCartIsFilledPromotedAndCheckedOut(t *testing.T) {
	srv := NewServer(t, WHMCS)
	c := newCaller(t, srv)
	cart := c.ok("POST", "/cart", "").at("data.id").(string)
	c.ok("POST", "/cart/"+cart+"/items", `{"items": [
		{"type": "product", "product_id": 123, "billing_cycle": "monthly", "addons": [{"addon_id": 456, "quantity": 3}]},
		{"type": "product", "product_id": 124, "billing_cycle": "annually"}]}`)
	items := c.ok("GET", "/cart/"+cart+"/items", "")
	assert.Len(t, items.at("data"), 2)
	assert.NotContains(t, items.text, "_prices", "internal fields are not sent")

	// 19.99 + 3 × 1.10 + 99.00 = 122.29; a tenth is 12.23; 7.5 % of 110.06 is 8.25.
	totals := c.ok("POST", "/cart/"+cart+"/promotion", `{"code": "PROMOCODE"}`)
	assert.Equal(t, "122.29", totals.at("data.subtotal.value"))
	assert.Equal(t, "12.23", totals.at("data.discount.0.amount.value"))
	assert.Equal(t, "8.25", totals.at("data.tax.0.amount.value"))
	assert.Equal(t, "118.31", totals.at("data.total.value"))
	assert.Equal(t, "23.29", totals.at("data.recurring.0.amount.value"))
	assert.Equal(t, "state", totals.header.Get(SourceHeader))
	assert.Equal(t, "PROMOCODE", c.ok("GET", "/cart/"+cart+"/promotion", "").at("data.code"))

	c.ok("POST", "/cart/"+cart+"/checkout", "")
	posted := srv.Ledger()
	last := posted[len(posted)-1]
	assert.Equal(t, "checkoutCart", last.Operation)
	assert.Equal(t, "118.31", last.Amount)
	assert.Equal(t, "USD", last.Currency)

	c.ok("DELETE", "/cart/"+cart+"/promotion", "")
	assert.Nil(t, c.ok("GET", "/cart/"+cart+"/promotion", "").at("data.code"))
	c.ok("DELETE", "/cart/"+cart+"/items/"+items.at("data.0.item_id").(string), "")
	assert.Equal(t, "106.43", c.ok("GET", "/cart/"+cart+"/totals", "").at("data.total.value"))
	assert.Equal(t, "0.00", c.ok("DELETE", "/cart/"+cart+"/items", "").at("data.total.value"))
	assert.Equal(t, http.StatusBadRequest, c.do("POST", "/cart/"+cart+"/checkout", "").status)
}

func TestWHMCSErrorsHaveTheFormOfTheAPI(t *testing.T) {
	srv := NewServer(t, WHMCS)
	c := newCaller(t, srv)
	cart := c.ok("POST", "/cart", "").at("data.id").(string)
	invalid := c.do("POST", "/cart/"+cart+"/items", `{"items": [{"type": "product", "product_id": "x"}]}`)
	assert.Equal(t, http.StatusUnprocessableEntity, invalid.status)
	for _, part := range []string{"body.items[0].product_id: value must be an integer", "body.items[0]: want product_id and billing_cycle, or addon_id"} {
		assert.Contains(t, invalid.at("message"), part)
	}
	assert.Equal(t, http.StatusUnprocessableEntity, c.do("POST", "/cart/"+cart+"/promotion", `{"code": "NONE"}`).status)
	assert.Equal(t, http.StatusNotFound, c.do("GET", "/cart/AAAAAAAAAAAAAAAA/items", "").status)
	assert.Equal(t, http.StatusUnauthorized, c.do("GET", "/cart", "").status, "nobody is logged in")
	stranger := newCaller(t, srv)
	assert.Equal(t, http.StatusNotFound, stranger.do("GET", "/cart/"+cart+"/items", "").status, "other visitors cannot see the cart")
}

func TestAWHMCSLoginWithASecondFactorNeedsItsCode(t *testing.T) {
	start := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	srv := NewServer(t, WHMCS, WithTime(start))
	c := newCaller(t, srv)
	c.client.Transport = &latestState{}
	cart := c.ok("POST", "/cart", "").at("data.id")
	challenge := c.do("POST", "/user/session", `{"email": "two@example.com", "password": "correct horse"}`)
	assert.Equal(t, http.StatusPreconditionFailed, challenge.status)
	assert.Equal(t, "key", challenge.at("fields.0.name"))
	assert.Equal(t, http.StatusUnauthorized, c.do("GET", "/cart", "").status, "the login is not complete")
	assert.Equal(t, http.StatusPreconditionFailed, c.do("POST", "/user/session/verify", `{"fields": {"key": "000000"}}`).status)

	now, err := srv.Session("").Now()
	require.NoError(t, err)
	code, err := expr.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", now)
	require.NoError(t, err)
	user := c.ok("POST", "/user/session/verify", `{"fields": {"key": "`+code+`"}}`)
	assert.Equal(t, "Erin", user.at("data.firstname"))
	assert.NotContains(t, user.text, "correct horse")
	assert.Equal(t, cart, c.ok("GET", "/cart", "").at("data.0.id"), "the visitor's cart is now the user's")
	c.ok("PUT", "/user/session/client/22C2M72y-z54n-5721-nnF8-13492be5uHiu", "")
	assert.Equal(t, true, c.ok("GET", "/user/clients", "").at("data.0.selected"))
	c.ok("POST", "/keepalive", "")

	require.NoError(t, srv.Advance(31*time.Minute))
	assert.Equal(t, http.StatusUnauthorized, c.do("GET", "/cart", "").status, "the session has expired")
}

func TestAWHMCSUserLogsInAndOut(t *testing.T) {
	c := newCaller(t, NewServer(t, WHMCS))
	c.client.Transport = &latestState{}
	assert.Equal(t, http.StatusNotFound, c.do("POST", "/user/session", whmcsLogin("wrong")).status)
	c.ok("POST", "/user/session", whmcsLogin("correct horse"))
	c.ok("GET", "/user/clients", "")
	c.ok("DELETE", "/user/session", "")
	assert.Equal(t, http.StatusUnauthorized, c.do("GET", "/user/clients", "").status)
}

func whmcsLogin(password string) string {
	return `{"email": "me@example.com", "password": "` + password + `"}`
}

// latestState sends the X-Api-State of the last response, as the vendor requires.
type latestState struct{ value string }

func (l *latestState) RoundTrip(r *http.Request) (*http.Response, error) {
	if l.value != "" {
		r.Header.Set("X-Api-State", l.value)
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && response.Header.Get("X-Api-State") != "" {
		l.value = response.Header.Get("X-Api-State")
	}
	return response, err
}

func TestEachWHMCSRequestMustSendTheStateOfTheLastResponse(t *testing.T) {
	srv := NewServer(t, WHMCS)
	c := newCaller(t, srv)
	visit := c.ok("POST", "/cart", "")
	assert.Empty(t, visit.header.Get("X-Api-State"), "nobody is logged in")
	first := c.ok("POST", "/user/session", whmcsLogin("correct horse")).header.Get("X-Api-State")
	require.NotEmpty(t, first)
	for name, stale := range map[string]*caller{"without a state": c, "with an unknown state": c.with("X-Api-State", "guess")} {
		refused := stale.do("GET", "/user/clients", "")
		assert.Equal(t, http.StatusUnauthorized, refused.status, name)
		assert.NotEmpty(t, refused.at("message"), "the error has the form that WHMCS uses")
		assert.Empty(t, refused.header.Get("X-Api-State"), "a refused request does not get the next state")
		requests := srv.Requests()
		assert.Equal(t, "header.x-api-state", requests[len(requests)-1].Errors[0].Location, "the log has the reason")
	}
	second := c.with("X-Api-State", first).ok("GET", "/user/clients", "").header.Get("X-Api-State")
	require.NotEmpty(t, second)
	assert.NotEqual(t, first, second)
	assert.Equal(t, http.StatusUnauthorized, c.with("X-Api-State", first).do("GET", "/user/clients", "").status, "a state works once")
	failed := c.with("X-Api-State", second).do("PUT", "/user/session/client/00000000-0000-0000-0000-000000000000", "")
	require.GreaterOrEqual(t, failed.status, 400)
	third := failed.header.Get("X-Api-State")
	assert.NotContains(t, []string{"", first, second}, third, "a failed request gets a new state as well")

	gone := c.with("X-Api-State", third).ok("DELETE", "/user/session", "")
	assert.Empty(t, gone.header.Get("X-Api-State"), "after a logout there is no state")
	c.ok("POST", "/user/session", whmcsLogin("correct horse"))
}

func TestTheWHMCSStoreListsItsProducts(t *testing.T) {
	c := newCaller(t, NewServer(t, WHMCS))
	assert.Len(t, c.ok("GET", "/store/products/groups", "").at("data"), 2)
	assert.Equal(t, "19.99", c.ok("GET", "/store/products/groups/1", "").at("data.products.0.pricing.recurring.0.amount.value"))
	assert.Len(t, c.ok("GET", "/store/products/123/addons", "").at("data"), 1)
	assert.Equal(t, http.StatusNotFound, c.do("GET", "/store/products/9/addons", "").status)
	assert.Len(t, c.ok("GET", "/cycles", "").at("data"), 7)
	assert.Equal(t, "UTC", c.ok("GET", "/status", "").at("data.timezone"))
}

func newJar(t *testing.T) http.CookieJar {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return jar
}
