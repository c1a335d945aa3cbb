package runtime

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func TestProblemDetailsAreRead(t *testing.T) {
	const credit = `{"type":"https://example.com/no-credit","title":"No credit.","status":403,"detail":"The balance is 30."}`
	for name, tt := range map[string]struct {
		media, body   string
		message, code string
		items         []core.ErrorItem
		read          ErrorBody
	}{
		"title, detail and type": {
			media: "application/problem+json", body: credit, message: "No credit: The balance is 30.", code: "https://example.com/no-credit",
		},
		"with the media type of JSON":     {media: "application/json", body: credit, message: "No credit: The balance is 30.", code: "https://example.com/no-credit"},
		"a title alone":                   {media: "application/problem+json; charset=utf-8", body: `{"type":"about:blank","title":"Forbidden"}`, message: "Forbidden"},
		"a title that the detail repeats": {media: "application/problem+json", body: `{"title":"Forbidden","detail":"Forbidden for you"}`, message: "Forbidden for you"},
		"fields named in an overlay":      {media: "application/problem+json", body: `{"title":"Forbidden","why":"no","n":7}`, message: "no", code: "7", read: ErrorBody{Message: "why", Code: "n"}},
		"other JSON":                      {media: "application/json", body: `{"title":"A book","detail":"about Go"}`},
		"not an object":                   {media: "application/problem+json", body: `["title"]`},
		"errors of the input": {
			media: "application/problem+json", body: `{"title":"Invalid","errors":[{"detail":"must be positive","pointer":"#/age"},7,{}]}`,
			message: "Invalid", items: []core.ErrorItem{{At: "#/age", Message: "must be positive"}},
		},
		"errors in an older format": {
			media: "application/problem+json", body: `{"title":"Invalid","invalid-params":[{"name":"age","reason":"must be positive"}]}`,
			message: "Invalid", items: []core.ErrorItem{{At: "age", Message: "must be positive"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			op := readOp()
			op.ErrorBody = tt.read
			_, err := do[anything](t.Context(), newTestClient(t, always(403, tt.body, "Content-Type", "", "Content-Type", tt.media)), op)
			var e *core.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, tt.message, e.Message)
			assert.Equal(t, tt.code, e.Code)
			assert.Equal(t, tt.items, e.Items)
		})
	}
}

func TestProblemDetailsShowNoSecret(t *testing.T) {
	body := `{"type":"https://example.com/hunter2","title":"hunter2","detail":"the token hunter2","errors":[{"name":"hunter2","reason":"hunter2"}]}`
	c := newTestClient(t, always(403, body, "Content-Type", "", "Content-Type", "application/problem+json"), credential("token", Bearer("hunter2")))
	_, err := do[anything](t.Context(), c, tokenOp(readOp()))
	assert.NotContains(t, renderings(err), "hunter2")
	var e *core.Error
	require.ErrorAs(t, err, &e)
	assert.NotContains(t, e.Items[0].String()+e.Code, "hunter2")
}
