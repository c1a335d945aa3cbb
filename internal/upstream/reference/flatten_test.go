package reference_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/internal/upstream/reference"
)

func TestLineBreaksWithinTagsAndCommentsCountAsLines(t *testing.T) {
	_, err := reference.HostBill.Import("page.html", []byte("<html><!-- a\nb --><body\nid='c'><p>HTTP\nRequest</p><p>MOVE</p>"))
	assert.EqualError(t, err, `page.html:4: "MOVE" is no method and path`)
}

func TestHTMLThatIsNotClosedIsReadToItsEnd(t *testing.T) {
	_, parsed := imported(t, reference.HostBill, "<html><p>HTTP Request<p>GET /shelf<p>Query Parameters<table>"+
		"<tr><th>Parameter<th>Type<th>Description<tr><td>colour<td>string<td>a <b>colour")
	assert.NotNil(t, parsed.Paths.Value("/shelf").Get.Parameters.GetByInAndName("query", "colour"))
}
