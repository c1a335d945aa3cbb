package hostclients_test

import (
	"context"
	"fmt"
	"log"

	"github.com/shopspring/decimal"

	"github.com/hostclients/hostclients/core/lenient"
	"github.com/hostclients/hostclients/gen/hostbill"
)

// Pay the unpaid invoices of a HostBill account from its credit.
func Example_hostbillInvoices() {
	ctx := context.Background()

	portal, err := hostbill.New("https://portal.example.com/api", hostbill.WithLogin("me@example.com", "the password"))
	if err != nil {
		log.Fatal(err)
	}
	invoices, err := portal.ListInvoices(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, invoice := range invoices.Items() { // whether they came as an array or as an object with gaps
		if invoice.Status != hostbill.InvoiceStatusUnpaid {
			continue
		}
		fmt.Println(invoice.Number, "of", invoice.Total, invoice.Currency, "is due on", invoice.DueDate)
		id, ok := invoice.ID.Value()
		if !ok {
			log.Fatal("an invoice without an id: ", invoice.Number)
		}
		paid, err := portal.ApplyInvoiceCredit(ctx, id, nil) // as much as pays it in full; never sent twice
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(paid.InvoiceStatus, "with", paid.Applied)
	}

	// Output:
	// 2016/12/2 of 2.10 USD is due on 2017-01-06
	// Paid with 2.1
}

// Open a ticket with the support, and answer it.
func Example_hostbillTickets() {
	ctx := context.Background()
	portal, err := hostbill.New("https://portal.example.com/api", hostbill.WithLogin("me@example.com", "the password"))
	if err != nil {
		log.Fatal(err)
	}

	number, err := portal.CreateTicket(ctx, hostbill.CreateTicketRequest{
		DepartmentID: new(int64(1)),
		Subject:      new("Reverse DNS"),
		Body:         new("Please set it for 192.0.2.10."),
	})
	if err != nil {
		log.Fatal(err)
	}
	id := number.Or(0) // a ticket 0 is refused before anything is sent
	reply := hostbill.ReplyToTicketRequest{Body: new("To www.example.com.")}
	if _, err := portal.ReplyToTicket(ctx, id, reply); err != nil {
		log.Fatal(err)
	}
	thread, err := portal.GetTicket(ctx, id)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(thread.Ticket.Subject, "is", thread.Ticket.Status)
	for _, reply := range thread.Replies.Items() {
		if date, ok := reply.Date.Value(); ok {
			fmt.Println(date.Format("2 January 2006"), reply.Body)
		}
	}

	// Output:
	// Reverse DNS is Answered
	// 30 December 2016 To www.example.com.
}

// Create a DNS record, and roll it back.
func Example_hostbillDNS() {
	ctx := context.Background()
	portal, err := hostbill.New("https://portal.example.com/api", hostbill.WithBasicAuth("me@example.com", "the password"))
	if err != nil {
		log.Fatal(err)
	}

	const service, zone = 292, 1178
	created, err := portal.CreateDNSRecord(ctx, service, zone, hostbill.DNSRecordRequest{
		Name:    new("_acme-challenge"),
		Type:    new("TXT"),
		Content: new(lenient.NewString("challengetoken")), // NewStrings for a record of several parts, such as SRV
		TTL:     new(int64(3600)),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.Info) // what the server has to say

	// The answer to a new record has no id: the zone tells it.
	records, err := portal.GetDNSZone(ctx, service, zone)
	if err != nil {
		log.Fatal(err)
	}
	for _, record := range records.Records.Items() {
		if record.Name != "_acme-challenge.example.com" || record.Content.String() != `"challengetoken"` {
			continue
		}
		deleted, err := portal.DeleteDNSRecord(ctx, service, zone, record.ID.Or(0)) // a record 0 is refused
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("rolled back:", deleted.Success)
	}

	// Output:
	// [dnsnewrecordadded, TXT]
	// rolled back: true
}

// Start the virtual machines of a service, stop one, and rebuild it from a template.
func Example_hostbillVMs() {
	ctx := context.Background()
	portal, err := hostbill.New("https://portal.example.com/api", hostbill.WithLogin("me@example.com", "the password"))
	if err != nil {
		log.Fatal(err)
	}

	const service = 301
	machines, err := portal.ListVMs(ctx, service)
	if err != nil {
		log.Fatal(err)
	}
	for _, machine := range machines.Items() {
		fmt.Println(machine.ID, machine.Label, machine.Memory)
		if machine.Power.Or(true) { // an installation need not say
			continue
		}
		if _, err := portal.StartVM(ctx, service, machine.ID.String()); err != nil {
			log.Fatal(err)
		}
	}
	if _, err := portal.StopVM(ctx, service, "214"); err != nil {
		log.Fatal(err)
	}
	rebuilt, err := portal.RebuildVM(ctx, service, "214", hostbill.RebuildVMRequest{Template: new("12")})
	if err != nil {
		log.Fatal(err)
	}
	// The vendor does not document this answer, so it comes as it is.
	fmt.Println(string(rebuilt.Body))

	// Output:
	// 214 web1 2048
	// {"status":true}
}

// Ask what an order would cost, and place it if that is right.
func Example_hostbillOrder() {
	ctx := context.Background()
	portal, err := hostbill.New("https://portal.example.com/api", hostbill.WithLogin("me@example.com", "the password"))
	if err != nil {
		log.Fatal(err)
	}

	var disk hostbill.FormValue
	if err := disk.FromItemQuantities(hostbill.ItemQuantities{"10330": 1}); err != nil {
		log.Fatal(err)
	}
	items := []hostbill.OrderItem{{
		Type:      "product",
		ProductID: new(int64(333)),
		Domain:    new("shop.example.com"),
		Cycle:     new("m"),
		Custom:    map[string]hostbill.FormValue{"1618": disk},
	}}
	quote, err := portal.GetQuote(ctx, hostbill.QuoteRequest{PayMethod: new(int64(1)), Items: items})
	if err != nil {
		log.Fatal(err)
	}
	for _, item := range quote.Items.Items() {
		if !item.Valid.Or(false) {
			log.Fatal(item.Error)
		}
	}
	limit := decimal.RequireFromString("15.00")
	total, ok := quote.Summary.Total.Value() // not ok if there is no price: that is not a price of 0
	if !ok || quote.Items.Len() != len(items) || total.GreaterThan(limit) {
		log.Fatalf("not for %q", quote.Summary.Total)
	}
	fmt.Println("to pay:", quote.Summary.Total)
	order, err := portal.OrderItems(ctx, hostbill.ItemsOrderRequest{PayMethod: new(int64(1)), Items: items}) // never sent twice
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("invoice", order.InvoiceID, "of", order.Total)

	// Output:
	// to pay: 12.29
	// invoice 503425 of 12.29
}
