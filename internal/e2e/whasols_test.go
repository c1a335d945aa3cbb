package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/elliotchance/phpserialize"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
	"github.com/hostclients/hostclients/gen/whasols"
)

// newWHASOLS returns a client for a server that responds to every command with body, and a function that returns the fields of the
// last request.
func newWHASOLS(t *testing.T, body string, opts ...core.Option) (*whasols.Client, func() url.Values) {
	t.Helper()
	var last url.Values
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.Equal(t, http.MethodPost, r.Method)
		assert.Empty(t, r.URL.RawQuery)
		assert.Equal(t, "application/x-www-form-urlencoded", r.Header.Get("Content-Type"))
		last, err = url.ParseQuery(string(data))
		assert.NoError(t, err)
		assert.Equal(t, []string{"the-token"}, last["token"], "the token is in every call")
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	api, err := whasols.New(server.URL, append(opts, core.WithHTTPClient(server.Client()), whasols.WithToken("the-token"))...)
	require.NoError(t, err)
	return api, func() url.Values { return last }
}

func decimalOf(t *testing.T, text string) lenient.Decimal {
	t.Helper()
	d, err := lenient.ParseDecimal(text)
	require.NoError(t, err)
	return d
}

func TestEachWHASOLSFieldHasItsEncoding(t *testing.T) {
	api, last := newWHASOLS(t, `{}`)
	ctx := t.Context()

	_, err := api.Clients.Create(ctx, whasols.AddClientRequest{
		FirstName: "A", LastName: "B", Email: "me@example.com", Address1: "1 Street", City: "C", State: "S", Postcode: "1", Country: "PK", PhoneNumber: "1",
		SendMail: new(true), MarketingEmailsOptIn: new(false), CustomFields: map[string]string{"12": "grün"},
	})
	require.NoError(t, err)
	form := last()
	assert.Equal(t, "0", form.Get("send_mail"), "send_mail is inverted: 0 sends mail")
	assert.Equal(t, "0", form.Get("marketing_emails_opt_in"))
	serialized, err := base64.StdEncoding.DecodeString(form.Get("custom_fields"))
	require.NoError(t, err)
	var fields map[any]any
	require.NoError(t, phpserialize.Unmarshal(serialized, &fields))
	assert.Equal(t, map[any]any{int64(12): "grün"}, fields)

	day := time.Date(2026, 11, 22, 23, 59, 0, 0, time.FixedZone("", 5*60*60))
	_, err = api.Quotes.Create(ctx, whasols.CreateQuoteRequest{
		Subject: "A quote", DateExpiry: day, Status: new(whasols.QuoteStatusOnHold),
		LineItems: []whasols.QuoteLineItem{{Name: "Hosting", Qty: 2, Rate: decimalOf(t, "19.90")}},
	})
	require.NoError(t, err)
	form = last()
	assert.Equal(t, "22/11/2026", form.Get("date_expiry"), "the day in the caller's time zone")
	assert.Equal(t, "On Hold", form.Get("status"))
	assert.JSONEq(t, `[{"name":"Hosting","qty":2,"rate":19.90}]`, form.Get("line_items"))
	assert.Contains(t, form.Get("line_items"), `"rate":19.90`, "an amount keeps its digits")

	file, err := core.NewAttachment("log.txt", "text/plain", strings.NewReader("hello"))
	require.NoError(t, err)
	_, err = api.Tickets.AddReply(ctx, whasols.AddTicketReplyRequest{TicketID: 7, Message: "See the log.", Attachments: []core.Attachment{file}})
	require.NoError(t, err)
	data, err := base64.StdEncoding.DecodeString(last().Get("attachments"))
	require.NoError(t, err)
	assert.JSONEq(t, `[{"name":"log.txt","type":"text/plain","size":5,"tmp_name":"aGVsbG8="}]`, string(data))

	_, err = api.System.ListCurrencies(ctx)
	require.NoError(t, err)
	assert.Equal(t, url.Values{"token": {"the-token"}}, last())
}

func TestAnInvalidWHASOLSCallReportsAllItsErrors(t *testing.T) {
	api, last := newWHASOLS(t, `{}`)
	ctx := t.Context()
	client := second(api.Clients.Create(ctx, whasols.AddClientRequest{
		LastName: "B", Email: "me at example", Address1: "1 Street", City: "C", State: "S", Postcode: "1", Country: "Pakistan", PhoneNumber: "1",
	}))
	assert.NotContains(t, client.Error(), "Pakistan")
	assertRefused(t, map[string]error{
		"first_name":  client,
		"email":       client,
		"country":     client,
		"user_id":     second(api.Clients.Get(ctx, whasols.GetClientDetailsRequest{})),
		"status":      second(api.Clients.List(ctx, whasols.GetClientsRequest{PageNum: 1, Status: new(whasols.AccountStatus("Gone"))})),
		"date_expiry": second(api.Quotes.Create(ctx, whasols.CreateQuoteRequest{Subject: "A quote", LineItems: []whasols.QuoteLineItem{{Name: "Hosting", Qty: 1}}})),
	})
	assert.Nil(t, last(), "nothing is sent")
}

// A missing id or amount is not sent as 0. A server may interpret the id 0 as all records, and the amount 0 as the whole amount.
func TestAWHASOLSCallWithoutAnIDOrAmountIsRefused(t *testing.T) {
	api, last := newWHASOLS(t, `{}`)
	ctx := t.Context()
	none := lenient.NewDecimal(decimal.Zero)
	assertRefused(t, map[string]error{
		"user_id of invoices": second(api.Invoices.Generate(ctx, whasols.GenerateInvoicesRequest{})),
		"amount":              second(api.Payments.Refund(ctx, whasols.AddRefundRequest{InvoiceID: 1, TransactionID: 1, Amount: none})),
		"invoice_id":          second(api.Payments.Capture(ctx, whasols.CapturePaymentRequest{})),
		"ticket_id":           second(api.Tickets.Delete(ctx, whasols.DeleteTicketRequest{TicketID: []int64{}})),
		"line_items":          second(api.Invoices.Create(ctx, whasols.CreateInvoiceRequest{UserID: 1, LineItems: []whasols.InvoiceLineItem{}})),
		"user_id of details":  second(api.Clients.Get(ctx, whasols.GetClientDetailsRequest{Email: new("")})),
		"page_num":            second(api.Clients.List(ctx, whasols.GetClientsRequest{})),
	})
	assert.Nil(t, last(), "nothing is sent")
}

func TestAProgramCanInterpretWHASOLSResponses(t *testing.T) {
	type clients struct {
		Result  string
		Clients []struct{ ID int64 }
	}
	opts := []core.Option{
		core.WithCheck(func(_ string, response core.Response) error {
			var parsed struct{ Result, Message string }
			if err := json.Unmarshal(response.Body, &parsed); err == nil && parsed.Result == "error" {
				return errors.New(parsed.Message)
			}
			return nil
		}),
		core.WithResult[clients]("getClients"),
	}
	api, _ := newWHASOLS(t, `{"result":"success","clients":[{"id":12}]}`, opts...)
	raw, err := api.Clients.List(t.Context(), whasols.GetClientsRequest{PageNum: 1})
	require.NoError(t, err)
	found, ok := core.ResultOf[clients](raw)
	require.True(t, ok)
	assert.Equal(t, int64(12), found.Clients[0].ID)
	assert.Equal(t, 200, raw.StatusCode)
	assert.Equal(t, "application/json", raw.Header.Get("Content-Type"))
	var again clients
	require.NoError(t, raw.Decode(&again))
	assert.Equal(t, found, again)

	api, _ = newWHASOLS(t, `{"result":"error","message":"no such client"}`, opts...)
	_, err = api.Clients.Get(t.Context(), whasols.GetClientDetailsRequest{UserID: new(int64(12))})
	assert.ErrorIs(t, err, core.ErrRejected)
	assert.ErrorContains(t, err, "no such client")
}

func TestAFailedWHASOLSPaymentReportsWhetherItWasExecuted(t *testing.T) {
	ctx := t.Context()
	client := func(server *httptest.Server) *whasols.Client {
		api, err := whasols.New(server.URL, core.WithHTTPClient(server.Client()), whasols.WithToken("the-token"))
		require.NoError(t, err)
		return api
	}
	assertExecution(t, map[string]func(server *httptest.Server) error{
		"a payment": func(server *httptest.Server) error {
			return second(client(server).Payments.Capture(ctx, whasols.CapturePaymentRequest{InvoiceID: 1}))
		},
		"a refund": func(server *httptest.Server) error {
			return second(client(server).Payments.Refund(ctx, whasols.AddRefundRequest{InvoiceID: 1, TransactionID: 1}))
		},
	}, map[string]outcome{
		"an error": {respond(`{"result":"error","message":"declined"}`), core.ErrRejected, core.MaybeExecuted},
	})
}

func TestAWHASOLSTokenIsNeverShown(t *testing.T) {
	var log bytes.Buffer
	api, _ := newWHASOLS(t, `{"echo":"the-token"}`, core.WithLogger(slog.New(slog.NewJSONHandler(&log, nil))),
		core.WithCheck(func(_ string, response core.Response) error { return errors.New(string(response.Body)) }))
	raw, err := api.System.ValidateToken(t.Context())
	require.Error(t, err)
	for _, text := range []string{log.String(), err.Error(), fmt.Sprintf("%+v %#v", api, api), fmt.Sprintf("%+v %#v", err, raw)} {
		assert.NotContains(t, text, "the-token")
	}
}
