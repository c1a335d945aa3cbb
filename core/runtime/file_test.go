package runtime

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func TestAFileIsReturnedByteForByte(t *testing.T) {
	op := readOp()
	op.Returns = ReturnsBytes
	for body, headers := range map[string][]string{
		"%PDF-1.7\n\x00\xff\n":       withType("application/pdf"),
		"  a log \n":                 withType("text/plain"),
		"<html>a page</html>":        {"Content-Type", "text/html", "Content-Disposition", `attachment; filename="a.html"`},
		`{"name":"a","data":"aGk="}`: withType("application/json"),
		"":                           withType("text/plain"),
	} {
		raw, err := do[core.Raw](t.Context(), newTestClient(t, always(200, body, headers...)), op)
		require.NoError(t, err, body)
		assert.Equal(t, body, string(raw.Body))
		text, err := json.Marshal(raw)
		require.NoError(t, err, "a file can be encoded as JSON")
		assert.True(t, json.Valid(text))
	}
}

func TestAnHTMLPageInsteadOfAFileIsAnError(t *testing.T) {
	op := envelopeOp()
	op.Returns = ReturnsBytes
	_, err := do[core.Raw](t.Context(), newTestClient(t, always(200, "<html>log in</html>", withType("text/html")...)), op)
	assert.ErrorIs(t, err, core.ErrDecode)
	_, err = do[core.Raw](t.Context(), newTestClient(t, always(200, `{"error":"oops"}`)), op)
	assert.ErrorIs(t, err, core.ErrRejected)
}
