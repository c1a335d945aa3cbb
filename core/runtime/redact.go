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

// redacted replaces a secret in text.
const redacted = "[redacted]"

// redaction removes the secrets of one call from text that may contain them. It is created when it is first needed, because
// successful calls do not need it.
type redaction struct {
	words   []string // the secrets, to find truncated ones
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

// redact replaces the client's credentials and the secrets of this call in text.
func (call *call) redact(text string) string {
	if text == "" {
		return ""
	}
	r := call.redactor()
	return r.cutOff(r.secrets.Replace(text))
}

// show redacts text from the server. It also replaces path arguments and query values, which the server may repeat. Secrets are
// redacted first, because such a value may be a part of a secret.
func (call *call) show(text string) string {
	return call.redactor().places.Replace(call.redact(text))
}

// leastCutOff is the minimum number of bytes by which cutOff recognizes a secret.
const leastCutOff = 8

// cutOff redacts the beginning of a secret at the end of a text that was truncated there.
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

// replacer returns a replacer for words. Longer words come first, because one word may contain another.
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

// secretWords returns the secrets that a text about this call may contain, in all encodings that servers and transports use.
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

// spellings returns the encodings of a text that PHP, gateways and libraries produce: unchanged, escaped for HTML, SQL, JSON
// and URLs, in base64, and in ISO-8859-1.
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
	// The base64 form of a short text would match parts of ordinary words.
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

// latin1 returns a text in ISO-8859-1, or "" if it contains other characters.
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

// maxCookies is the number of cookies in a response that are treated as secrets. It limits the work that a hostile server can cause.
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
		// A short value is a setting such as "1" or "en". Redacting it would damage ordinary words.
		if len(cookie.Value) >= 8 {
			found = append(found, core.NewSecret(cookie.Value))
		}
	}
	return found
}

// bearerOf returns the token in the Authorization header, or "".
func bearerOf(r *http.Request) string {
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return token
}

// placeWords returns the path arguments and query values of the request, plain and escaped.
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
	// Short values would match parts of ordinary words.
	return slices.DeleteFunc(words, func(word string) bool { return len(word) < 4 })
}

// redactedError is an error with a redacted message.
type redactedError struct {
	text  string
	cause error
}

func (e *redactedError) Error() string { return e.text }
func (e *redactedError) Unwrap() error { return e.cause }

var quotation = regexp.MustCompile(`(?s)"(?:[^"\\]|\\.)*(?:"|$)`)

// redactError redacts the message of err. It removes secrets, and also everything in quotation marks, because transports and encoders
// quote URLs, headers and values. [errors.Is] and [errors.As] still find the original error.
func (call *call) redactError(err error) error {
	if err == nil {
		return nil
	}
	// Secrets are redacted before quoted text: a secret that contains a quotation mark would otherwise be split and not found.
	text := quotation.ReplaceAllString(call.show(err.Error()), `"…"`)
	var malformed textproto.ProtocolError
	if errors.As(err, &malformed) {
		text = "the server's headers are malformed"
	}
	if text == err.Error() {
		return err
	}
	return &redactedError{text, err}
}
