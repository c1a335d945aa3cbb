//go:build peers

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/runtime"
	"github.com/hostclients/hostclients/gen/hostbill"
	"github.com/hostclients/hostclients/gen/whasols"
)

const whasolsURL = "https://portal.example.com"

// formRows compares a form of our client with a form built by hand.
func formRows() ([]row, error) {
	web := &http.Client{Transport: memory{[]byte(`{"result":"success","clientid":12}`)}}
	client, err := whasols.New(whasolsURL, core.WithHTTPClient(web), whasols.WithToken("0123456789abcdef"))
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	body := whasols.AddClientRequest{
		FirstName: "Alice", LastName: "Example", CompanyName: new("Example & Co"), Email: "alice@example.com", Address1: "1 Main Street", Address2: new("2nd floor"),
		City: "Springfield", State: "Illinois", Postcode: "62701", Country: "US", PhoneNumber: "+1 217 555 0100", Currency: new(int64(1)), GroupID: new(int64(3)),
		Language: new("english"), Notes: new("called on Monday, wants an offer"), TaxID: new("DE123456789"), UserIP: new("192.0.2.7"), MarketingEmailsOptIn: new(true),
	}
	return []row{{name: "WHASOLS form", base: "by hand", subjects: []subject{
		{"ours", func() error {
			raw, err := client.Clients.Create(ctx, body)
			return right(err, len(raw.Body) > 0)
		}},
		{"by hand", func() error {
			form := url.Values{}
			form.Set("api_key", "0123456789abcdef")
			form.Set("first_name", "Alice")
			form.Set("last_name", "Example")
			form.Set("company_name", "Example & Co")
			form.Set("email", "alice@example.com")
			form.Set("address1", "1 Main Street")
			form.Set("address2", "2nd floor")
			form.Set("city", "Springfield")
			form.Set("state", "Illinois")
			form.Set("postcode", "62701")
			form.Set("country", "US")
			form.Set("phonenumber", "+1 217 555 0100")
			form.Set("currency", "1")
			form.Set("group_id", "3")
			form.Set("language", "english")
			form.Set("notes", "called on Monday, wants an offer")
			form.Set("tax_id", "DE123456789")
			form.Set("user_ip", "192.0.2.7")
			form.Set("marketing_emails_opt_in", "1")
			req, err := http.NewRequest(http.MethodPost, whasolsURL+"/rapi/AddClient", strings.NewReader(form.Encode()))
			if err != nil {
				return err
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("Accept", "application/json")
			resp, err := web.Do(req)
			if err != nil {
				return err
			}
			data, err := io.ReadAll(resp.Body)
			if err := cmp.Or(err, resp.Body.Close()); err != nil {
				return err
			}
			if !json.Valid(data) {
				return errors.New("not JSON")
			}
			return nil
		}},
	}}}, nil
}

// plainInvoice is an invoice with plain types, for a server that always sends a value in the same form.
type plainInvoice struct {
	Currency     string      `json:"currency,omitzero"`
	Date         string      `json:"date,omitzero"`
	OriginalDate string      `json:"dateorig,omitzero"`
	DatePaid     string      `json:"datepaid,omitzero"`
	DueDate      string      `json:"duedate,omitzero"`
	ID           int64       `json:"id,omitzero"`
	MergeID      int64       `json:"merge_id,omitzero"`
	Number       string      `json:"number,omitzero"`
	PayBefore    string      `json:"paybefore,omitzero"`
	Status       string      `json:"status,omitzero"`
	Total        json.Number `json:"total,omitzero"`
}

// lenientRows compares a list of lenient types with a list of plain types. Both use the codec of the clients.
func lenientRows() ([]row, error) {
	body := invoicesBody(400)
	return []row{{name: "HostBill list", base: "plain types", subjects: []subject{
		{"ours", func() error {
			var out struct {
				Invoices hostbill.InvoiceSummaryList `json:"invoices"`
			}
			err := runtime.Decode(body, &out)
			return right(err, out.Invoices.Len() == 400)
		}},
		{"plain types", func() error {
			var out struct {
				Invoices []plainInvoice `json:"invoices"`
			}
			err := runtime.Decode(body, &out)
			return right(err, len(out.Invoices) == 400)
		}},
	}}}, nil
}
