package runtime

import (
	"cmp"
	"errors"
	"html"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/core"
)

// shownHeaders is the allowlist of response headers that errors and logs may show. A header that is not on it is not
// shown, however harmless it looks: cookies, locations and vendors' own headers carry tokens.
var shownHeaders = []string{
	"Allow",
	"Content-Encoding",
	"Content-Language",
	"Content-Length",
	"Content-Type",
	"Date",
	"Ratelimit-Limit",
	"Ratelimit-Remaining",
	"Ratelimit-Reset",
	"Retry-After",
	"X-Correlation-Id",
	"X-Ratelimit-Limit",
	"X-Ratelimit-Remaining",
	"X-Ratelimit-Reset",
	"X-Request-Id",
}

// maxHeaderValues is how many values of one header an error keeps.
const maxHeaderValues = 16

// safeHeaders returns the headers of h that are on the allowlist.
func safeHeaders(h http.Header) http.Header {
	safe := http.Header{}
	for _, name := range shownHeaders {
		if values := h.Values(name); len(values) > 0 {
			safe[name] = slices.Clone(values[:min(len(values), maxHeaderValues)])
		}
	}
	return safe
}

// shownURL is where the request goes, without what could be a secret: path arguments and query values.
func (call *call) shownURL() string {
	base := call.client.base
	path := "/…"
	if call.op.Path != "" {
		path = strings.TrimSuffix(base.Path, "/") + call.op.Path
	}
	shown := url.URL{Scheme: base.Scheme, Host: base.Host}
	text := shown.String() + path
	if call.request == nil {
		return text
	}
	target := call.request.url
	if call.authorized != nil {
		target = call.authorized.url
	}
	var names []string
	for name := range target.Query() {
		names = append(names, url.QueryEscape(name))
	}
	if slices.Sort(names); len(names) > 0 {
		text += "?" + strings.Join(names, "=…&") + "=…"
	}
	return text
}

// redacted is what is shown in place of a secret.
const redacted = "[redacted]"

// redaction takes the secrets of one call out of texts that this package did not write. It is made when the first such text is
// met: successes need none.
type redaction struct {
	secrets *strings.Replacer
	places  *strings.Replacer
}

// redact takes the client's credentials and the secrets of this call out of a text.
func (call *call) redact(text string) string {
	if text == "" {
		return ""
	}
	return call.redactor().secrets.Replace(text)
}

func (call *call) redactor() *redaction {
	if call.redaction == nil {
		call.redaction = &redaction{secrets: replacer(call.secretWords(), redacted), places: replacer(call.placeWords(), "…")}
	}
	return call.redaction
}

// replacer replaces every word, the longest first: one may be part of another.
func replacer(words []string, with string) *strings.Replacer {
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	var pairs []string
	for _, word := range slices.Compact(words) {
		if word != "" {
			pairs = append(pairs, word, with)
		}
	}
	return strings.NewReplacer(pairs...)
}

// secretWords returns the secrets that could appear in a text about this call, in the spellings in which servers and
// transports repeat them.
func (call *call) secretWords() []string {
	secrets := append(secretsIn(call.inputs), call.carried()...)
	for _, credential := range call.client.secrets {
		secrets = append(secrets, credential.secrets()...)
	}
	var words []string
	for _, secret := range secrets {
		value := secret.Reveal()
		words = append(words, value, url.QueryEscape(value), url.PathEscape(value), html.EscapeString(value))
	}
	return words
}

// maxCookies is how many cookies of a response are taken for secrets: more are an attack, and no text repeats them.
const maxCookies = 100

// carried returns the secrets in the headers of the last request and its response: the token and the cookies.
func (call *call) carried() []core.Secret {
	if call.sent == nil {
		return nil
	}
	found := []core.Secret{core.NewSecret(bearerOf(call.sent.request))}
	cookies := call.sent.request.Cookies()
	if call.response != nil {
		lines := call.response.header["Set-Cookie"]
		header := http.Header{"Set-Cookie": lines[:min(len(lines), maxCookies)]}
		cookies = append(cookies, (&http.Response{Header: header}).Cookies()...)
	}
	for _, cookie := range cookies[:min(len(cookies), 2*maxCookies)] {
		// A short value is a setting like "1" or "en", which occurs in many words.
		if len(cookie.Value) >= 8 {
			found = append(found, core.NewSecret(cookie.Value))
		}
	}
	return found
}

// bearerOf returns the token of an Authorization header; empty if there is none.
func bearerOf(r *http.Request) string {
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return token
}

// placeWords returns the spellings of where the request goes that hold its path arguments and query values.
func (call *call) placeWords() []string {
	if call.authorized == nil {
		return nil
	}
	target := call.authorized.url
	words := []string{target.String(), target.RequestURI(), target.EscapedPath(), target.Path, target.RawQuery}
	for _, values := range target.Query() {
		words = append(words, values...)
	}
	for segment := range strings.SplitSeq(target.Path, "/") {
		if !strings.Contains(call.op.Path, segment) {
			words = append(words, segment, url.PathEscape(segment))
		}
	}
	// A short one occurs in many words.
	return slices.DeleteFunc(words, func(word string) bool { return len(word) < 4 })
}

// redactedError is an error with another text.
type redactedError struct {
	text  string
	cause error
}

func (e *redactedError) Error() string { return e.text }
func (e *redactedError) Unwrap() error { return e.cause }

var quotation = regexp.MustCompile(`(?s)"(?:[^"\\]|\\.)*(?:"|$)`)

// quiet returns err with a text that shows no secret and quotes nothing: what transports and encoders put in quotation marks
// are URLs, headers and values. [errors.Is] and [errors.As] find what they found before.
func (call *call) quiet(err error) error {
	if err == nil {
		return nil
	}
	text := call.redactor().places.Replace(err.Error())
	// Secrets first: one that holds a quotation mark would fall apart.
	text = quotation.ReplaceAllString(call.redact(text), `"…"`)
	var malformed textproto.ProtocolError
	if errors.As(err, &malformed) {
		text = "the server's headers are malformed"
	}
	if text == err.Error() {
		return err
	}
	return &redactedError{text, err}
}
