package runtime

import (
	"bytes"
	"regexp"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// diagnostic matches a message that PHP prints into a response if its display_errors setting is on, as text or as HTML. It does
// not match fatal errors, because the response before them is incomplete.
var diagnostic = regexp.MustCompile(`^\s*(?:<br ?/?>\s*)?(?:<b>)?(?:PHP )?(?:Warning|Notice|Deprecated|Strict Standards)(?:</b>)?:[^\n]*? on line (?:<b>)?\d+(?:</b>)?(?:\s*<br ?/?>)?\s*`)

// maxNoise is the number of bytes that are searched for messages. It limits the work that a hostile server can cause.
const maxNoise = 64 << 10

// endOfDiagnostics returns the length of the messages at the beginning of text, or 0 if there are no messages.
func endOfDiagnostics(text []byte) (end int) {
	if len(text) == 0 || text[0] == '{' || text[0] == '[' {
		return 0 // nearly always
	}
	text = text[:min(len(text), maxNoise)]
	for {
		found := diagnostic.FindIndex(text[end:])
		if found == nil {
			return end
		}
		end += found[1]
	}
}

// separate locates the JSON object or list in a body with PHP messages around it. For any other body, it does nothing.
func (r *response) separate() {
	start := len(r.body) - len(bytes.TrimPrefix(r.body, byteOrderMark))
	start += endOfDiagnostics(r.body[start:])
	start = scan.Space(r.body, start)
	if first := scan.At(r.body, start); first != '{' && first != '[' {
		return
	}
	end := scan.Value(r.body, start, 0)
	if end < 0 {
		return
	}
	rest := bytes.TrimSpace(r.body[end:])
	if endOfDiagnostics(rest) == len(rest) {
		r.before, r.inner = start, end-start
	}
}

// Separate splits a body into its JSON and the PHP messages around it. If there are no messages, noise is nil, and inner is the body
// without surrounding whitespace and byte order mark.
func Separate(body []byte) (inner, noise []byte) {
	r := response{body: body}
	r.separate()
	return r.json(), r.noise()
}

// noise returns the text around the JSON, or nil if there is only JSON.
func (r *response) noise() []byte {
	if r.inner == 0 {
		return nil
	}
	around := append(bytes.Clone(r.body[:r.before]), r.body[r.before+r.inner:]...)
	if len(bytes.TrimSpace(bytes.TrimPrefix(around, byteOrderMark))) == 0 {
		return nil
	}
	return around
}
