package mock

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAProxyReportsWhereARealServerDiffersFromTheDocument(t *testing.T) {
	var seen []string
	vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Authorization")+r.Header.Get(SessionHeader))
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusAccepted)
		}
		_, _ = io.WriteString(w, `{"invoice": {"id": true, "status": "Paid", "color": "red"}}`)
	}))
	t.Cleanup(vendor.Close)
	srv, err := New([]API{HostBill}, WithProxy(vendor.URL+"/base/"))
	require.NoError(t, err)
	c := &caller{t: t, base: serve(t, srv), header: http.Header{"Authorization": {"Bearer REAL"}}, client: http.DefaultClient}
	r := c.with(SessionHeader, "s").do("GET", "/invoice/7?x=1", "")
	assert.Equal(t, "Paid", r.at("invoice.status"), "the response is passed on unchanged")
	assert.Equal(t, []string{"GET /base/invoice/7?x=1 Bearer REAL"}, seen)
	var found []string
	for _, f := range srv.Requests()[0].Findings {
		found = append(found, f.Location)
	}
	assert.Contains(t, found, "response.invoice.id")
	assert.Contains(t, found, "response.invoice.color")
	assert.NotContains(t, found, "response.invoice.status")
	assert.Equal(t, []string{"query.x"}, srv.Requests()[0].Unread)
	assert.Empty(t, srv.Ledger(), "the mock server executed nothing")

	c.do("POST", "/invoice/7/credit", `{}`)
	assert.Contains(t, srv.Requests()[1].Findings[0].Message, "the status 202 is declared only by default")

	vendor.Close()
	assert.Equal(t, http.StatusBadGateway, c.do("GET", "/invoice/7", "").status)
	_, err = New(nil, WithProxy("https://portal.example.com"))
	require.ErrorContains(t, err, "want exactly one API")
	_, err = New([]API{HostBill}, WithProxy("portal.example.com"))
	require.ErrorContains(t, err, "want a URL such as")
}
