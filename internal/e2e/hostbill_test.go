package e2e

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
	"github.com/hostclients/hostclients/gen/hostbill"
)

// TestAHostBillSessionFromLoginToLogout creates, changes and deletes a DNS record, against a server with the recorded responses.
func TestAHostBillSessionFromLoginToLogout(t *testing.T) {
	fake, server := newHostBill(t)
	var log bytes.Buffer
	api := hostbillClient(t, server, hostbill.WithLogin(hostbillUser, "PASSWORD"),
		core.WithLogger(slog.New(slog.NewJSONHandler(&log, nil))))
	ctx := t.Context()

	zones, err := api.DNS.ListZones(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, zones.Zones.Len())
	zone := zones.Zones.Items()[0]
	assert.Equal(t, "example.com", zone.Name)
	service, id := zone.ServiceID.Or(0), zone.DomainID.Or(0)
	assert.Equal(t, int64(292), service)
	assert.Equal(t, service, zones.ServiceIDs.Items()[0].Or(0))

	before, err := api.DNS.GetZone(ctx, service, id)
	require.NoError(t, err)
	sameJSON(t, fake.zone(), before)
	soa := before.Records.Items()[0]
	assert.Equal(t, "SOA", soa.Type)
	assert.Len(t, soa.Content.Strings(), 7, "the content of an SOA record is a list")
	assert.Equal(t, "192.0.2.10", before.Records.Items()[3].Content.String())
	_, gap := before.Records.Get("16")
	assert.False(t, gap, "the keys have gaps")
	hass, ok := before.Records.Get("17")
	require.True(t, ok)
	assert.Equal(t, "hass.example.com", hass.Name)
	assert.Equal(t, int64(3600), hass.TTL.Or(0))

	record := hostbill.DNSRecordRequest{Type: new("TXT"), Name: new("orig.test"), Content: lenient.NewString("challengetoken"), TTL: new(int64(3600))}
	created, err := api.DNS.CreateRecord(ctx, service, id, record)
	require.NoError(t, err)
	assert.True(t, created.Success.Or(false))
	assert.Equal(t, "orig.test", created.Record.Name)
	assert.Equal(t, []string{"dnsnewrecordadded", "TXT"}, created.Info.Items()[0].Strings(), "a message may be a list")

	// The response has no id, so the test finds the id in the zone.
	after, err := api.DNS.GetZone(ctx, service, id)
	require.NoError(t, err)
	assert.Equal(t, before.Records.Len()+1, after.Records.Len())
	var recordID int64
	for _, r := range after.Records.All() {
		if r.Name == "orig.test.example.com" {
			recordID = r.ID.Or(0)
		}
	}
	require.Equal(t, int64(406467), recordID)

	record.Name = new("updated.test")
	updated, err := api.DNS.UpdateRecord(ctx, service, id, recordID, record)
	require.NoError(t, err)
	assert.Equal(t, "updated.test", updated.Record.Name)
	assert.Equal(t, recordID, updated.Record.ID.Or(0))
	assert.Equal(t, "dnsrecordupdated", updated.Info.Items()[0].String())

	_, err = api.DNS.UpdateRecord(ctx, service, id, 1, record)
	assert.ErrorIs(t, err, core.ErrRejected, "an error inside a 200 is an error")
	assert.ErrorContains(t, err, "dnsrecordnotfound")
	failure, ok := core.DetailOf[hostbill.Failure](err)
	require.True(t, ok)
	assert.False(t, failure.Success.Or(true))
	assert.Equal(t, "dnsrecordnotfound", failure.Error.Items()[0].String())

	deleted, err := api.DNS.DeleteRecord(ctx, service, id, recordID)
	require.NoError(t, err)
	assert.True(t, deleted.Success.Or(false))
	again, err := api.DNS.GetZone(ctx, service, id)
	require.NoError(t, err)
	assert.Equal(t, before, again)

	_, err = api.Auth.Logout(ctx)
	require.NoError(t, err)

	requests := fake.requests()
	assert.Equal(t, []string{
		"POST /api/login ",
		"GET /api/dns Bearer TOKEN",
		"GET " + hostbillZone + " Bearer TOKEN",
		"POST " + hostbillZone + "/records Bearer TOKEN",
		"GET " + hostbillZone + " Bearer TOKEN",
		"PUT " + hostbillZone + "/records/406467 Bearer TOKEN",
		"PUT " + hostbillZone + "/records/1 Bearer TOKEN",
		"DELETE " + hostbillZone + "/records/406467 Bearer TOKEN",
		"GET " + hostbillZone + " Bearer TOKEN",
		"POST /api/logout Bearer TOKEN",
	}, requests)
	assert.Equal(t, len(requests), bytes.Count(log.Bytes(), []byte("\n")), "one line per call")
	for _, secret := range []string{"TOKEN", "REFRESH", "PASSWORD", "challengetoken"} {
		assert.NotContains(t, log.String(), secret, "the log must have no secrets")
	}
}

func TestARefusedHostBillTokenIsRenewedWithoutALogin(t *testing.T) {
	fake, server := newHostBill(t)
	api := hostbillClient(t, server, hostbill.WithLogin(hostbillUser, "PASSWORD"))
	_, err := api.DNS.ListZones(t.Context())
	require.NoError(t, err)
	fake.requests()

	fake.login("another") // the server no longer accepts the token
	_, err = api.DNS.ListZones(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"GET /api/dns Bearer TOKEN", "POST /api/token ", "GET /api/dns Bearer RENEWED"}, fake.requests())

	fake.login("another")
	fake.refuseRefreshTokens()
	_, err = api.DNS.ListZones(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"GET /api/dns Bearer RENEWED", "POST /api/token ", "POST /api/login ", "GET /api/dns Bearer TOKEN"}, fake.requests())
}

func TestAHostBillClientLogsInAgainAfterLogoutAndRevoke(t *testing.T) {
	for name, end := range map[string]func(*hostbill.Client) error{
		"logout": func(api *hostbill.Client) error { _, err := api.Auth.Logout(t.Context()); return err },
		"revoke": func(api *hostbill.Client) error { _, err := api.Auth.RevokeToken(t.Context(), nil); return err },
	} {
		t.Run(name, func(t *testing.T) {
			fake, server := newHostBill(t)
			api := hostbillClient(t, server, hostbill.WithLogin(hostbillUser, "PASSWORD"))
			_, err := api.DNS.ListZones(t.Context())
			require.NoError(t, err)
			require.NoError(t, end(api))
			_, err = api.DNS.ListZones(t.Context())
			require.NoError(t, err)
			assert.Equal(t, []string{
				"POST /api/login ", "GET /api/dns Bearer TOKEN", "POST /api/" + name + " Bearer TOKEN",
				"POST /api/login ", "GET /api/dns Bearer TOKEN",
			}, fake.requests())
		})
	}
}

// A missing id or amount is not sent as 0.
func TestAHostBillCallWithoutAnIDOrAmountIsRefused(t *testing.T) {
	fake, server := newHostBill(t)
	api := hostbillClient(t, server, hostbill.WithBasicAuth(hostbillUser, "PASSWORD"))
	ctx := t.Context()
	none := lenient.NewDecimal(decimal.Zero)
	assertRefused(t, map[string]error{
		"id 0":            second(api.Invoices.ApplyCredit(ctx, 0, nil)),
		"id -5":           second(api.Services.Cancel(ctx, -5, hostbill.CancelServiceRequest{})),
		"zone_id":         second(api.DNS.DeleteZone(ctx, 1, 0)),
		"amount":          second(api.Invoices.ApplyCredit(ctx, 5, &hostbill.ApplyInvoiceCreditRequest{Amount: none})),
		"items[0].type":   second(api.Orders.Create(ctx, hostbill.ItemsOrderRequest{Items: []hostbill.OrderItem{{}}})),
		"custom.1618":     second(api.Products.Order(ctx, 333, hostbill.ProductOrderRequest{Custom: map[string]hostbill.FormValue{"1618": {}}})),
		"email without @": second(api.Account.Update(ctx, hostbill.UserDetailsRequest{Email: new("nobody")})),
	})
	assert.Empty(t, fake.requests(), "nothing is sent")
	_, err := api.Orders.Create(ctx, hostbill.ItemsOrderRequest{})
	assert.Equal(t, 404, failure(t, err).StatusCode, "that an order needs items is only inferred, so the client sends an order without items")
}

func TestAHostBillMachineThatDoesNotStopIsAnError(t *testing.T) {
	for _, body := range []string{`{"status":false}`, `{"status":"false"}`, `{"success":false}`, `{"error":["locked"]}`} {
		server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, body)
		}))
		api := hostbillClient(t, server, hostbill.WithBasicAuth(hostbillUser, "PASSWORD"))
		_, err := api.VMs.Stop(t.Context(), 301, "214")
		assert.ErrorIs(t, err, core.ErrRejected, body)
		assert.Equal(t, core.NotExecuted, failure(t, err).Execution, body)
		server.Close()
	}
}

// The caller must know whether to pay again.
func TestAFailedHostBillPaymentReportsWhetherItWasExecuted(t *testing.T) {
	ctx := t.Context()
	items := []hostbill.OrderItem{{Type: "product", ProductID: new(int64(333))}}
	assertExecution(t, map[string]func(server *httptest.Server) error{
		"a payment": func(server *httptest.Server) error {
			return second(hostbillClient(t, server, hostbill.WithToken("TOKEN")).Invoices.ApplyCredit(ctx, 308976, nil))
		},
		"an order for items": func(server *httptest.Server) error {
			return second(hostbillClient(t, server, hostbill.WithToken("TOKEN")).Orders.Create(ctx, hostbill.ItemsOrderRequest{Items: items}))
		},
		"an order for a product": func(server *httptest.Server) error {
			return second(hostbillClient(t, server, hostbill.WithToken("TOKEN")).Products.Order(ctx, 333, hostbill.ProductOrderRequest{}))
		},
	}, map[string]outcome{
		"success false":       {respond(`{"success":false}`), core.ErrRejected, core.NotExecuted},
		"success as a string": {respond(`{"success":"0","info":[]}`), core.ErrRejected, core.NotExecuted},
		"an error":            {respond(`{"error":["nofunds"]}`), core.ErrRejected, core.NotExecuted},
	})
}

// PHP servers send null for missing values. A null does not mean that the call failed.
func TestANullInAHostBillResponseIsNotAFailure(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"success":true,"invoices":null,"services":null,"ticket":null}`)
	}))
	t.Cleanup(server.Close)
	api := hostbillClient(t, server, hostbill.WithBasicAuth(hostbillUser, "PASSWORD"))
	invoices, err := api.Invoices.List(t.Context())
	require.NoError(t, err)
	assert.Zero(t, invoices.Len())
	sameJSON(t, "null", invoices)
	services, err := api.Services.List(t.Context())
	require.NoError(t, err)
	assert.Zero(t, services.Len())
	ticket, err := api.Tickets.Create(t.Context(), hostbill.CreateTicketRequest{})
	require.NoError(t, err)
	assert.True(t, ticket.IsNull())
}

func TestManyHostBillCallsShareOneLogin(t *testing.T) {
	fake, server := newHostBill(t)
	api := hostbillClient(t, server, hostbill.WithLogin(hostbillUser, "PASSWORD"))
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			_, err := api.DNS.ListZones(t.Context())
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	logins := 0
	for _, request := range fake.requests() {
		if request == "POST /api/login " {
			logins++
		}
	}
	assert.Equal(t, 1, logins)
}

func TestAWrongHostBillLoginIsUnauthorizedWithAnyStatus(t *testing.T) {
	_, server := newHostBill(t)
	for user, status := range map[string]int{"status": 401, "other": 200} {
		api := hostbillClient(t, server, hostbill.WithLogin(user, "wrong"))
		_, err := api.DNS.ListZones(t.Context())
		assert.ErrorIs(t, err, core.ErrUnauthorized)
		assert.Equal(t, status == 200, errors.Is(err, core.ErrRejected))
		e := failure(t, err)
		assert.Equal(t, status, e.StatusCode)
		assert.Equal(t, "login", e.Operation)
	}
}

func TestAHostBillLoginWithoutItsSecondFactorReturnsTheChallenge(t *testing.T) {
	fake, server := newHostBill(t)
	direct := hostbillClient(t, server)
	byItself := hostbillClient(t, server, hostbill.WithLogin("two-factors", "PASSWORD"))
	for name, call := range map[string]func() error{
		"by a call": func() error {
			_, err := direct.Auth.Login(t.Context(), hostbill.LoginRequest{Username: "two-factors", Password: core.NewSecret("PASSWORD")})
			return err
		},
		"by the client": func() error {
			_, err := byItself.DNS.ListZones(t.Context())
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := call()
			assert.ErrorIs(t, err, core.ErrUnauthorized)
			assert.NotEmpty(t, failure(t, err).Message, "the error describes what is missing")
			assert.NotContains(t, err.Error(), "hunter2")
			challenge, ok := core.DetailOf[hostbill.TwoFactorChallenge](err)
			require.True(t, ok)
			assert.Equal(t, []string{"google_authenticator"}, challenge.MFA.Methods.Strings())
			assert.Equal(t, []string{"POST /api/login "}, fake.requests(), "only the login is sent")
		})
	}
}

func TestHostBillBasicAuthenticationIsSentWithEveryRequest(t *testing.T) {
	fake, server := newHostBill(t)
	api := hostbillClient(t, server, hostbill.WithBasicAuth(hostbillUser, "PASSWORD"))
	_, err := api.DNS.ListZones(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"GET /api/dns Basic VVNFUk5BTUU6UEFTU1dPUkQ="}, fake.requests())
}
