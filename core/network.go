package core

import (
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// networkStage is the last one before the caller's transport: it counts what is sent and says who sends it.
func (c *Client) networkStage(next http.RoundTripper) http.RoundTripper {
	agent := "hostclients/" + Version + " (" + c.api.Name + ")"
	if c.config.application != "" {
		agent = c.config.application + " " + agent
	}
	http1 := sync.OnceValue(func() http.RoundTripper { return overHTTP1(next) })
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		f := flightOf(r)
		f.attempts++
		transport := next
		r = r.Clone(r.Context())
		if r.Header.Get("User-Agent") == "" {
			r.Header.Set("User-Agent", agent)
		}
		if r.Header.Get("Accept") == "" && f.op.Answer != AnswerNone {
			r.Header.Set("Accept", "application/json")
		}
		if !f.op.safe() {
			// A body that cannot be read again keeps net/http from sending the request again.
			r.GetBody = nil
			empty := r.Body == nil || r.Body == http.NoBody
			switch {
			case empty && (usuallyWithoutBody(r.Method) || hasIdempotencyKey(r)):
				// An empty one will do. With the usual methods, it is not sent.
				r.Body = io.NopCloser(strings.NewReader(""))
				r.ContentLength = 0
			case empty:
				// With the others it would be sent in chunks, which not every server takes; and without one, net/http's
				// HTTP/2 sends the request as often as the server resets its stream.
				transport = http1()
			}
		}
		resp, err := transport.RoundTrip(r)
		if err == nil && resp == nil {
			return nil, errors.New("the transport returned no answer")
		}
		if resp != nil && resp.Body == nil {
			resp.Body = http.NoBody
		}
		if resp != nil && c.http.Jar != nil {
			// net/http keeps the cookies of successes alone: failures leave the chain as errors. A login that asks for a
			// second factor is a failure that begins a session.
			if cookies := resp.Cookies(); len(cookies) > 0 {
				c.http.Jar.SetCookies(r.URL, cookies)
			}
		}
		return resp, err
	})
}

// overHTTP1 returns a transport like t that speaks HTTP/1.1 only; t itself if it is not net/http's.
func overHTTP1(t http.RoundTripper) http.RoundTripper {
	transport, ok := t.(*http.Transport)
	if !ok {
		return t
	}
	transport = transport.Clone()
	transport.ForceAttemptHTTP2 = false
	transport.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	if config := transport.TLSClientConfig; config != nil {
		config.NextProtos = slices.DeleteFunc(slices.Clone(config.NextProtos), func(name string) bool { return name == "h2" })
	}
	transport.Protocols = new(http.Protocols)
	transport.Protocols.SetHTTP1(true)
	return transport
}

// usuallyWithoutBody reports whether net/http looks into the body of such a request before it announces one.
func usuallyWithoutBody(method string) bool {
	switch method {
	case "", http.MethodGet, http.MethodHead, http.MethodDelete, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
}

// hasIdempotencyKey reports whether net/http takes r for one that may be sent again, which not every server honours.
func hasIdempotencyKey(r *http.Request) bool {
	return r.Header["Idempotency-Key"] != nil || r.Header["X-Idempotency-Key"] != nil
}
