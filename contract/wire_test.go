package contract

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatAMethodSendsReachesTheServerAndItsResponseComesBack(t *testing.T) {
	op, err := samples.operation("listBoxes")
	require.NoError(t, err)
	exchanges, err := op.exchanges()
	require.NoError(t, err)
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+r.RequestURI+" "+r.Header.Get("Prefer")+" "+r.Header.Get("X-Mock-Session")+" "+string(body))
		w.WriteHeader(http.StatusTeapot)
	}))
	defer server.Close()
	x := exchanges[0]
	x.server = server.URL + "/base"
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, x.BaseURL()+"/boxes/a%2Fb?c=d", strings.NewReader("body"))
	require.NoError(t, err)
	response, err := x.Client().Do(r)
	require.NoError(t, err)
	_ = response.Body.Close()
	assert.Equal(t, http.StatusTeapot, response.StatusCode)
	assert.Equal(t, []string{"POST /base/boxes/a%2Fb?c=d example=" + x.fixture + " listBoxes " + x.fixture + " body"}, got)
	assert.Equal(t, x.BaseURL()+"/boxes/a%2Fb?c=d", x.sent[0].url.String(), "the gates judge what was meant for the recorded server")
}
