package har

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// keptHeaders is the allowlist of request and response headers that are written to a fixture. Request headers that the
// document declares are also written.
var keptHeaders = []string{
	"Accept",
	"Content-Type",
	"Retry-After",
	"X-Ratelimit-Limit",
	"X-Ratelimit-Remaining",
	"X-Ratelimit-Reset",
}

// credentialHeaders returns the headers that carry credentials. cookies reports whether the document declares a credential in a
// cookie.
func credentialHeaders(doc *openapi3.T) (headers []string, cookies bool) {
	headers = []string{"Authorization"}
	for _, ref := range spec.SecuritySchemes(doc) {
		switch ref.Value.In {
		case "header":
			headers = append(headers, http.CanonicalHeaderKey(ref.Value.Name))
		case "cookie":
			cookies = true
		}
	}
	return headers, cookies
}

// headers returns the headers to keep, with secrets redacted. declared lists the operation's parameters. credentials and cookies
// are the results of credentialHeaders.
func (r *redactor) headers(headers []header, declared openapi3.Parameters, credentials []string, cookies bool) http.Header {
	out := http.Header{}
	for _, h := range headers {
		name := http.CanonicalHeaderKey(h.Name)
		param := headerParam(declared, name)
		switch {
		case name == "Authorization" && slices.Contains(credentials, name):
			out.Add(name, authorization(h.Value))
			r.note(name, "a credential")
		case slices.Contains(credentials, name):
			out.Add(name, strings.ToUpper(name))
			r.note(name, "a credential")
		case name == "Cookie" && cookies:
			out.Add(name, r.cookies(h.Value))
		case param != nil && (spec.IsSecret(param.Schema) || spec.SoundsSecret(name)):
			out.Add(name, r.placeholder(name, h.Value, name))
		case param != nil, slices.Contains(keptHeaders, name):
			out.Add(name, r.text(h.Value, name))
		}
	}
	return out
}

func headerParam(declared openapi3.Parameters, name string) *openapi3.Parameter {
	for _, ref := range declared {
		if ref.Value.In == "header" && http.CanonicalHeaderKey(ref.Value.Name) == name {
			return ref.Value
		}
	}
	return nil
}

// authorization returns an Authorization header with a placeholder for the credential.
func authorization(value string) string {
	scheme, _, ok := strings.Cut(value, " ")
	switch {
	case ok && strings.EqualFold(scheme, "Basic"):
		return scheme + " " + base64.StdEncoding.EncodeToString([]byte("USERNAME:PASSWORD"))
	case ok:
		return scheme + " TOKEN"
	}
	return "TOKEN"
}

// cookies returns the Cookie header with a placeholder for each value.
func (r *redactor) cookies(value string) string {
	var all []string
	for _, pair := range strings.Split(value, ";") {
		name, _, _ := strings.Cut(strings.TrimSpace(pair), "=")
		name = r.text(name, "Cookie")
		all = append(all, name+"="+strings.ToUpper(name))
	}
	r.note("Cookie", "a credential")
	return strings.Join(all, "; ")
}

// learnHeaders learns the secrets in the headers and cookies of an exchange, including headers that are not kept.
func (r *redactor) learnHeaders(e entry, credentials []string) {
	for _, h := range slices.Concat(e.Request.Headers, e.Response.Headers) {
		switch name := http.CanonicalHeaderKey(h.Name); {
		case name == "Authorization", name == "Proxy-Authorization":
			r.learnAuthorization(h.Value)
		case name == "Cookie":
			for _, pair := range strings.Split(h.Value, ";") {
				r.learnCookie(pair)
			}
		case name == "Set-Cookie":
			for _, line := range strings.Split(h.Value, "\n") { // browsers join several cookies with newlines
				pair, _, _ := strings.Cut(line, ";")
				r.learnCookie(pair)
			}
		case slices.Contains(credentials, name), spec.SoundsSecret(name):
			r.learn(strings.ToUpper(name), h.Value)
		}
	}
	for _, c := range slices.Concat(e.Request.Cookies, e.Response.Cookies) {
		r.learnCookie(c.Name + "=" + c.Value)
	}
}

func (r *redactor) learnAuthorization(value string) {
	scheme, credential, ok := strings.Cut(value, " ")
	if !ok {
		r.learn("TOKEN", value)
		return
	}
	credential = strings.TrimSpace(credential)
	if strings.EqualFold(scheme, "Basic") {
		if pair, err := base64.StdEncoding.DecodeString(credential); err == nil {
			user, password, _ := strings.Cut(string(pair), ":")
			r.learn("USERNAME", user)
			r.learn("PASSWORD", password)
		}
	}
	r.learn("TOKEN", credential)
}

// learnCookie learns the value of a cookie that may identify a session. Other cookies contain settings, which are ordinary words.
func (r *redactor) learnCookie(pair string) {
	name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
	if spec.SoundsSecret(name) || len(value) >= 8 && hasDigit(value) || len(value) >= 16 {
		r.learn("SESSION", value)
	}
}
