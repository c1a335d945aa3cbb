package har_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/har"
)

func TestUnrelatedExchangesAreSkippedAndCounted(t *testing.T) {
	made, err := har.Read(sampleDoc(t), strings.NewReplacer(), "testdata/page.har")
	require.NoError(t, err)
	assert.Equal(t, map[string]int{
		"not an operation of the document":                       2,
		"a preflight request":                                    1,
		"a response that is not JSON, such as an HTML page":      2,
		"a 1xx or 3xx status that the document does not declare": 2,
		"no response":              1,
		"not an http or https URL": 2,
	}, made.Skipped)
	assert.Contains(t, made.SkippedLines(), "skipped 1 exchange: a preflight request")
	assert.Contains(t, made.SkippedLines(), "skipped 2 exchanges: not an operation of the document")
	require.Len(t, made.Cassettes, 1)
	assert.Len(t, made.Cassettes["getCrate"].Interactions, 1)
}

func TestAnArchiveWithNoMatchingExchangeIsAnErrorThatSaysWhy(t *testing.T) {
	file := write(t, exchange{method: "GET", url: "https://shop.example.com/style.css"}, exchange{method: "OPTIONS", url: "https://shop.example.com/v1/crates/7"})
	_, err := har.Read(sampleDoc(t), strings.NewReplacer(), file)
	assert.EqualError(t, err, file+": no exchange belongs to an operation of the document: "+
		"skipped 1 exchange: a preflight request; skipped 1 exchange: not an operation of the document")
}

func TestAMissingResponseBodyIsAnError(t *testing.T) {
	file := archived(t, `{"log":{"entries":[{
		"request":{"method":"GET","url":"https://shop.example.com/v1/crates/7"},
		"response":{"status":200,"content":{"size":12,"mimeType":"application/json"}}}]}}`)
	_, err := har.Read(sampleDoc(t), strings.NewReplacer(), file)
	assert.ErrorContains(t, err, "entry 0: the archive lacks the response body")
}

// Without these headers, the recorded request would not be valid against the document, so the contract tests would fail.
func TestDeclaredHeadersStayAndCredentialsBecomePlaceholders(t *testing.T) {
	doc := document(t, `openapi: 3.0.3
info: {title: Keys, version: "1"}
security: [{key: [], session: []}]
paths:
  /boxes:
    parameters:
      - {name: X-Tenant, in: header, schema: {type: string}}
      - {name: X-Pin, in: header, schema: {type: string, format: password}}
    get: {operationId: listBoxes, responses: {"200": {description: Done.}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    session: {type: apiKey, in: cookie, name: session}
`)
	_, tapes := imported(t, doc, archived(t, `{"log":{"entries":[{
		"request":{"method":"GET","url":"https://shop.example.com/boxes","headers":[
			{"name":"x-key","value":"hunter2key"},{"name":"x-tenant","value":"north hunter2key"},{"name":"x-pin","value":"hunter2"},
			{"name":"cookie","value":"session=hunter2session; theme=dark"},{"name":"x-other","value":"hunter2"}]},
		"response":{"status":200,"headers":[{"name":"x-tenant","value":"hunter2"}],"content":{}}}]}}`))
	x := tapes["listBoxes"].Interactions[0]
	assert.Equal(t, http.Header{
		"X-Key": {"X-KEY"}, "X-Tenant": {"north X-KEY"}, "X-Pin": {"X-PIN"}, "Cookie": {"session=SESSION; theme=THEME"},
	}, x.Request.Headers)
	assert.Empty(t, x.Response.Headers)
}
