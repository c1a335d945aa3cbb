package hostbill_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
	"github.com/hostclients/hostclients/gen/hostbill"
)

// Log in and list the invoices. The client gets a token when it needs one, and renews it when necessary.
func ExampleNew() {
	ctx := context.Background()
	client, err := hostbill.New("https://portal.example.com/api", hostbill.WithLogin("me@example.com", "the password"))
	if err != nil {
		log.Fatal(err)
	}
	invoices, err := client.Invoices.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, invoice := range invoices.Items() {
		fmt.Println(invoice.Number, invoice.Status, invoice.Total, invoice.Currency)
	}

	// Output:
	// 2016/12/1 Paid 19.65 USD
	// 2016/12/2 Unpaid 2.10 USD
}

// Pay an invoice from the account's credit. A missing amount is not 0: Value returns false.
func ExampleInvoicesService_ApplyCredit() {
	ctx := context.Background()
	client, err := hostbill.New("https://portal.example.com/api", hostbill.WithToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	invoice, err := client.Invoices.Get(ctx, 308977)
	if err != nil {
		log.Fatal(err)
	}
	balance, err := client.Account.GetBalance(ctx)
	if err != nil {
		log.Fatal(err)
	}
	total, ok := invoice.Total.Value()
	if !ok {
		log.Fatal("the invoice has no total")
	}
	credit, ok := balance.AccountCredit.Value()
	if !ok || credit.LessThan(total) {
		log.Fatal("there is not enough credit")
	}

	paid, err := client.Invoices.ApplyCredit(ctx, 308977, nil) // nil: in full
	if failure, ok := errors.AsType[*core.Error](err); ok && failure.Execution != core.NotExecuted {
		log.Fatal("check the invoice before you pay again: ", err)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(paid.InvoiceStatus, "with", paid.Applied)

	// Output: Paid with 2.10
}

// List the DNS zones of an account, with their records.
func ExampleDNSService_ListZones() {
	ctx := context.Background()
	client, err := hostbill.New("https://portal.example.com/api", hostbill.WithToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	zones, err := client.DNS.ListZones(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, summary := range zones.Zones.Items() {
		service, ok1 := summary.ServiceID.Value()
		id, ok2 := summary.DomainID.Value()
		if !ok1 || !ok2 {
			continue
		}
		zone, err := client.DNS.GetZone(ctx, service, id)
		if err != nil {
			log.Fatal(err)
		}
		for key, record := range zone.Records.All() { // an object with gaps between its keys, or an array
			fmt.Println(key, record.Name, record.Type, record.Content)
		}
	}

	// Output:
	// 0 example.com SOA ns1.example.com, post.example.com, 2022031011
	// 54 www.example.com A 192.0.2.10
}

// Create a DNS record for a certificate challenge. For a record with several parts, such as SRV, use lenient.NewStrings.
func ExampleDNSService_CreateRecord() {
	ctx := context.Background()
	client, err := hostbill.New("https://portal.example.com/api", hostbill.WithBasicAuth("me@example.com", "the password"))
	if err != nil {
		log.Fatal(err)
	}
	created, err := client.DNS.CreateRecord(ctx, 292, 1178, hostbill.DNSRecordRequest{
		Name:    new("_acme-challenge"),
		Type:    new("TXT"),
		Content: lenient.NewString("challengetoken"),
		TTL:     new(int64(3600)),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.Record.Name, created.Info)

	// Output: _acme-challenge [dnsnewrecordadded, TXT]
}

// Start the virtual machines of a service that are off. Machines with an unknown power state are skipped.
func ExampleVMsService_Start() {
	ctx := context.Background()
	client, err := hostbill.New("https://portal.example.com/api", hostbill.WithToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	machines, err := client.VMs.List(ctx, 301)
	if err != nil {
		log.Fatal(err)
	}
	for _, machine := range machines.Items() {
		if on, ok := machine.Power.Value(); on || !ok {
			continue
		}
		// The response is undocumented, so Start returns it as received. If its status is false, Start returns an error.
		if _, err := client.VMs.Start(ctx, 301, machine.ID.String()); err != nil {
			log.Fatal(err)
		}
		fmt.Println("started", machine.Label)
	}

	// Output: started web1
}

// Get the price of an order, and place the order if the price is right. The client never sends an order twice.
func ExampleOrdersService_Create() {
	ctx := context.Background()
	client, err := hostbill.New("https://portal.example.com/api", hostbill.WithToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	items := []hostbill.OrderItem{{
		Type:      "product",
		ProductID: new(int64(333)),
		Domain:    new("shop.example.com"),
		Cycle:     new("m"),
	}}
	quote, err := client.Orders.GetQuote(ctx, hostbill.QuoteRequest{Items: items})
	if err != nil {
		log.Fatal(err)
	}
	total, ok := quote.Summary.Total.Value()
	if !ok || total.GreaterThan(decimal.RequireFromString("15.00")) {
		log.Fatal("no price, or more than 15.00")
	}
	order, err := client.Orders.Create(ctx, hostbill.ItemsOrderRequest{Items: items})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("invoice", order.InvoiceID, "of", order.Total)

	// Output: invoice 503425 of 12.29
}

// Open a ticket with a field that exists only on this installation.
func ExampleTicketsService_Create() {
	ctx := context.Background()
	client, err := hostbill.New("https://portal.example.com/api", hostbill.WithToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	number, err := client.Tickets.Create(ctx, hostbill.CreateTicketRequest{
		DepartmentID: new(int64(1)),
		Subject:      new("Reverse DNS"),
		Body:         new("Please set it for 192.0.2.10."),
	}, core.CallField("urgency", "high"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("ticket", number)

	// Output: ticket 865650
}

// Call an endpoint that only this installation has. Login, retries and errors work as for every other call.
func ExampleClient_Call() {
	ctx := context.Background()
	client, err := hostbill.New("https://portal.example.com/api", hostbill.WithLogin("me@example.com", "the password"))
	if err != nil {
		log.Fatal(err)
	}
	var report struct{ Traffic string }
	err = client.Call(ctx, core.Request{
		Method: http.MethodPost,
		Path:   "/reports/traffic",
		Body:   map[string]any{"month": "2026-11"},
	}, &report, core.CallField("unit", "GB"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Traffic)

	// Output: 214 GB
}

// A login that needs a second factor returns an error. Its detail is the challenge.
func ExampleAuthService_Login() {
	ctx := context.Background()
	client, err := hostbill.New("https://portal.example.com/api")
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Auth.Login(ctx, hostbill.LoginRequest{Username: "two-factors@example.com", Password: core.NewSecret("the password")})
	if challenge, ok := core.DetailOf[hostbill.TwoFactorChallenge](err); ok {
		fmt.Println("second factor:", challenge.MFA.Methods.String())
	}

	// Output: second factor: google_authenticator
}

// Use errors.Is to find out what an error means, and errors.As to get its details.
func Example_errors() {
	ctx := context.Background()
	client, err := hostbill.New("https://portal.example.com/api", hostbill.WithToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Services.Get(ctx, 404)
	switch {
	case errors.Is(err, core.ErrUnauthorized):
		fmt.Println("log in again")
	case errors.Is(err, core.ErrUnavailable):
		fmt.Println("try again later")
	case errors.Is(err, core.ErrRejected): // HostBill reports most errors inside a response with status 200
		var failure *core.Error
		if errors.As(err, &failure) {
			fmt.Println(failure.Operation, failure.StatusCode, failure.Message)
		}
	}

	// Output: getService 200 invalid_service
}

// exchanges lists the requests that the server accepts, and its responses. The body of a request must contain sent.
var exchanges = []struct{ request, sent, response string }{
	{"POST /api/login", "two-factors", `{"token":null,"mfa":{"token":"challenge","methods":["google_authenticator"]}}`},
	{"POST /api/login", "me%40example.com", `{"token":"TOKEN","refresh":"REFRESH"}`},
	{"GET /api/invoice", "", `{"invoices":{
		"0":{"id":"308976","number":"2016/12/1","status":"Paid","total":"19.65","currency":"USD"},
		"2":{"id":"308977","number":"2016/12/2","status":"Unpaid","total":"2.10","currency":"USD"}}}`},
	{"GET /api/invoice/308977", "", `{"invoice":{"id":"308977","number":"2016/12/2","status":"Unpaid","total":"2.10"}}`},
	{"POST /api/invoice/308977/credit", "", `{"success":true,"invoice_status":"Paid","applied":"2.10"}`},
	{"GET /api/balance", "", `{"details":{"currency":"USD","acc_balance":"2.10","acc_credit":"25.00"}}`},
	{"GET /api/dns", "", `{"service_ids":["292"],"zones":[{"domain_id":"1178","name":"example.com","service_id":"292"}]}`},
	{"GET /api/service/292/dns/1178", "", `{"service_id":"292","name":"example.com","records":{
		"0":{"id":"15257","name":"example.com","type":"SOA","content":["ns1.example.com","post.example.com","2022031011"]},
		"54":{"id":"406462","name":"www.example.com","type":"A","content":"192.0.2.10"}}}`},
	{"POST /api/service/292/dns/1178/records", `"challengetoken"`, `{"success":true,"record":{"name":"_acme-challenge"},"info":[["dnsnewrecordadded","TXT"]]}`},
	{"GET /api/service/301/vms", "", `{"vms":{
		"214":{"id":"214","label":"web1","power":false},"215":{"id":"215","label":"web2","power":"1"},"216":{"id":"216","label":"web3"}}}`},
	{"POST /api/service/301/vms/214/start", "", `{"status":true}`},
	{"POST /api/quote", "shop.example.com", `{"summary":{"subtotal":9.99,"total":12.29},"items":[{"index":0,"valid":true}]}`},
	{"POST /api/order", "shop.example.com", `{"order_num_list":["77"],"invoice_id":"503425","total":"12.29","items":[{"type":"Hosting","id":"1025"}]}`},
	{"POST /api/tickets", `"urgency":"high"`, `{"ticket":865650}`},
	{"POST /api/reports/traffic", `"unit":"GB"`, `{"traffic":"214 GB"}`},
	{"GET /api/service/404", "", `{"error":["invalid_service"]}`},
}

// installation is an in-memory server that requires a token or a password.
type installation struct{}

func (installation) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		sent, _ = io.ReadAll(r.Body)
	}
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	user, _, _ := r.BasicAuth()
	if r.URL.Path != "/api/login" && r.Header.Get("Authorization") != "Bearer TOKEN" && user != "me@example.com" {
		w.WriteHeader(http.StatusUnauthorized)
		return w.Result(), nil
	}
	for _, x := range exchanges {
		if x.request == r.Method+" "+r.URL.Path && strings.Contains(string(sent), x.sent) {
			_, _ = io.WriteString(w, x.response)
			return w.Result(), nil
		}
	}
	w.WriteHeader(http.StatusNotImplemented)
	return w.Result(), nil
}

// The clients of the examples use http.DefaultTransport, so they need no option for this server.
func init() { http.DefaultTransport = installation{} }
