package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
	"github.com/hostclients/hostclients/gen/hostbill"
)

// oddHostBill returns a client for a server that always responds with body.
func oddHostBill(t *testing.T, body string) *hostbill.Client {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return hostbillClient(t, server, hostbill.WithBasicAuth(hostbillUser, "PASSWORD"))
}

func TestAQuoteWithoutATotalHasNoPrice(t *testing.T) {
	for body, null := range map[string]bool{
		`{"summary":{"subtotal":"999.00","total":null},"items":[]}`:       true,
		`{"summary":{"subtotal":"999.00"},"items":[]}`:                    false,
		`{"summary":{"subtotal":"999.00","total":""},"items":[]}`:         false,
		`{"summary":{"subtotal":"999.00","total":false},"items":[]}`:      false,
		`{"summary":{"subtotal":"999.00","total":"1,000.00"},"items":[]}`: false,
	} {
		quote, err := oddHostBill(t, body).Orders.GetQuote(t.Context(), hostbill.QuoteRequest{Items: []hostbill.OrderItem{{Type: "product", ProductID: new(int64(333))}}})
		require.NoError(t, err, body)
		_, ok := quote.Summary.Total.Value()
		assert.False(t, ok, body)
		assert.Equal(t, null, quote.Summary.Total.IsNull(), body)
		assert.NotEqual(t, "0", quote.Summary.Total.String())
		sameJSON(t, body, quote)
	}
}

func TestOddShapesOfMachinesArePreserved(t *testing.T) {
	for body, machines := range map[string]int{
		`{"vms":{"214":{"id":"214","memory":"512 MB","disk":"40 GB","cpus":"2.00"}}}`: 1,
		`{"vms":[{"id":"","memory":"","uptime":12.5,"power":""}]}`:                    1,
		`{"vms":false}`: 0,
		`{"vms":""}`:    0,
		`{"vms":null}`:  0,
	} {
		list, err := oddHostBill(t, body).VMs.List(t.Context(), 301)
		require.NoError(t, err, body)
		assert.Equal(t, machines, list.Len(), body)
		sameJSON(t, body, map[string]any{"vms": list})
	}
}

func TestAStringInPlaceOfAListIsPreserved(t *testing.T) {
	outcome, err := oddHostBill(t, `{"info":"cancell_sent"}`).Services.Cancel(t.Context(), 301, hostbill.CancelServiceRequest{Reason: new("moved")})
	require.NoError(t, err)
	assert.Equal(t, "cancell_sent", outcome.Info.Text())
	sameJSON(t, `{"info":"cancell_sent"}`, outcome)
}

func TestAnInvalidShapeIsAnErrorWithTheBody(t *testing.T) {
	for _, body := range []string{`{"vms":12}`, `{"vms":[{"memory":"plenty"}]}`, `{"vms":[{"memory":{"mb":512}}]}`, "{\"vms\":[{\"label\":\"\xff\"}]}"} {
		_, err := oddHostBill(t, body).VMs.List(t.Context(), 301)
		assert.ErrorIs(t, err, core.ErrDecode, body)
		e := failure(t, err)
		assert.Equal(t, body, string(e.Body))
		assert.Equal(t, core.Executed, e.Execution, "the server reported success")
	}
}

// Each response comes from an installation, or is a variant that PHP would send. Its values are preserved as received.
func TestOddShapesOfDetailsArePreserved(t *testing.T) {
	for _, body := range []string{
		`{"client":{"id":"","lastlogin":"","postcode":95401,"phonenumber":"","newsletter":[""]}}`,
		`{"client":{"id":26,"postcode":false,"newsletter":""}}`,
	} {
		client, err := oddHostBill(t, body).Account.Get(t.Context())
		require.NoError(t, err, body)
		sameJSON(t, body, map[string]any{"client": client})
	}
}

func TestABalanceWithoutACurrencyIsPreserved(t *testing.T) {
	balance, err := oddHostBill(t, `{"success":true,"details":{"currency":"","acc_balance":"1,000.00","acc_credit":false}}`).Account.GetBalance(t.Context())
	require.NoError(t, err)
	assert.Empty(t, balance.Currency)
	sameJSON(t, `{"acc_balance":"1,000.00","acc_credit":false}`, balance)
}

func TestAProductTypeThatIsAStringIsPreserved(t *testing.T) {
	products, err := oddHostBill(t, `{"products":[{"id":"3","type":"Hosting"},{"id":4,"type":1}]}`).Products.List(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, []string{"Hosting"}, products.Items()[0].Type.Strings())
	assert.Equal(t, []string{"1"}, products.Items()[1].Type.Strings())
}

// The string "false" would end the service at once, because PHP treats it as true.
func TestACancellationSendsImmediateAsABoolean(t *testing.T) {
	var sent string
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = string(body)
		_, _ = io.WriteString(w, `{"info":[]}`)
	}))
	t.Cleanup(server.Close)
	_, err := hostbillClient(t, server, hostbill.WithBasicAuth(hostbillUser, "PASSWORD")).Services.Cancel(t.Context(), 301,
		hostbill.CancelServiceRequest{Immediate: lenient.NewBool(false)})
	require.NoError(t, err)
	assert.JSONEq(t, `{"immediate":false}`, sent)
}

func TestAnErrorStatusHasTheSameDetailAsAnErrorInsideASuccess(t *testing.T) {
	for status, kind := range map[int]error{http.StatusUnauthorized: core.ErrUnauthorized, http.StatusTooManyRequests: core.ErrRateLimited} {
		server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"error":["wronglogin"]}`)
		}))
		t.Cleanup(server.Close)
		_, err := hostbillClient(t, server, hostbill.WithBasicAuth(hostbillUser, "PASSWORD"), core.WithRetry(core.Retry{Attempts: 1})).Account.GetBalance(t.Context())
		assert.ErrorIs(t, err, kind)
		e := failure(t, err)
		assert.Equal(t, []string{"wronglogin", "wronglogin"}, []string{e.Message, e.Code})
	}
}
