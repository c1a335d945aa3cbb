package core

import (
	"errors"
	"io"
	"net/http"
	"strings"
)

// networkStage is the last one before the caller's transport: it counts what is sent and says who sends it.
func (c *Client) networkStage(next http.RoundTripper) http.RoundTripper {
	agent := "hostclients/" + Version + " (" + c.api.Name + ")"
	if c.config.application != "" {
		agent = c.config.application + " " + agent
	}
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		f := flightOf(r)
		f.attempts++
		r = r.Clone(r.Context())
		if r.Header.Get("User-Agent") == "" {
			r.Header.Set("User-Agent", agent)
		}
		if r.Header.Get("Accept") == "" && f.op.Answer != AnswerNone {
			r.Header.Set("Accept", "application/json")
		}
		if !f.op.safe() && replayable(r) {
			// A body that cannot be read again keeps net/http from sending the request again; with a GET, an empty one is
			// not sent.
			r.GetBody = nil
			if r.Body == nil || r.Body == http.NoBody {
				r.Body = io.NopCloser(strings.NewReader(""))
				r.ContentLength = 0
			}
		}
		resp, err := next.RoundTrip(r)
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

// replayable reports whether net/http itself would send r again when a kept-alive connection breaks: if it takes the method
// for one that reads, or finds a key that makes repeating harmless, which not every server honours.
func replayable(r *http.Request) bool {
	switch r.Method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return r.Header["Idempotency-Key"] != nil || r.Header["X-Idempotency-Key"] != nil
}
