package runtime

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

const (
	warningHTML = "<br />\n<b>Warning</b>:  Undefined array key \"x\" in <b>/srv/api.php</b> on line <b>12</b><br />\n"
	warningText = "\nDeprecated: strlen(): Passing null [of] {type} in /srv/api.php on line 7\n"
	fatalHTML   = "<br />\n<b>Fatal error</b>:  Uncaught Error in <b>/srv/api.php</b> on line <b>12</b><br />\n"
)

func TestPHPMessagesAroundJSONAreToleratedForAPIsKnownToSendThem(t *testing.T) {
	op := readOp()
	op.Noisy = true
	for name, tt := range map[string]struct{ before, after string }{
		"before the JSON":                    {warningHTML, ""},
		"after the JSON":                     {"", warningHTML},
		"as text":                            {warningText, warningText},
		"several":                            {warningHTML + warningText + warningHTML, warningHTML + warningHTML},
		"behind a byte order mark":           {"\xef\xbb\xbf" + warningHTML, ""},
		"as PHP prints it on a command line": {"PHP Notice:  x in /srv/a.php on line 3\n", ""},
		"none":                               {"\xef\xbb\xbf ", "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			body := tt.before + `{"id":[{"a":"on line 7"}]}` + tt.after
			c := newTestClient(t, always(200, body, withType("text/html")...))
			var response core.Response
			got, err := do[anything](t.Context(), c, op, core.CallResponse(&response))
			require.NoError(t, err)
			assert.NotEmpty(t, got["id"])
			assert.Equal(t, body, string(response.Body), "as received")
			noise := tt.before + tt.after
			if name == "none" {
				noise = ""
			}
			assert.Equal(t, noise, string(response.Noise))

			raw, err := do[core.Raw](t.Context(), c, withReturns(op, ReturnsRaw))
			require.NoError(t, err)
			assert.JSONEq(t, `{"id":[{"a":"on line 7"}]}`, string(raw.Body), "after the buffer was reused")

			op := op
			op.ErrorBody = ErrorBody{Message: "message"}
			_, err = do[anything](t.Context(), newTestClient(t, always(422, tt.before+`{"message":"no such zone"}`+tt.after)), op)
			assert.Equal(t, "no such zone", asError(t, err).Message, "in a failure")
		})
	}
}

func TestUnknownNoiseIsAnErrorThatKeepsIt(t *testing.T) {
	noisy := readOp()
	noisy.Noisy = true
	const good = `{"id":1}`
	for name, tt := range map[string]struct {
		op   Operation
		body string
		text string
	}{
		"a warning from an API that is not known to send them": {readOp(), warningHTML + good, "begins with a PHP message"},
		"a warning as text from such an API":                   {readOp(), warningText + good, "begins with a PHP message"},
		"a warning after the JSON from such an API":            {readOp(), good + warningHTML, "not valid JSON at byte 8"},
		"a fatal error":                   {noisy, good + fatalHTML, "not valid JSON at byte 8"},
		"a fatal error before the JSON":   {noisy, fatalHTML + good, "an HTML page"},
		"a page":                          {noisy, "<html>" + good + "</html>", "an HTML page"},
		"a warning and nothing else":      {noisy, warningHTML, "begins with a PHP message"},
		"two values":                      {noisy, warningHTML + good + good, "begins with a PHP message"},
		"an incomplete value":             {noisy, warningHTML + `{"a":{"id":1}`, "begins with a PHP message"},
		"not a PHP message":               {noisy, "Warning: what now?\n" + good, "not valid JSON"},
		"more messages than anyone sends": {noisy, strings.Repeat(warningText, 1000) + good, "begins with a PHP message"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := do[anything](t.Context(), newTestClient(t, always(200, tt.body)), tt.op)
			assertMeans(t, err, core.ErrDecode)
			e := asError(t, err)
			assert.Equal(t, core.Executed, e.Execution)
			assert.Equal(t, tt.body, string(e.Body))
			assert.ErrorContains(t, err, tt.text)
		})
	}
}
