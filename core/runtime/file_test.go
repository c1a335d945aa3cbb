package runtime

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
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
		compressed("a backup"):       withType("application/gzip"),
		gzipStart + "something else": withType("application/octet-stream"),
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

func compressed(text string) string {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return packed.String()
}

// An archive must arrive unchanged, but a response that was compressed in transit must be decompressed.
func TestAFileIsUnpackedOnlyIfTheServerPackedIt(t *testing.T) {
	op := withReturns(readOp(), ReturnsBytes)
	op.ErrorBody = ErrorBody{Message: "message"}
	archive := compressed("a backup")
	raw, err := do[core.Raw](t.Context(), newTestClient(t, always(200, compressed(archive), "Content-Encoding", "GZIP")), op)
	require.NoError(t, err)
	assert.Equal(t, archive, string(raw.Body))

	_, err = do[core.Raw](t.Context(), newTestClient(t, always(404, compressed(`{"message":"no such file"}`))), op)
	assert.Equal(t, "no such file", asError(t, err).Message, "a failure is not a file")
}
