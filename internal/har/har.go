// Package har converts HTTP archives (HAR 1.2), as saved by browsers and proxies, to fixtures: one cassette for each operation of
// a document.
//
// Only headers on an allowlist, headers that the document declares, and credentials are kept. A value is redacted with a
// placeholder if the document declares it secret (format: password, or x-credential), if its name or the value itself looks like
// a secret, or if it is a secret anywhere else in the archives. A token in a header, for example, is redacted in every URL and
// body, even with percent-escapes, with JSON escapes or in base64. Content that cannot be searched is an error: bodies that are
// neither JSON nor a form, and fields that contain secrets in base64 or in PHP's serialization. Other personal data is not
// recognized, so read the fixtures before you commit them.
package har

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Import is the result of reading archives.
type Import struct {
	// Cassettes contains the exchanges by operationId, in the order of the archives.
	Cassettes map[string]*Cassette
	// Redacted lists where secrets were redacted and why, without the secrets.
	Redacted []string
	// Skipped counts the skipped exchanges by reason.
	Skipped map[string]int
}

// Read converts archives to cassettes. It applies replace to URLs and bodies first, to remove customers' names or to fix invalid
// bodies. It skips HTML pages, redirects, and exchanges that match no operation of the document. A response with invalid JSON is an
// error if its content type is JSON, text/plain or missing. Read also returns an error if it skips every exchange.
func Read(doc *openapi3.T, replace *strings.Replacer, archives ...string) (*Import, error) {
	out := &Import{Cassettes: map[string]*Cassette{}, Skipped: map[string]int{}}
	in := &importer{doc: doc, names: namesOf(doc), replace: replace, secrets: secrets{}}
	in.credentials, in.cookies = credentialHeaders(doc)
	all := make([][]entry, len(archives))
	for i, file := range archives {
		var err error
		if all[i], err = readArchive(file); err != nil {
			return nil, err
		}
		for _, e := range all[i] {
			in.study(e)
		}
	}
	in.known = in.secrets.compile()
	for i, file := range archives {
		for n, e := range all[i] {
			if err := in.add(out, e); err != nil {
				return nil, fmt.Errorf("%s, entry %d: %w", file, n, err)
			}
		}
	}
	if len(out.Cassettes) == 0 {
		return nil, fmt.Errorf("%s: no exchange belongs to an operation of the document: %s",
			strings.Join(archives, ", "), strings.Join(out.SkippedLines(), "; "))
	}
	return out, nil
}

// importer converts the exchanges of archives.
type importer struct {
	doc         *openapi3.T
	names       names
	credentials []string
	cookies     bool
	replace     *strings.Replacer
	secrets     secrets
	known       []known
}

func (in *importer) redactor() *redactor {
	return &redactor{names: in.names, known: in.known, learn: func(placeholder, value string) {
		in.secrets.learn(in.names, placeholder, value)
	}}
}

// study learns the secrets of an exchange, even of one that add will skip: a login may be an HTML page.
func (in *importer) study(e entry) {
	r := in.redactor()
	r.learnHeaders(e, in.credentials)
	o, foreign := find(in.doc, e)
	if foreign == "" {
		r.names = in.names.of(o)
	}
	if o.target != nil {
		_, _ = r.url(o.target, o.Path) // add reports the error
	}
	if sent, err := e.sent(); err == nil {
		_, _ = r.body(e.sentMedia(), sent, false)
	}
	if received, err := e.received(); err == nil {
		_, _ = r.body(e.receivedMedia(), received, false)
	}
}

// add adds an exchange to the cassette of its operation, or counts it as skipped.
func (in *importer) add(out *Import, e entry) error {
	e.Request.URL = in.replace.Replace(e.Request.URL)
	o, foreign := find(in.doc, e)
	if foreign != "" {
		out.Skipped[foreign]++
		return nil
	}
	body, err := e.received()
	body = in.replace.Replace(body)
	if why := o.unusable(e, body); why != "" {
		out.Skipped[why]++
		return nil
	}
	if err != nil {
		return err
	}
	r := in.redactor()
	r.names = in.names.of(o)
	x, err := in.convert(r, o, e, body)
	if err != nil {
		return err
	}
	id := o.Op.OperationID
	tape := out.Cassettes[id]
	if tape == nil {
		tape = &Cassette{Version: 2}
		out.Cassettes[id] = tape
	}
	x.ID = len(tape.Interactions)
	tape.Interactions = append(tape.Interactions, x)
	for _, line := range r.redacted {
		out.Redacted = append(out.Redacted, fmt.Sprintf("%s.yaml, exchange %d, %s", id, x.ID, line))
	}
	return nil
}

func (in *importer) convert(r *redactor, o operation, e entry, body string) (x interaction, err error) {
	sent, err := e.sent()
	if err != nil {
		return x, err
	}
	sent = in.replace.Replace(sent)
	if e.sentMedia() == mediaJSON && sent != "" {
		if err := checkJSON(sent); err != nil {
			return x, fmt.Errorf("the request body: %w", err)
		}
	}
	if body != "" {
		if err := checkJSON(body); err != nil {
			return x, fmt.Errorf("the response body: %w", err)
		}
	}
	x.Request.Method, x.Response.Code = strings.ToUpper(e.Request.Method), e.Response.Status
	r.part = "request URL"
	if x.Request.URL, err = r.url(o.target, o.Path); err != nil {
		return x, fmt.Errorf("the URL: %w", err)
	}
	r.part = "request header"
	x.Request.Headers = r.headers(e.Request.Headers, o.Parameters(), in.credentials, in.cookies)
	r.part = "response header"
	x.Response.Headers = r.headers(e.Response.Headers, nil, nil, false)
	r.part = "request body"
	if x.Request.Body, err = r.body(e.sentMedia(), sent, slices.ContainsFunc(o.RequestSchemas(), spec.IsSecret)); err != nil {
		return x, fmt.Errorf("the request body: %w", err)
	}
	r.part = "response body"
	x.Response.Body, err = r.body(mediaJSON, body, slices.ContainsFunc(slices.Concat(o.RequestSchemas(), o.ResponseSchemas()), spec.IsSecret))
	return x, err
}

// checkJSON returns an error with the byte offset of the first invalid JSON, or nil.
func checkJSON(body string) error {
	var tree json.RawMessage
	err := json.Unmarshal([]byte(body), &tree)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("invalid JSON at byte %d: fix it with -replace, or remove the entry", syntax.Offset)
	}
	return err
}
