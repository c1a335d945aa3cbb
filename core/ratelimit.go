package core

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// RateLimit is a server's limit on requests. [Response.RateLimit] and [Error.RateLimit] return it.
type RateLimit struct {
	// Limit is the number of requests that the server accepts per period. Remaining is the number left in this period. Each is -1
	// if unknown.
	Limit, Remaining int
	// Reset is the time from the response until the server accepts requests again; 0 if unknown.
	Reset time.Duration
}

// RateLimit returns the server's limit on requests, from the headers RateLimit, RateLimit-*, X-RateLimit-* and Retry-After. It returns
// false if they contain no limit.
func (r Response) RateLimit() (RateLimit, bool) { return rateLimit(r.Header) }

// RateLimit does what [Response.RateLimit] does, with the headers in e.Header.
func (e *Error) RateLimit() (RateLimit, bool) { return rateLimit(e.Header) }

func rateLimit(h http.Header) (RateLimit, bool) {
	l := RateLimit{Limit: -1, Remaining: -1}
	for _, prefix := range []string{"X-Ratelimit-", "Ratelimit-"} {
		l.read("limit", h.Get(prefix+"Limit"), h)
		l.read("remaining", h.Get(prefix+"Remaining"), h)
		l.read("reset", h.Get(prefix+"Reset"), h)
	}
	// Structured fields in one header: limit=100, remaining=5, reset=30. Or "name";r=5;t=30, with the limit in a separate header
	// RateLimit-Policy: "name";q=100;w=60.
	for _, name := range []string{"Ratelimit-Policy", "Ratelimit"} {
		for pair := range strings.FieldsFuncSeq(h.Get(name), func(r rune) bool { return r == ';' || r == ',' || r == ' ' }) {
			key, value, _ := strings.Cut(pair, "=")
			l.read(key, value, h)
		}
	}
	l.read("reset", h.Get("Retry-After"), h)
	return l, l != RateLimit{Limit: -1, Remaining: -1}
}

// read stores the value of key, if text is valid.
func (l *RateLimit) read(key, text string, h http.Header) {
	if date, err := http.ParseTime(text); err == nil && key == "reset" {
		l.Reset = max(0, date.Sub(sentAt(h)))
		return
	}
	// A policy may follow the number: 100, 100;window=60.
	text, _, _ = strings.Cut(text, ",")
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 32+8)
	if err != nil || n < 0 {
		return
	}
	switch strings.ToLower(key) {
	case "limit", "q":
		l.Limit = int(min(n, 1<<31-1))
	case "remaining", "r":
		l.Remaining = int(min(n, 1<<31-1))
	case "reset", "t":
		l.Reset = time.Duration(n) * time.Second
		if n > unixTimes {
			l.Reset = max(0, time.Unix(n, 0).Sub(sentAt(h)))
		}
	}
}

// unixTimes is the largest number of seconds that is read as a pause, about thirty years. Larger numbers are Unix times.
const unixTimes = 1_000_000_000

// sentAt returns the Date of the response, or the current time if it has none.
func sentAt(h http.Header) time.Time {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		return date
	}
	return time.Now()
}
