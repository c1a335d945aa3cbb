package har

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/hostclients/hostclients/internal/spec"
)

// redactor redacts the secrets of an exchange: values with a secret name, known secrets, and text that looks like a secret. It records
// where it redacted something, and learns the values with secret names.
type redactor struct {
	names
	known    []known
	learn    func(placeholder, value string)
	redacted []string
	part     string // of the exchange, such as "response body"
}

// placeholder returns the placeholder for a value with a secret name. It learns the value and records the location at.
func (r *redactor) placeholder(name, value, at string) string {
	r.learn(strings.ToUpper(name), value)
	r.note(at, "by its name")
	return strings.ToUpper(name)
}

func (r *redactor) note(at, why string) {
	place := r.part
	if at != "" {
		place += ", " + at
	}
	if line := place + ": " + why; !slices.Contains(r.redacted, line) {
		r.redacted = append(r.redacted, line)
	}
}

// text redacts known secrets and substrings that look like secrets.
func (r *redactor) text(text, at string) string {
	text = r.knownIn(text, at)
	for _, s := range shapes {
		redacted, found := s.redact(text)
		if found {
			text = redacted
			r.note(at, s.what)
		}
	}
	return text
}

// knownIn redacts known secrets in a string.
func (r *redactor) knownIn(text, at string) string {
	for _, k := range r.known {
		if redacted := k.spellings.ReplaceAllLiteralString(text, k.placeholder); redacted != text {
			text = redacted
			r.note(at, "a known "+k.placeholder)
		}
	}
	return text
}

// value redacts the secrets in a string, which may contain JSON.
func (r *redactor) value(text, at string) string {
	if start := strings.TrimSpace(text); start != "" && strings.ContainsRune(`{["`, rune(start[0])) && json.Valid([]byte(text)) {
		return r.json(text, "", at)
	}
	return r.text(text, at)
}

// body redacts the secrets of a JSON or form body, and leaves the rest unchanged. If whole is set, the whole body is secret, and
// every value is redacted. A body that cannot be searched is an error.
func (r *redactor) body(media, body string, whole bool) (string, error) {
	name := ""
	if whole {
		name = "secret"
	}
	switch {
	case body == "":
		return "", nil
	case json.Valid([]byte(body)):
		return r.json(body, name, ""), nil
	case media == mediaForm:
		return r.form(body, name)
	}
	return "", errors.New("want JSON or a form: other bodies cannot be searched for secrets")
}

// url redacts the secrets of a URL whose path ends with template, and removes the user and the fragment.
func (r *redactor) url(target *url.URL, template string) (string, error) {
	if password, ok := target.User.Password(); ok {
		r.learn("USERNAME", target.User.Username())
		r.learn("PASSWORD", password)
	}
	segments, words := strings.Split(target.EscapedPath(), "/"), strings.Split(template, "/")
	above := len(segments) - len(words)
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return "", errors.New("invalid percent-escapes in the path")
		}
		if redacted := r.text(plain, "path"); redacted != plain {
			segments[i] = url.PathEscape(redacted)
		}
		if i < above {
			continue
		}
		for _, name := range spec.PathParameters(words[i-above]) {
			if r.isSecret(name) {
				segments[i] = r.placeholder(name, plain, "path parameter "+name)
			}
		}
	}
	shown := target.Scheme + "://" + r.text(target.Host, "host") + strings.Join(segments, "/")
	if target.RawQuery == "" {
		return shown, nil
	}
	query, err := r.form(target.RawQuery, "")
	return shown + "?" + query, err
}

// phpName replaces the characters that PHP replaces in the names of form fields.
var phpName = strings.NewReplacer(".", "_", " ", "_")

// form redacts the values of secret fields and their items, such as secret[0], and searches the other values. If the
// whole form is secret, whole is the name for the placeholders; otherwise it is "".
func (r *redactor) form(form, whole string) (string, error) {
	pairs := strings.Split(form, "&")
	for i, pair := range pairs {
		key, value, ok := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(key)
		text, valueErr := url.QueryUnescape(value)
		if err != nil || valueErr != nil || strings.ContainsFunc(name, unicode.IsControl) {
			return "", fmt.Errorf("field %d cannot be read: want a name and a value with valid percent-escapes", i+1)
		}
		shown := r.text(name, fmt.Sprintf("the name of field %d", i+1))
		if shown != name {
			key = url.QueryEscape(shown)
		}
		if !ok {
			pairs[i] = key
			continue
		}
		secret := whole
		segments := segmentsOf(phpName.Replace(strings.TrimLeft(name, " ")) + "[" + name)
		for _, segment := range segments {
			if r.sealed[segment] && text != "" {
				return "", fmt.Errorf("the field %s is encoded and may contain secrets: remove it", segment)
			}
			if secret == "" && r.isSecret(segment) {
				secret = segment
			}
		}
		for _, segment := range segments {
			if secret == "" && spec.SoundsSecret(segment) && r.maySecret(text) && !holdsJSON(text) {
				secret = segment
			}
		}
		redacted := ""
		switch {
		case secret != "":
			redacted = r.placeholder(secret, text, shown)
		case slices.ContainsFunc(segments, func(segment string) bool { return r.encoded[segment] }):
			redacted = r.knownIn(text, shown)
		default:
			redacted = r.value(text, shown)
		}
		if redacted != text {
			value = url.QueryEscape(redacted)
		}
		pairs[i] = key + "=" + value
	}
	return strings.Join(pairs, "&"), nil
}

// segmentsOf splits a field's name at its brackets, as PHP does.
func segmentsOf(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return r == '[' || r == ']' })
}

// json redacts the secrets in valid JSON, and leaves all other bytes unchanged. In secret members, strings become placeholders and
// numbers become 1. If all of the JSON is secret, whole is the name for the placeholders; otherwise it is "".
func (r *redactor) json(body, whole, at string) string {
	w := walk{redactor: r, body: body, decoder: json.NewDecoder(strings.NewReader(body))}
	w.decoder.UseNumber() // some numbers do not fit a float64
	w.value(whole, false, at)
	return w.out.String() + body[w.copied:]
}

// walk is one pass over JSON.
type walk struct {
	*redactor
	body    string
	decoder *json.Decoder
	out     strings.Builder
	copied  int
}

// replace replaces the token between the offset before and the offset of the decoder.
func (w *walk) replace(before int, text string) {
	start := before + len(w.body[before:]) - len(strings.TrimLeft(w.body[before:], ":, \t\r\n"))
	w.out.WriteString(w.body[w.copied:start] + text)
	w.copied = int(w.decoder.InputOffset())
}

// value redacts the next value. If the value belongs to a secret, secret is its name. If guessed is set, the name only sounds secret,
// and only strings, numbers and lists of them are redacted.
func (w *walk) value(secret string, guessed bool, at string) {
	before := int(w.decoder.InputOffset())
	token, err := w.decoder.Token()
	if err != nil {
		return // the JSON is valid, so this is its end
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '{' && guessed {
			secret = ""
		}
		for i := 0; w.decoder.More(); i++ {
			if token == '[' {
				w.value(secret, guessed, fmt.Sprintf("%s[%d]", at, i))
				continue
			}
			w.member(secret, at)
		}
		_, _ = w.decoder.Token()
	case string:
		redacted := token
		switch {
		case token == "":
		case secret != "" && !guessed, secret != "" && w.maySecret(token) && !holdsJSON(token):
			redacted = w.placeholder(secret, token, at)
		default:
			redacted = w.redactor.value(token, at)
		}
		if redacted != token {
			w.replace(before, quoted(redacted))
		}
	case json.Number:
		named := secret != "" && token != "0" && (!guessed || w.maySecret(string(token)))
		if named {
			_ = w.placeholder(secret, string(token), at)
		}
		if named || w.text(string(token), at) != string(token) {
			w.replace(before, "1")
		}
	}
}

// member redacts the next member of an object. If the object belongs to a secret, above is its name.
func (w *walk) member(above, at string) {
	before := int(w.decoder.InputOffset())
	token, _ := w.decoder.Token()
	name, _ := token.(string)
	shown := w.text(name, strings.TrimSpace(at+" (a name)"))
	if shown != name {
		w.replace(before, quoted(shown))
	}
	at += "." + shown
	switch {
	case above != "":
		w.value(above, false, at)
	case w.isSecret(name):
		w.value(name, false, at)
	case spec.SoundsSecret(name):
		w.value(name, true, at)
	default:
		w.value("", false, at)
	}
}

// holdsJSON reports whether a string is a JSON object or list.
func holdsJSON(text string) bool {
	start := strings.TrimSpace(text)
	return start != "" && (start[0] == '{' || start[0] == '[') && json.Valid([]byte(text))
}

// quoted returns a JSON string, without escaping < and >.
func quoted(text string) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string can always be encoded
	return strings.TrimSuffix(b.String(), "\n")
}
