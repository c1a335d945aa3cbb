package runtime

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/codec"
)

// redacted is what is shown in place of a secret.
const redacted = "[redacted]"

// redaction takes the secrets of one call out of texts from elsewhere. It is made for the first such text: successes need none.
type redaction struct {
	words   []string // the secrets, to find those that are cut off
	secrets *strings.Replacer
	places  *strings.Replacer
}

func (call *call) redactor() *redaction {
	if call.redaction == nil {
		words := call.secretWords()
		call.redaction = &redaction{words, replacer(words, redacted), replacer(call.placeWords(), "…")}
	}
	return call.redaction
}

// redact redacts the client's credentials and the secrets of this call in a text.
func (call *call) redact(text string) string {
	if text == "" {
		return ""
	}
	r := call.redactor()
	return r.cutOff(r.secrets.Replace(text))
}

// show is redact for texts of the server, which may also repeat path arguments and query values.
func (call *call) show(text string) string {
	return call.redactor().places.Replace(call.redact(text))
}

// leastCutOff is how many characters of a secret at the end of a text are taken for the secret.
const leastCutOff = 8

// cutOff removes the beginning of a secret at the end of a text that was cut off there.
func (r *redaction) cutOff(text string) string {
	whole := strings.TrimRight(text, ".…")
	for _, word := range r.words {
		for n := min(len(word)-1, len(whole)); n >= leastCutOff; n-- {
			if strings.HasSuffix(whole, word[:n]) {
				return whole[:len(whole)-n] + redacted
			}
		}
	}
	return text
}

// replacer replaces every word, the longest first, because one may be part of another.
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

// secretWords returns the secrets that could appear in a text about this call, in all spellings that servers and transports
// use.
func (call *call) secretWords() []string {
	secrets := append(secretsIn(call.inputs), call.carried()...)
	for _, credential := range call.client.secrets {
		secrets = append(secrets, credential.secrets()...)
	}
	for i, value := range call.path {
		if call.op.Parameters[i].Secret {
			secrets = append(secrets, core.NewSecret(fmt.Sprint(value)))
		}
	}
	if call.client.rotating != nil {
		secrets = append(secrets, call.client.rotating.current())
	}
	var words []string
	for _, secret := range secrets {
		words = append(words, spellings(secret.Reveal())...)
	}
	return words
}

// spellings returns the ways in which PHP, gateways and libraries write a text: unchanged, escaped for HTML, SQL, JSON and
// URLs, in base64, and in ISO-8859-1.
func spellings(text string) []string {
	if text == "" {
		return nil
	}
	query, path := url.QueryEscape(text), url.PathEscape(text)
	words := []string{
		text, htmlspecialchars.Replace(text), html.EscapeString(text), addslashes.Replace(text),
		query, lowerEscapes(query), path, lowerEscapes(path), strings.ReplaceAll(query, "+", "%20"),
		latin1(text),
	}
	if data, err := codec.Encode(text); err == nil {
		quoted := string(data[1 : len(data)-1])
		words = append(words, quoted, strings.ReplaceAll(quoted, "/", `\/`), addslashes.Replace(quoted))
	}
	// The encoding of a short text occurs in many words.
	if len(text) >= 6 {
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			words = append(words, encoding.EncodeToString([]byte(text)))
		}
	}
	return words
}

// htmlspecialchars and addslashes escape like the PHP functions.
var (
	htmlspecialchars = strings.NewReplacer("&", "&amp;", `"`, "&quot;", "'", "&#039;", "<", "&lt;", ">", "&gt;")
	addslashes       = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "'", `\'`, "\x00", `\0`)
)

var escape = regexp.MustCompile(`%[0-9A-F]{2}`)

func lowerEscapes(text string) string { return escape.ReplaceAllStringFunc(text, strings.ToLower) }

// latin1 returns a text in ISO-8859-1; empty if it has other characters.
func latin1(text string) string {
	var out []byte
	for _, r := range text {
		if r > 0xff {
			return ""
		}
		out = append(out, byte(r)) //nolint:gosec // it is below 256
	}
	return string(out)
}

// maxCookies is how many cookies of a response are taken for secrets. More would be an attack, and no text repeats them.
const maxCookies = 100

// carried returns the secrets in the headers of the last request and response: the token and the cookies.
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

// placeWords returns the spellings of the path arguments and query values of the request.
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

// redactedError is an error with a redacted text.
type redactedError struct {
	text  string
	cause error
}

func (e *redactedError) Error() string { return e.text }
func (e *redactedError) Unwrap() error { return e.cause }

var quotation = regexp.MustCompile(`(?s)"(?:[^"\\]|\\.)*(?:"|$)`)

// quiet returns err with a text without secrets and quotations: transports and encoders quote URLs, headers and values.
// [errors.Is] and [errors.As] still find the original error.
func (call *call) quiet(err error) error {
	if err == nil {
		return nil
	}
	text := call.redactor().places.Replace(err.Error())
	// Secrets first: one with a quotation mark would be split and not found.
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
