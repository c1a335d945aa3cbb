package core

import (
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
		if f.op.Repeat == RepeatNever && (r.Body == nil || r.Body == http.NoBody) {
			// net/http itself repeats a GET when a kept-alive connection breaks. A body that cannot be rewound is what
			// keeps it from doing so; an empty one is not sent.
			r.Body = io.NopCloser(strings.NewReader(""))
			r.GetBody = nil
			r.ContentLength = 0
		}
		return next.RoundTrip(r)
	})
}
