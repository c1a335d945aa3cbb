package mock

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestARequestGetsTheMostSimilarFixture(t *testing.T) {
	_, c := newHostBill(t)
	logs := c.ok("GET", "/logs", "")
	assert.Equal(t, "synthetic", logs.header.Get(SourceHeader))
	assert.Equal(t, "synthetic/0", logs.header.Get("X-Mock-Example"))
	fees := c.ok("GET", "/payment/fees", "")
	assert.Equal(t, "documented", fees.header.Get(SourceHeader))
}

func TestPreferChoosesTheResponse(t *testing.T) {
	_, c := newHostBill(t)
	prefer := func(wish string) reply { return c.with("Prefer", wish).do("GET", "/dns", "") }
	assert.Equal(t, "recorded", prefer("example=recorded/1").header.Get(SourceHeader))
	assert.Equal(t, "state", c.do("GET", "/dns", "").header.Get(SourceHeader), "without Prefer, the response is from the state")

	failed := prefer("code=500")
	assert.Equal(t, http.StatusInternalServerError, failed.status)
	assert.Contains(t, failed.text, "error")

	first, second := prefer("dynamic=true"), prefer("dynamic=true")
	assert.Equal(t, "generated", first.header.Get(SourceHeader))
	assert.Equal(t, first.text, second.text, "the same seed gives the same response")
	_, other := newHostBill(t, WithSeed("another"))
	assert.NotEqual(t, first.text, other.with("Prefer", "dynamic=true").do("GET", "/dns", "").text)

	for wish, want := range map[string]string{
		"example=recorded/99": "want one of documented/0, recorded/0",
		"code=banana":         "Prefer: code: want a status",
		"color=red":           "Prefer: unknown preference",
	} {
		r := prefer(wish)
		assert.Equal(t, http.StatusBadRequest, r.status, wish)
		assert.Contains(t, r.text, want)
	}
	missing := newCaller(t, NewServer(t, WHASOLS)).with("Prefer", "code=404").do("POST", "/rapi/GetStats", "token=TOKEN")
	assert.Equal(t, http.StatusBadRequest, missing.status)
	assert.Contains(t, missing.text, "has no response with the status 404: want one of 200")
}

func TestUndocumentedPathsAndMethodsAreRefused(t *testing.T) {
	_, c := newHostBill(t)
	assert.Equal(t, http.StatusNotFound, c.do("GET", "/nothing", "").status)
	assert.Equal(t, http.StatusNotFound, c.do("GET", "/invoice//credit", "").status)
	assert.Equal(t, http.StatusMethodNotAllowed, c.do("PATCH", "/invoice/301", "").status)
	r, err := c.client.Get(c.base[:len(c.base)-len("/api")] + "/elsewhere/invoice")
	require.NoError(t, err)
	_ = r.Body.Close()
	assert.Equal(t, http.StatusNotFound, r.StatusCode)
}

func TestBodiesAreBoundedAndTheLogNamesUndocumentedParts(t *testing.T) {
	srv, c := newHostBill(t, WithMaxBody(64))
	tooLarge := c.do("POST", "/tickets", `{"subject": "`+string(make([]byte, 100))+`"}`)
	assert.Equal(t, http.StatusRequestEntityTooLarge, tooLarge.status)
	assert.Contains(t, tooLarge.text, "want at most 64 bytes")
	c.ok("POST", "/tickets?color=red", `{"subject": "s", "body": "b", "urgent": true}`)
	all := srv.Requests()
	last := all[len(all)-1]
	assert.Equal(t, []string{"query.color", "body.urgent"}, last.Unread)
	assert.Equal(t, "createTicket", last.Operation)
	assert.Equal(t, "state", last.Source)
}

func TestTheErrorsOfARequestHaveTheirLocation(t *testing.T) {
	_, c := newHostBill(t)
	r := c.do("GET", "/invoice/abc", "")
	assert.Contains(t, r.text, "path.id: value must be an integer")
	r = c.with("Content-Type", "text/plain").do("POST", "/tickets", "hello")
	assert.Contains(t, r.text, "header.content-type: want application/json")
	r = c.do("POST", "/tickets", `{"subject": `)
	assert.Contains(t, r.text, "body: must be JSON")
}
