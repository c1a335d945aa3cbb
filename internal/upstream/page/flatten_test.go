package page_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/internal/upstream/page"
)

func TestLineBreaksWithinTagsAndCommentsCountAsLines(t *testing.T) {
	_, err := page.HostBill.Import("page.html", []byte("<html><!-- a\nb --><body\nid='c'><p>HTTP\nRequest</p><p>MOVE</p>"))
	assert.EqualError(t, err, `page.html:4: want a method and path, got "MOVE"`)
}

func TestUnclosedHTMLElementsAreAccepted(t *testing.T) {
	_, parsed := imported(t, page.HostBill, "<html><p>HTTP Request<p>GET /shelf<p>Query Parameters<table>"+
		"<tr><th>Parameter<th>Type<th>Description<tr><td>color<td>string<td>a <b>color")
	assert.NotNil(t, parsed.Paths.Value("/shelf").Get.Parameters.GetByInAndName("query", "color"))
}

func TestAnElementThatHidesTheRestOfAPageIsRejected(t *testing.T) {
	const body = "<html><head><title>a</title><p>HTTP Request<p>GET /shelf\n"
	_, err := page.HostBill.Import("page.html", []byte(body))
	assert.NoError(t, err, "want no error, because HTML allows an unclosed head")
	for want, rest := range map[string]string{
		"page.html:2: <noscript> does not end: it hides the rest of the page": "<noscript>\n<p>HTTP Request<p>GET /box",
		"page.html:2: <script> does not end: it hides the rest of the page":   "<script>\n<p>HTTP Request<p>GET /box",
		"page.html:2: <template> does not end: it hides the rest of the page": "<template></svg>\n<p>HTTP Request<p>GET /box",
		"page.html:3: a comment does not end: it hides the rest of the page":  "\n<!-- \n<p>HTTP Request<p>GET /box",
		"page.html:3: want UTF-8": "\n<p>HTTP Request<p>GET /b\xf6x",
	} {
		_, err := page.HostBill.Import("page.html", []byte(body+rest))
		assert.EqualError(t, err, want)
	}
}
