package whasols_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
	"github.com/hostclients/hostclients/gen/whasols"
)

// Read an undocumented response. The client returns the JSON as received, and Decode decodes it into your type.
func ExampleNew() {
	ctx := context.Background()
	client, err := whasols.New("https://whasols.example.com", whasols.WithToken("the API token"))
	if err != nil {
		log.Fatal(err)
	}
	raw, err := client.System.ListCurrencies(ctx)
	if err != nil {
		log.Fatal(err)
	}
	var list struct {
		Currencies []struct{ Code string }
	}
	if err := raw.Decode(&list); err != nil {
		log.Fatal(err)
	}
	fmt.Println(raw.StatusCode, list.Currencies)

	// Output: 200 [{USD} {EUR}]
}

// Register the type of a response in your installation. A response that does not fit the type is an error.
func ExampleClientsService_List() {
	ctx := context.Background()
	type clientList struct {
		Clients []struct {
			ID    lenient.Int // PHP sends 12 and "12"
			Email string
		}
	}
	client, err := whasols.New("https://whasols.example.com", whasols.WithToken("the API token"),
		core.WithResult[clientList](whasols.OpClientsList))
	if err != nil {
		log.Fatal(err)
	}
	raw, err := client.Clients.List(ctx, whasols.GetClientsRequest{PageNum: 1, Status: new(whasols.AccountStatusActive)})
	if err != nil {
		log.Fatal(err)
	}
	if list, ok := core.ResultOf[clientList](raw); ok {
		for _, account := range list.Clients {
			fmt.Println(account.ID, account.Email)
		}
	}

	// Output:
	// 12 me@example.com
	// 13 you@example.com
}

// Define which responses of your installation are errors, and which sentinel error they match.
func ExampleClientsService_Get() {
	ctx := context.Background()
	check := func(_ string, response core.Response) error {
		var body struct{ Result, Message string }
		if _ = json.Unmarshal(response.Body, &body); body.Result != "error" {
			return nil
		}
		if strings.Contains(body.Message, "no such") {
			return fmt.Errorf("%s: %w", body.Message, core.ErrNotFound)
		}
		return errors.New(body.Message)
	}
	client, err := whasols.New("https://whasols.example.com", whasols.WithToken("the API token"), core.WithCheck(check))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Clients.Get(ctx, whasols.GetClientDetailsRequest{UserID: new(int64(99))})
	fmt.Println(errors.Is(err, core.ErrRejected), errors.Is(err, core.ErrNotFound))

	// Output: true true
}

// With CallOnce, the client never retries the call. Amounts are sent exactly.
func ExampleQuotesService_Create() {
	ctx := context.Background()
	client, err := whasols.New("https://whasols.example.com", whasols.WithToken("the API token"))
	if err != nil {
		log.Fatal(err)
	}
	rate, err := lenient.ParseDecimal("19.90")
	if err != nil {
		log.Fatal(err)
	}
	raw, err := client.Quotes.Create(ctx, whasols.CreateQuoteRequest{
		Subject:    "A new server",
		DateExpiry: time.Date(2027, time.January, 31, 0, 0, 0, 0, time.Local),
		LineItems:  []whasols.QuoteLineItem{{Name: "Hosting", Qty: 2, Rate: rate}},
	}, core.CallOnce())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(raw.Body))

	// Output: {"result":"success","quote_id":7}
}

// Reply to a ticket, with a file attached.
func ExampleTicketsService_AddReply() {
	ctx := context.Background()
	client, err := whasols.New("https://whasols.example.com", whasols.WithToken("the API token"))
	if err != nil {
		log.Fatal(err)
	}
	report, err := core.NewAttachment("report.txt", "text/plain", strings.NewReader("All is well.\n"))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Tickets.AddReply(ctx, whasols.AddTicketReplyRequest{
		TicketID:    7,
		Message:     "The report is attached.",
		Attachments: []core.Attachment{report},
	})
	fmt.Println(report, err)

	// Output: attachment report.txt, 13 bytes <nil>
}

// Invalid input is refused before anything is sent. The error lists all problems.
func ExampleClientsService_Create() {
	ctx := context.Background()
	client, err := whasols.New("https://whasols.example.com", whasols.WithToken("the API token"))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Clients.Create(ctx, whasols.AddClientRequest{FirstName: "A", Email: "nobody", Country: "Pakistan"})
	var failure *core.Error
	if errors.Is(err, core.ErrInvalid) && errors.As(err, &failure) {
		fmt.Println(failure.Execution, failure.Attempts)
	}

	// Output: not executed 0
}

// commands lists the commands that the server accepts, and its responses. The form must contain field with value.
var commands = []struct{ name, field, value, response string }{
	{"GetCurrencies", "", "", `{"currencies":[{"code":"USD"},{"code":"EUR"}]}`},
	{"GetClients", "status", "Active", `{"clients":[{"id":12,"email":"me@example.com"},{"id":"13","email":"you@example.com"}]}`},
	{"GetClientDetails", "user_id", "99", `{"result":"error","message":"no such client"}`},
	{"CreateQuote", "line_items", `[{"name":"Hosting","qty":2,"rate":19.90}]`, `{"result":"success","quote_id":7}`},
	{"AddTicketReply", "attachments", "W3sibmFtZSI6InJlcG9ydC50eHQiLCJ0eXBlIjoidGV4dC9wbGFpbiIsInNpemUiOjEzLCJ0bXBfbmFtZSI6IlFXeHNJR2x6SUhkbGJHd3VDZz09In1d", `{"result":"success"}`},
}

// installation is an in-memory server that requires the token in every form.
type installation struct{}

func (installation) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	sent, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(sent))
	for _, command := range commands {
		if r.URL.Path == "/rapi/"+command.name && form.Get("token") == "the API token" && form.Get(command.field) == command.value {
			_, _ = io.WriteString(w, command.response)
			return w.Result(), nil
		}
	}
	w.WriteHeader(http.StatusNotImplemented)
	return w.Result(), nil
}

// The clients of the examples use http.DefaultTransport, so they need no option for this server.
func init() { http.DefaultTransport = installation{} }
