package mock

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const newClient = "token=TOKEN&first_name=Ann&last_name=Example&email=ann%40example.com&address1=1&city=B&state=B&postcode=1&country=DE&phonenumber=1&password=hunter2"

func TestAWHASOLSClientIsAddedChangedAndDeleted(t *testing.T) {
	c := newCaller(t, NewServer(t, WHASOLS))
	made := c.ok("POST", "/rapi/AddClient", newClient)
	assert.NotContains(t, made.text, "hunter2")
	id := itoa(made.at("id"))
	c.ok("POST", "/rapi/UpdateClient", "token=TOKEN&email=ann%40example.com&city=Berlin")
	assert.Equal(t, "Berlin", c.ok("POST", "/rapi/GetClientDetails", "token=TOKEN&user_id="+id).at("city"))
	page := c.ok("POST", "/rapi/GetClients", "token=TOKEN&page_num=2&limit_num=1")
	assert.Len(t, page.at("items"), 1)
	assert.InDelta(t, 2, page.at("pages"), 0)
	assert.Equal(t, "Closed", c.ok("POST", "/rapi/CloseClient", "token=TOKEN&user_id="+id).at("status"))
	assert.Equal(t, http.StatusConflict, c.do("POST", "/rapi/CloseClient", "token=TOKEN&user_id="+id).status)
	c.ok("POST", "/rapi/DeleteClient", "token=TOKEN&user_id="+id)
	assert.Equal(t, http.StatusNotFound, c.do("POST", "/rapi/GetClientDetails", "token=TOKEN&user_id="+id).status)
}

func TestAWHASOLSInvoiceIsPaidWithCreditAndMoney(t *testing.T) {
	srv := NewServer(t, WHASOLS, WithTime(time.Date(2030, 1, 2, 0, 0, 0, 0, time.UTC)))
	c := newCaller(t, srv)
	made := c.ok("POST", "/rapi/CreateInvoice", `token=TOKEN&user_id=12&status=2&line_items=[{"name":"a","qty":3,"rate":20.10}]`)
	assert.Equal(t, "60.30", made.at("total"))
	id := itoa(made.at("id"))
	assert.Equal(t, "Unpaid", c.ok("POST", "/rapi/ApplyCredit", "token=TOKEN&invoice_id="+id).at("status"))
	assert.Equal(t, "0.00", c.ok("POST", "/rapi/GetClientDetails", "token=TOKEN&user_id=12").at("credit"))
	assert.Equal(t, "Paid", c.ok("POST", "/rapi/AddInvoicePayment", "token=TOKEN&invoice_id="+id).at("status"))
	assert.Len(t, c.ok("POST", "/rapi/GetTransactions", "token=TOKEN&invoice_id="+id).at("items"), 2)
	assert.Equal(t, http.StatusConflict, c.do("POST", "/rapi/CapturePayment", "token=TOKEN&invoice_id="+id).status)

	var amounts []string
	for _, posting := range srv.Ledger() {
		amounts = append(amounts, posting.Operation+" "+posting.Amount)
	}
	assert.Equal(t, []string{"createInvoice 60.30", "applyCredit 50.00", "addInvoicePayment 10.30"}, amounts)

	require.NoError(t, srv.Advance(15*24*time.Hour))
	assert.Equal(t, "Overdue", c.ok("POST", "/rapi/GetInvoice", "token=TOKEN&invoice_id=21").at("status"))
}

func TestAWHASOLSOrderIsAcceptedOnlyWithThePermission(t *testing.T) {
	c := newCaller(t, NewServer(t, WHASOLS))
	assert.Equal(t, http.StatusUnauthorized, c.do("POST", "/rapi/AcceptOrder", "token=GUESS&order_id=11").status)
	assert.Equal(t, http.StatusForbidden, c.do("POST", "/rapi/AcceptOrder", "token=READER&order_id=11").status)
	c.ok("POST", "/rapi/GetOrders", "token=READER")
	assert.Equal(t, "Active", c.ok("POST", "/rapi/AcceptOrder", "token=TOKEN&order_id=11").at("status"))
	order := c.ok("POST", "/rapi/AddOrder", "token=TOKEN&user_id=12&payment_method=x&user_ip=192.0.2.1&userAgent=a&acceptLanguage=en")
	assert.NotEmpty(t, order.at("invoice_id"))
	assert.Equal(t, http.StatusNotFound, c.do("POST", "/rapi/AddOrder", "token=TOKEN&user_id=99&payment_method=x&user_ip=192.0.2.1&userAgent=a&acceptLanguage=en").status)
}

func TestWHASOLSTicketsAreAnsweredMergedAndDeleted(t *testing.T) {
	c := newCaller(t, NewServer(t, WHASOLS))
	c.ok("POST", "/rapi/AddTicketReply", "token=TOKEN&ticket_id=31&admin_id=1&message=Yes")
	assert.Equal(t, "Answered", c.ok("POST", "/rapi/GetTicket", "token=TOKEN&ticket_id=31").at("status"))
	c.ok("POST", "/rapi/MergeTicket", "token=TOKEN&ticket_id=31&merge_ticket_id=32")
	assert.Len(t, c.ok("POST", "/rapi/GetTicket", "token=TOKEN&ticket_id=31").at("replies"), 2)
	c.ok("POST", "/rapi/DeleteTicket", "token=TOKEN&ticket_id=31")
	assert.Equal(t, http.StatusNotFound, c.do("POST", "/rapi/GetTicket", "token=TOKEN&ticket_id=31").status)
}
