package source

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestARedirectAwayFromHTTPSIsRefused(t *testing.T) {
	request := func(url string) *http.Request { return httptest.NewRequest(http.MethodGet, url, nil) }
	safe, unsafe := request("https://docs.example.com/a"), request("http://docs.example.com/a")
	require.NoError(t, sameOrSafer(safe, []*http.Request{unsafe}))
	require.NoError(t, sameOrSafer(safe, []*http.Request{safe}))
	err := sameOrSafer(unsafe, []*http.Request{safe})
	assert.EqualError(t, err, "want a redirect to https, got one to http://docs.example.com/a")
}
