package e2e

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
	"github.com/hostclients/hostclients/gen/hostbill"
)

// A session from the login to the logout, in which a record of a zone is made, changed and deleted, against a server that
// answers as the recorded installation did.
func TestAHostBillSessionFromLoginToLogout(t *testing.T) {
	fake, server := newHostBill(t)
	var log bytes.Buffer
	api := hostbillClient(t, server, hostbill.WithLogin(hostbillUser, "PASSWORD"),
		core.WithLogger(slog.New(slog.NewJSONHandler(&log, nil))))
	ctx := t.Context()

	zones, err := api.ListDNSZones(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, zones.Zones.Len())
	zone := zones.Zones.Items()[0]
	assert.Equal(t, "example.com", zone.Name)
	service, id := zone.ServiceID.Or(0), zone.DomainID.Or(0)
	assert.Equal(t, int64(292), service)
	assert.Equal(t, service, zones.ServiceIDs.Items()[0].Or(0))

	before, err := api.GetDNSZone(ctx, service, id)
	require.NoError(t, err)
	sameJSON(t, fake.zone(), before)
	soa := before.Records.Items()[0]
	assert.Equal(t, "SOA", soa.Type)
	assert.Len(t, soa.Content.Strings(), 7, "the content of this one is a list")
	assert.Equal(t, "192.0.2.10", before.Records.Items()[3].Content.String())
	_, gap := before.Records.Get("16")
	assert.False(t, gap, "the keys have gaps")
	hass, ok := before.Records.Get("17")
	require.True(t, ok)
	assert.Equal(t, "hass.example.com", hass.Name)
	assert.Equal(t, int64(3600), hass.TTL.Or(0))

	record := hostbill.DNSRecordRequest{Type: new("TXT"), Name: new("orig.test"), Content: new(lenient.NewString("challengetoken")), TTL: new(int64(3600))}
	created, err := api.CreateDNSRecord(ctx, service, id, record)
	require.NoError(t, err)
	assert.True(t, created.Success.Or(false))
	assert.Equal(t, "orig.test", created.Record.Name)
	assert.Equal(t, []string{"dnsnewrecordadded", "TXT"}, created.Info.Items()[0].Strings(), "a message may be a list")

	// The answer has no id: the zone tells it.
	after, err := api.GetDNSZone(ctx, service, id)
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
	updated, err := api.UpdateDNSRecord(ctx, service, id, recordID, record)
	require.NoError(t, err)
	assert.Equal(t, "updated.test", updated.Record.Name)
	assert.Equal(t, recordID, updated.Record.ID.Or(0))
	assert.Equal(t, "dnsrecordupdated", updated.Info.Items()[0].String())

	_, err = api.UpdateDNSRecord(ctx, service, id, 1, record)
	assert.ErrorIs(t, err, core.ErrRejected, "an error with the status 200 is an error")
	assert.ErrorContains(t, err, "dnsrecordnotfound")
	failure, ok := core.DetailOf[hostbill.Failure](err)
	require.True(t, ok)
	assert.False(t, failure.Success.Or(true))
	assert.Equal(t, "dnsrecordnotfound", failure.Error.Items()[0].String())

	deleted, err := api.DeleteDNSRecord(ctx, service, id, recordID)
	require.NoError(t, err)
	assert.True(t, deleted.Success.Or(false))
	again, err := api.GetDNSZone(ctx, service, id)
	require.NoError(t, err)
	assert.Equal(t, before, again)

	_, err = api.Logout(ctx)
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
	assert.Equal(t, len(requests), bytes.Count(log.Bytes(), []byte("\n")), "one line a call")
	for _, secret := range []string{"TOKEN", "REFRESH", "PASSWORD", "challengetoken"} {
		assert.NotContains(t, log.String(), secret, "the log tells a secret")
	}
}

func TestAHostBillTokenThatIsRefusedIsRenewedWithoutTheLogin(t *testing.T) {
	fake, server := newHostBill(t)
	api := hostbillClient(t, server, hostbill.WithLogin(hostbillUser, "PASSWORD"))
	_, err := api.ListDNSZones(t.Context())
	require.NoError(t, err)
	fake.requests()

	fake.login("another") // the server has forgotten the token
	_, err = api.ListDNSZones(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"GET /api/dns Bearer TOKEN", "POST /api/token ", "GET /api/dns Bearer RENEWED"}, fake.requests())

	fake.login("another")
	fake.refuseRefreshTokens()
	_, err = api.ListDNSZones(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"GET /api/dns Bearer RENEWED", "POST /api/token ", "POST /api/login ", "GET /api/dns Bearer TOKEN"}, fake.requests())
}

func TestAHostBillClientLogsInAnewAfterLogoutAndRevoke(t *testing.T) {
	for name, end := range map[string]func(*hostbill.API) error{
		"logout": func(api *hostbill.API) error { _, err := api.Logout(t.Context()); return err },
		"revoke": func(api *hostbill.API) error { _, err := api.RevokeToken(t.Context(), nil); return err },
	} {
		t.Run(name, func(t *testing.T) {
			fake, server := newHostBill(t)
			api := hostbillClient(t, server, hostbill.WithLogin(hostbillUser, "PASSWORD"))
			_, err := api.ListDNSZones(t.Context())
			require.NoError(t, err)
			require.NoError(t, end(api))
			_, err = api.ListDNSZones(t.Context())
			require.NoError(t, err)
			assert.Equal(t, []string{
				"POST /api/login ", "GET /api/dns Bearer TOKEN", "POST /api/" + name + " Bearer TOKEN",
				"POST /api/login ", "GET /api/dns Bearer TOKEN",
			}, fake.requests())
		})
	}
}

// What a forgotten id or amount would be is no id and no amount.
func TestAHostBillCallForNothingIsRefused(t *testing.T) {
	fake, server := newHostBill(t)
	api := hostbillClient(t, server, hostbill.WithBasicAuth(hostbillUser, "PASSWORD"))
	var none lenient.Decimal
	for name, err := range map[string]error{
		"id is less than 1":          second(api.ApplyInvoiceCredit(t.Context(), 0, nil)),
		"id is less than 1 ":         second(api.CancelService(t.Context(), -5, hostbill.CancelServiceRequest{})),
		"zone_id is less than 1":     second(api.DeleteDNSZone(t.Context(), 1, 0)),
		"amount is not more than 0":  second(api.ApplyInvoiceCredit(t.Context(), 5, &hostbill.ApplyInvoiceCreditRequest{Amount: &none})),
		"items has 0 items":          second(api.OrderItems(t.Context(), hostbill.ItemsOrderRequest{Items: []hostbill.OrderItem{}})),
		"items[0].type is":           second(api.OrderItems(t.Context(), hostbill.ItemsOrderRequest{Items: []hostbill.OrderItem{{}}})),
		"custom.1618 has no value":   second(api.OrderProduct(t.Context(), 333, hostbill.ProductOrderRequest{Custom: map[string]hostbill.FormValue{"1618": {}}})),
		"email is no e-mail address": second(api.UpdateUserDetails(t.Context(), hostbill.UserDetailsRequest{Email: new("nobody")})),
	} {
		assert.ErrorIs(t, err, core.ErrInvalid, name)
		assert.ErrorContains(t, err, strings.TrimSpace(name))
	}
	assert.Empty(t, fake.requests(), "nothing is sent")
}

func second[T any](_ T, err error) error { return err }

func TestAHostBillMachineThatDoesNotStopIsAnError(t *testing.T) {
	for _, body := range []string{`{"status":false}`, `{"status":"false"}`, `{"success":false}`, `{"error":["locked"]}`} {
		server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, body)
		}))
		api := hostbillClient(t, server, hostbill.WithBasicAuth(hostbillUser, "PASSWORD"))
		_, err := api.StopVM(t.Context(), 301, "214")
		assert.ErrorIs(t, err, core.ErrRejected, body)
		server.Close()
	}
}

func TestAHostBillPaymentThatIsNoSuccessIsAnError(t *testing.T) {
	for _, body := range []string{`{"success":false}`, `{"success":"0","info":[]}`} {
		server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, body)
		}))
		api := hostbillClient(t, server, hostbill.WithBasicAuth(hostbillUser, "PASSWORD"))
		_, err := api.ApplyInvoiceCredit(t.Context(), 308976, nil)
		assert.ErrorIs(t, err, core.ErrRejected, body)
		server.Close()
	}
}

// A back end in PHP has null for what is not there. Nothing then went wrong, and what was made was made.
func TestANullInAHostBillAnswerIsNoFailure(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"success":true,"invoices":null,"services":null,"ticket":null}`)
	}))
	t.Cleanup(server.Close)
	api := hostbillClient(t, server, hostbill.WithBasicAuth(hostbillUser, "PASSWORD"))
	invoices, err := api.ListInvoices(t.Context())
	require.NoError(t, err)
	assert.Zero(t, invoices.Len())
	sameJSON(t, "null", invoices)
	services, err := api.ListServices(t.Context())
	require.NoError(t, err)
	assert.Zero(t, services.Len())
	ticket, err := api.CreateTicket(t.Context(), hostbill.CreateTicketRequest{})
	require.NoError(t, err)
	assert.True(t, ticket.IsNull())
}

func TestManyHostBillCallsShareOneLogin(t *testing.T) {
	fake, server := newHostBill(t)
	api := hostbillClient(t, server, hostbill.WithLogin(hostbillUser, "PASSWORD"))
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			_, err := api.ListDNSZones(t.Context())
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

func TestAWrongHostBillLoginIsUnauthorizedWhateverTheStatus(t *testing.T) {
	_, server := newHostBill(t)
	for user, status := range map[string]int{"status": 401, "other": 200} {
		api := hostbillClient(t, server, hostbill.WithLogin(user, "wrong"))
		_, err := api.ListDNSZones(t.Context())
		assert.ErrorIs(t, err, core.ErrUnauthorized)
		assert.Equal(t, status == 200, errors.Is(err, core.ErrRejected))
		var e *core.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, status, e.StatusCode)
		assert.Equal(t, "login", e.Operation)
	}
}

func TestAHostBillLoginThatNeedsASecondFactorIsAnErrorWithTheChallenge(t *testing.T) {
	fake, server := newHostBill(t)
	direct := hostbillClient(t, server)
	byItself := hostbillClient(t, server, hostbill.WithLogin("two-factors", "PASSWORD"))
	for name, call := range map[string]func() error{
		"by a call": func() error {
			_, err := direct.Login(t.Context(), hostbill.LoginRequest{Username: "two-factors", Password: core.NewSecret("PASSWORD")})
			return err
		},
		"by the client": func() error {
			_, err := byItself.ListDNSZones(t.Context())
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := call()
			assert.ErrorIs(t, err, core.ErrUnauthorized)
			assert.ErrorContains(t, err, "the login needs a second factor")
			assert.NotContains(t, err.Error(), "hunter2")
			challenge, ok := core.DetailOf[hostbill.TwoFactorChallenge](err)
			require.True(t, ok)
			assert.JSONEq(t, `"totp"`, string(challenge.MFA["type"]))
			assert.Equal(t, []string{"POST /api/login "}, fake.requests(), "nothing is sent without a token")
		})
	}
}

func TestHostBillTakesBasicAuthenticationWithEveryRequest(t *testing.T) {
	fake, server := newHostBill(t)
	api := hostbillClient(t, server, hostbill.WithBasicAuth(hostbillUser, "PASSWORD"))
	_, err := api.ListDNSZones(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"GET /api/dns Basic VVNFUk5BTUU6UEFTU1dPUkQ="}, fake.requests())
}
