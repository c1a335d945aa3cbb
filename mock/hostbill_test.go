package mock

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/mock/internal/expr"
)

// newHostBill returns a server whose clock shows a day when no invoice is overdue, and a caller that is logged in.
func newHostBill(t *testing.T, options ...Option) (*Server, *caller) {
	t.Helper()
	options = append([]Option{WithTime(time.Date(2030, 1, 2, 12, 0, 0, 0, time.UTC))}, options...)
	srv := NewServer(t, HostBill, options...)
	token := newCaller(t, srv).ok("POST", "/login", "username=user%40example.com&password=correct+horse").at("token").(string)
	return srv, newCaller(t, srv, "Authorization", "Bearer "+token)
}

func TestHostBillErrorsAreInsideA200(t *testing.T) {
	_, c := newHostBill(t)
	invalid := c.do("POST", "/invoice/301/credit", `{"amount": -1}`)
	assert.Equal(t, http.StatusOK, invalid.status)
	assert.Contains(t, invalid.text, "body.amount")
	assert.Equal(t, "error", invalid.header.Get(SourceHeader))
	missing := c.do("GET", "/invoice/999", "")
	assert.Equal(t, http.StatusOK, missing.status)
	assert.Equal(t, "itemnotfound", missing.at("error.0"))
}

func TestCreditPaysAHostBillInvoiceOnce(t *testing.T) {
	srv, c := newHostBill(t)
	part := c.ok("POST", "/invoice/301/credit", `{"amount": 2.1}`)
	assert.InDelta(t, 2.1, part.at("applied"), 0)
	assert.Equal(t, "Unpaid", part.at("invoice_status"))
	assert.Equal(t, "97.9", c.ok("GET", "/balance", "").at("details.acc_credit"))
	assert.Equal(t, "7.89", c.ok("GET", "/balance", "").at("details.acc_balance"))
	rest := c.ok("POST", "/invoice/301/credit", `{}`)
	assert.Equal(t, "Paid", rest.at("invoice_status"))
	assert.Equal(t, "0", c.ok("GET", "/balance", "").at("details.acc_balance"))
	again := c.do("POST", "/invoice/301/credit", `{"amount": 1}`)
	assert.Equal(t, "conflict", again.at("error.0"), "the invoice is already paid")

	var paid []string
	for _, posting := range srv.Ledger() {
		paid = append(paid, posting.Operation+" "+posting.Amount+" "+posting.Currency+" by "+posting.Account)
	}
	assert.Equal(t, []string{"applyInvoiceCredit 2.1 USD by 26", "applyInvoiceCredit 7.89 USD by 26"}, paid)
}

func TestAHostBillTotalIsAStringInTheListAndANumberInTheDetail(t *testing.T) {
	_, c := newHostBill(t)
	assert.Equal(t, "19.65", c.ok("GET", "/invoice", "").at("invoices.0.total"), "a string in the list")
	assert.InDelta(t, 19.65, c.ok("GET", "/invoice/308976", "").at("invoice.total"), 0, "a number in the detail")
}

func TestAHostBillInvoiceIsOverdueAfterItsDueDate(t *testing.T) {
	srv, c := newHostBill(t)
	assert.Equal(t, "Unpaid", c.ok("GET", "/invoice/301", "").at("invoice.status"))
	require.NoError(t, srv.Advance(10*24*time.Hour))
	assert.Equal(t, http.StatusUnauthorized, c.do("GET", "/invoice/301", "").status, "the token has expired")
	c = newCaller(t, srv).with("Authorization", "Basic dXNlckBleGFtcGxlLmNvbTpjb3JyZWN0IGhvcnNl")
	assert.Equal(t, "Overdue", c.ok("GET", "/invoice/301", "").at("invoice.status"))
}

func TestHostBillTokensAreRenewedOnceAndRevoked(t *testing.T) {
	srv := NewServer(t, HostBill)
	anyone := newCaller(t, srv)
	assert.Equal(t, "wronglogin", anyone.do("POST", "/login", "username=user%40example.com&password=wrong").at("error.0"))
	login := anyone.ok("POST", "/login", "username=user%40example.com&password=correct+horse")
	first := login.at("token").(string)
	renew := `{"refresh_token": "` + login.at("refresh").(string) + `"}`
	second := anyone.ok("POST", "/token", renew).at("token").(string)
	assert.Equal(t, "invalid_token", anyone.do("POST", "/token", renew).at("error.0"), "a refresh token works once")
	assert.Equal(t, http.StatusUnauthorized, anyone.with("Authorization", "Bearer "+first).do("GET", "/balance", "").status)
	c := anyone.with("Authorization", "Bearer "+second)
	c.ok("GET", "/balance", "")
	assert.Equal(t, true, c.ok("POST", "/logout", "").at("status"))
	assert.Equal(t, http.StatusUnauthorized, c.do("GET", "/balance", "").status)
}

func TestAHostBillLoginWithASecondFactorNeedsItsCode(t *testing.T) {
	srv := NewServer(t, HostBill)
	anyone := newCaller(t, srv)
	challenge := anyone.do("POST", "/login", "username=two%40example.com&password=correct+horse")
	half := anyone.with("Authorization", "Bearer "+challenge.at("mfa.token").(string))
	assert.Equal(t, http.StatusUnauthorized, half.do("GET", "/balance", "").status, "the login is not complete")
	verify := func(code string) reply {
		return half.do("POST", "/mfa/verify", `{"method": "google_authenticator", "payload": {"code": "`+code+`"}}`)
	}
	assert.Equal(t, "wrongcode", verify("000000").at("error.0"))
	now, err := srv.Session("").Now()
	require.NoError(t, err)
	code, err := expr.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", now)
	require.NoError(t, err)
	token := verify(code).at("token").(string)
	anyone.with("Authorization", "Bearer "+token).ok("GET", "/balance", "")
	assert.Equal(t, http.StatusUnauthorized, verify(code).status, "the challenge is used up")
}

func TestAHostBillZoneStoresItsRecords(t *testing.T) {
	_, c := newHostBill(t)
	created := c.ok("POST", "/service/292/dns/1178/records", `{"type": "TXT", "name": "_acme-challenge", "content": "token", "ttl": 300}`)
	assert.Equal(t, "_acme-challenge", created.at("record.name"))
	zone := c.ok("GET", "/service/292/dns/1178", "")
	assert.Equal(t, "_acme-challenge.example.com", zone.at("records.3.name"), "records are shown with absolute names")
	assert.IsType(t, []any{}, zone.at("records"), "a list, as in the vendor's reference")
	assert.InDelta(t, 300, zone.at("records.3.ttl"), 0)
	id := zone.at("records.3.id").(string)
	c.ok("PUT", "/service/292/dns/1178/records/"+id, `{"type": "TXT", "name": "_acme-challenge", "content": "other"}`)
	assert.Contains(t, c.ok("GET", "/service/292/dns/1178", "").text, `"content":"other"`)
	c.ok("DELETE", "/service/292/dns/1178/records/"+id, "")
	assert.NotContains(t, c.ok("GET", "/service/292/dns/1178", "").text, "_acme-challenge")

	c.ok("POST", "/service/301/dns", `{"name": "example.org"}`)
	assert.Equal(t, "example.org", c.ok("GET", "/dns", "").at("zones.1.name"))
	c.ok("DELETE", "/service/292/dns/1178", "")
	assert.Equal(t, "itemnotfound", c.do("GET", "/service/292/dns/1178", "").at("error.0"))
}

func TestAHostBillMachineIsCreatedStoppedAndRebuilt(t *testing.T) {
	_, c := newHostBill(t)
	id := c.ok("POST", "/service/301/vms", `{"label": "db1", "template": "12"}`).at("vmid").(string)
	vm := "/service/301/vms/" + id
	assert.Equal(t, "running", c.ok("GET", vm, "").at("vm.status"))
	c.ok("POST", vm+"/stop", "")
	assert.Equal(t, "stopped", c.ok("GET", vm, "").at("vm.status"))
	assert.Equal(t, "conflict", c.do("POST", vm+"/stop", "").at("error.0"), "the machine is already stopped")
	c.ok("POST", vm+"/rescue", "")
	c.ok("POST", vm+"/unrescue", "")
	c.ok("POST", vm+"/rebuild", `{"template": "13"}`)
	assert.Equal(t, "13", c.ok("GET", vm, "").at("vm.template_id"))
	assert.Equal(t, "db1", c.ok("GET", "/service/301/vms", "").at("vms."+id+".label"))
	assert.Equal(t, "itemnotfound", c.do("GET", "/service/292/vms/"+id, "").at("error.0"), "the machine belongs to another service")
}

func TestAHostBillOrderCreatesAServiceAndAnInvoice(t *testing.T) {
	srv, c := newHostBill(t)
	quote := c.ok("POST", "/quote", `{"items": [{"type": "product", "product_id": 334, "cycle": "m"}, {"type": "product", "product_id": 333}]}`)
	assert.InDelta(t, 49.89, quote.at("summary.total"), 0)
	order := c.ok("POST", "/order", `{"pay_method": 1, "items": [{"type": "product", "product_id": 334, "cycle": "m"}, {"type": "product", "product_id": 333}]}`)
	assert.Equal(t, "49.89", order.at("total"))
	assert.InDelta(t, 49.89, c.ok("GET", "/invoice/"+order.at("invoice_id").(string), "").at("invoice.total"), 0)
	service := c.ok("GET", "/service/"+order.at("items.1.id").(string), "")
	assert.Equal(t, "Starter Hosting", service.at("service.name"))
	one := c.ok("POST", "/order/333", `{"cycle": "a", "domain": "example.org"}`)
	assert.Equal(t, "109.89", one.at("total"))
	assert.Equal(t, "itemnotfound", c.do("POST", "/order/1", `{"cycle": "a"}`).at("error.0"))
	assert.Len(t, srv.Ledger(), 2, "the refused order was not executed")

	c.ok("POST", "/service/"+one.at("items.id").(string)+"/cancel", `{"immediate": "true", "reason": "test"}`)
	assert.Equal(t, "Cancelled", c.ok("GET", "/service/"+one.at("items.id").(string), "").at("service.status"))
}

func TestAHostBillTicketIsOpenedAnsweredAndClosed(t *testing.T) {
	_, c := newHostBill(t)
	number := c.ok("POST", "/tickets", `{"dept_id": 1, "subject": "Help", "body": "It is slow."}`).at("ticket")
	path := "/tickets/" + itoa(number)
	c.ok("POST", path, `{"body": "Still slow."}`)
	ticket := c.ok("GET", path, "")
	assert.Equal(t, "Client-Reply", ticket.at("ticket.status"))
	assert.Equal(t, "Still slow.", ticket.at("replies.0.body"))
	c.ok("PUT", path+"/close", "")
	assert.Equal(t, "conflict", c.do("PUT", path+"/close", "").at("error.0"))
	c.ok("PUT", path+"/open", "")
	assert.Contains(t, c.ok("GET", "/tickets", "").text, "Help")
}

func TestHostBillDetailsAndContactsAreChanged(t *testing.T) {
	_, c := newHostBill(t)
	c.ok("PUT", "/details", `{"city": "Berlin"}`)
	details := c.ok("GET", "/details", "")
	assert.Equal(t, "Berlin", details.at("client.city"))
	assert.NotContains(t, details.text, "correct horse")
	id := itoa(c.ok("POST", "/contact", `{"firstname": "Ann", "email": "ann@example.com", "password": "hunter2"}`).at("contact_id"))
	c.ok("PUT", "/contact/"+id, `{"firstname": "Anna"}`)
	assert.Equal(t, "Anna", c.ok("GET", "/contact/"+id, "").at("contact.firstname"))
	assert.NotContains(t, c.ok("GET", "/contact", "").text, "hunter2")
}
