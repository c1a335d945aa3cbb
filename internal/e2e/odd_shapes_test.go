package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/hostbill"
)

// oddHostBill returns a client of a server that always responds with body.
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

func TestMachinesInOddShapesAreKept(t *testing.T) {
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

func TestATextInPlaceOfAListIsKept(t *testing.T) {
	outcome, err := oddHostBill(t, `{"info":"cancell_sent"}`).Services.Cancel(t.Context(), 301, hostbill.CancelServiceRequest{Reason: new("moved")})
	require.NoError(t, err)
	assert.Equal(t, "cancell_sent", outcome.Info.Text())
	sameJSON(t, `{"info":"cancell_sent"}`, outcome)
}

func TestAShapeThatCannotBeMeantIsAnErrorWithItsEvidence(t *testing.T) {
	for _, body := range []string{`{"vms":12}`, `{"vms":[{"memory":"plenty"}]}`, `{"vms":[{"memory":{"mb":512}}]}`, "{\"vms\":[{\"label\":\"\xff\"}]}"} {
		_, err := oddHostBill(t, body).VMs.List(t.Context(), 301)
		assert.ErrorIs(t, err, core.ErrDecode, body)
		e := failure(t, err)
		assert.Equal(t, body, string(e.Body))
		assert.Equal(t, core.Executed, e.Execution, "the server reported success")
	}
}
