package core

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
)

// What an error means. Compare with [errors.Is]; an [*Error] matches at most one of the first group, and ErrDecode or
// ErrRejected beside it where they apply.
var (
	// ErrUnauthorized: the credentials are missing, wrong or expired (401).
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden: the credentials are good, but not for this (403).
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound: there is no such thing (404, 410).
	ErrNotFound = errors.New("not found")
	// ErrConflict: the thing is in a state that does not allow it (409).
	ErrConflict = errors.New("conflict")
	// ErrInvalid: the input is wrong. Status 0 says that the client found it and sent nothing; otherwise the server
	// refused it (400, 412, 422 and every 4xx that has no meaning of its own).
	ErrInvalid = errors.New("invalid")
	// ErrRateLimited: too many requests (429).
	ErrRateLimited = errors.New("rate limited")
	// ErrUnavailable: the server could not be reached, did not answer in time, broke off before it answered, or failed
	// (408, 5xx).
	ErrUnavailable = errors.New("unavailable")

	// ErrDecode: the answer is not what the document promises. The call itself may have succeeded: look before you
	// repeat one that orders or pays.
	ErrDecode = errors.New("answer not understood")
	// ErrRejected: the server reported an error inside an answer with a status of 2xx.
	ErrRejected = errors.New("rejected")
)

// Error is what every failed call returns, unwrapped or wrapped once more by the caller: find it with [errors.As].
//
// Its renderings (Error, %+v, %#v, slog) show what stands on an allowlist: never the body, a cookie, a query value or a
// path argument. Body holds what the server sent; treat it as confidential.
type Error struct {
	// API and Operation name the call: "whmcs" and "getCartTotals".
	API, Operation string
	// Method and URL are what was asked for. URL shows the path template of the document and the names of the query
	// parameters, no values.
	Method, URL string
	// StatusCode is the HTTP status; 0 if there was no answer.
	StatusCode int
	// Header holds those headers of the answer that are safe to show.
	Header http.Header
	// Body is what was received of the answer's body: all of a success that was not understood, at most 1 MiB of a failure.
	Body []byte
	// Truncated is true if the answer's body was longer than Body, or broke off.
	Truncated bool
	// Message is the server's own explanation, or this client's; empty if neither has any.
	Message string
	// Code is the vendor's error code; empty if the answer has none.
	Code string
	// Faults are what the server found wrong with the input, for APIs that have numbers for it. It is what could be found in
	// Body, whose form may not be documented.
	Faults []Fault
	// Attempts counts how often the request was handed to the network; 0 if it was refused before that.
	Attempts int
	// Detail is a pointer to the typed body that the document declares for this failure, or nil. See [DetailOf].
	Detail any

	// cause is what went wrong underneath, if anything did; kinds are the sentinels above.
	cause error
	kinds []error
}

// DetailOf returns the typed body that the document declares for the failure err, such as a two-factor challenge.
func DetailOf[T any](err error) (T, bool) {
	var zero T
	var e *Error
	if !errors.As(err, &e) {
		return zero, false
	}
	if p, ok := e.Detail.(*T); ok && p != nil {
		return *p, true
	}
	return zero, false
}

// Error returns one line: the operation, what it asked for, the status, and why it failed.
func (e *Error) Error() string {
	var parts []string
	if e.API != "" {
		parts = append(parts, e.API)
	}
	if e.Operation != "" {
		parts = append(parts, e.Operation)
	}
	if e.Method != "" && e.URL != "" {
		parts = append(parts, e.Method+" "+e.URL)
	}
	if e.StatusCode != 0 {
		parts = append(parts, strings.TrimSpace(strconv.Itoa(e.StatusCode)+" "+http.StatusText(e.StatusCode)))
	}
	if reason := e.reason(); reason != "" {
		parts = append(parts, reason)
	}
	var b strings.Builder
	b.WriteString(strings.Join(parts, ": "))
	if e.Code != "" {
		b.WriteString(" (code " + oneLine(e.Code, 80) + ")")
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (after %d attempts)", e.Attempts)
	}
	return b.String()
}

// reason is the message and the cause, or the meaning if there is neither.
func (e *Error) reason() string {
	var parts []string
	for _, kind := range e.kinds {
		// The status already says the others.
		if errors.Is(kind, ErrDecode) || errors.Is(kind, ErrRejected) || e.StatusCode == 0 {
			parts = append(parts, kind.Error())
		}
	}
	if e.Message != "" {
		parts = append(parts, oneLine(e.Message, 500))
	}
	if e.cause != nil {
		// Several faults of the input stand on a line each.
		parts = append(parts, oneLine(strings.ReplaceAll(e.cause.Error(), "\n", "; "), 500))
	}
	return strings.Join(parts, ": ")
}

// oneLine keeps a server's text from breaking a log apart: control characters become spaces, and it has an end.
func oneLine(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

// Is reports whether target is one of this package's sentinel errors and describes e.
func (e *Error) Is(target error) bool {
	for _, kind := range e.kinds {
		if kind == target {
			return true
		}
	}
	return false
}

// Unwrap returns what went wrong underneath, such as [context.DeadlineExceeded] or a [*net.OpError]; nil if the failure
// is what the server said.
func (e *Error) Unwrap() error { return e.cause }

// Format prints the same line whatever the verb, so that %+v and %#v show no more than %v, also of an Error that is no
// pointer.
func (e Error) Format(f fmt.State, verb rune) {
	if verb == 'q' {
		_, _ = io.WriteString(f, strconv.Quote(e.Error()))
		return
	}
	_, _ = io.WriteString(f, e.Error())
}

// LogValue returns the evidence that is safe to log.
func (e Error) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("api", e.API),
		slog.String("operation", e.Operation),
		slog.String("reason", e.reason()),
		slog.Int("attempts", e.Attempts),
	}
	if e.Method != "" {
		attrs = append(attrs, slog.String("method", e.Method), slog.String("url", e.URL))
	}
	if e.StatusCode != 0 {
		attrs = append(attrs, slog.Int("status", e.StatusCode), slog.Int("body_bytes", len(e.Body)))
	}
	if e.Code != "" {
		attrs = append(attrs, slog.String("code", oneLine(e.Code, 80)))
	}
	if id := e.Header.Get("X-Request-Id"); id != "" {
		attrs = append(attrs, slog.String("request_id", oneLine(id, 200)))
	}
	return slog.GroupValue(attrs...)
}

// MarshalJSON encodes what LogValue shows, so that a logger which encodes errors as JSON shows no more.
func (e Error) MarshalJSON() ([]byte, error) {
	out := map[string]any{}
	for _, attr := range e.LogValue().Group() {
		out[attr.Key] = attr.Value.Any()
	}
	return json.Marshal(out) // what it shows need not be UTF-8
}

// meaning maps a status to the sentinel that it stands for; nil for 1xx to 3xx.
func meaning(status int) error {
	switch {
	case status == http.StatusUnauthorized:
		return ErrUnauthorized
	case status == http.StatusForbidden:
		return ErrForbidden
	case status == http.StatusNotFound, status == http.StatusGone:
		return ErrNotFound
	case status == http.StatusConflict:
		return ErrConflict
	case status == http.StatusTooManyRequests:
		return ErrRateLimited
	case status == http.StatusRequestTimeout, status >= 500:
		return ErrUnavailable
	case status >= 400:
		return ErrInvalid
	}
	return nil
}
