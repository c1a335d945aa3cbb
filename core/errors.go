package core

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// These sentinels classify errors. Compare with [errors.Is]. An [*Error] matches at most one sentinel of the first group. It can
// match ErrDecode or ErrRejected as well.
var (
	// ErrUnauthorized: the credentials are missing, wrong or expired (401).
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden: the credentials are valid, but do not allow this call (403).
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound: the resource does not exist (404, 410).
	ErrNotFound = errors.New("not found")
	// ErrConflict: the state of the resource does not allow the call (409).
	ErrConflict = errors.New("conflict")
	// ErrInvalid: the input is wrong. With status 0, the client refused it and sent nothing. Otherwise the server refused it
	// (400, 412, 422 and every other 4xx that is not listed here).
	ErrInvalid = errors.New("invalid")
	// ErrRateLimited: too many requests (429).
	ErrRateLimited = errors.New("rate limited")
	// ErrUnavailable: the server could not be reached, did not respond in time, sent an incomplete response, or failed (408, 5xx).
	ErrUnavailable = errors.New("unavailable")

	// ErrDecode: the response does not match the document. The call itself may have succeeded: see [Error.Execution].
	ErrDecode = errors.New("response not understood")
	// ErrRejected: a 2xx response contains an error, or the function of [WithCheck] returned one.
	ErrRejected = errors.New("rejected")
)

// Execution states whether the server executed a failed call.
type Execution int

const (
	// ExecutionUnknown is the zero value. The client never sets it.
	ExecutionUnknown Execution = iota
	// NotExecuted: the request was not sent, or the server refused it. It is safe to repeat the call.
	NotExecuted
	// MaybeExecuted: the request may have reached the server, and no response shows whether it was executed. Check the state on
	// the server before you repeat the call.
	MaybeExecuted
	// Executed: the server reported success, but the client could not decode the response.
	Executed
)

// String describes x in words, such as "not executed".
func (x Execution) String() string {
	switch x {
	case NotExecuted:
		return "not executed"
	case MaybeExecuted:
		return "may have been executed"
	case Executed:
		return "was executed"
	}
	return "unknown"
}

// Error describes a failed call. Every error of a call is an *Error: find it with [errors.As].
//
// Which sentinels it matches depends only on its exported fields, so a test can build an Error: &core.Error{StatusCode: 404}
// matches [ErrNotFound].
//
// An Error that is printed, logged or marshaled never shows the body, a cookie, a query value or a secret. Body is what the server
// sent; treat it as confidential.
type Error struct {
	// API and Operation name the call, such as "whmcs" and "getCartTotals".
	API, Operation string
	// Method and URL describe the request. URL shows the document's path template and the names of the query parameters,
	// without values.
	Method, URL string
	// Args are the path arguments, in order. They identify the resource. Invalid arguments, and arguments that the document marks as
	// secret, are left out.
	Args []Arg
	// StatusCode is the HTTP status; 0 if there was no response.
	StatusCode int
	// Header contains the response headers that are safe to show.
	Header http.Header
	// Body is the body of the response. If the status is not 2xx, it has at most 1 MiB.
	Body []byte
	// Truncated is true if Body is incomplete: the response was too long, or the connection broke.
	Truncated bool
	// Message is the server's explanation; empty if it gave none.
	Message string
	// Code is the vendor's error code; empty if the response has none.
	Code string
	// Items are the errors that the server found in the input. They come from APIs that number such errors, and from problem
	// details (RFC 9457).
	Items []ErrorItem
	// Attempts is the number of attempts to send the request; 0 if the client did not try.
	Attempts int
	// Execution states whether the server executed the call.
	Execution Execution
	// Detail points to the typed body that the document declares for this failure, or is nil. See [DetailOf].
	Detail any
	// Kinds are the sentinels that the error matches in addition to the sentinel for StatusCode.
	Kinds []error
	// Err is the cause, such as [context.DeadlineExceeded] or a [*net.OpError]; nil if the response is the cause.
	Err error
}

// Arg is a path argument of a call.
type Arg struct {
	// Name is the name of the parameter in the document, such as "zone_id".
	Name string
	// Value is the argument as it appears in the path, unescaped.
	Value string
}

// ErrorItem is one error that the server found in the input.
type ErrorItem struct {
	// Code is the vendor's number for the error; 0 if it has none.
	Code int64
	// At is the location of the number in the body, such as errors.zoneId[0]. If the body names the invalid field, the name
	// is part of At. For problem details, At is the field that they point to.
	At string
	// Message is the message next to the number in the body, or empty.
	Message string
}

// String returns the code (or At, if there is no code) and the message.
func (i ErrorItem) String() string {
	if i.Code == 0 {
		return strings.TrimPrefix(strings.TrimSuffix(i.At+": "+i.Message, ": "), ": ")
	}
	if i.Message == "" {
		return strconv.FormatInt(i.Code, 10)
	}
	return fmt.Sprintf("%d %s", i.Code, i.Message)
}

// DetailOf returns the typed body that the document declares for the failure err, such as a two-factor challenge. It returns false
// if err has no such body of type T.
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

// Error returns one line: the operation, the request, the status, the reason, and whether the call may have been executed.
func (e *Error) Error() string {
	var parts []string
	for _, part := range []string{e.API, e.Operation, e.request(), e.status(), e.reason()} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	var b strings.Builder
	b.WriteString(strings.Join(parts, ": "))
	if e.Code != "" {
		b.WriteString(" (code " + oneLine(e.Code, 80) + ")")
	}
	if e.Execution == MaybeExecuted || e.Execution == Executed {
		b.WriteString(" (the call " + e.Execution.String() + ")")
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (after %d attempts)", e.Attempts)
	}
	return b.String()
}

// request returns the method, the URL and the path arguments.
func (e *Error) request() string {
	text := strings.TrimSpace(e.Method + " " + e.URL)
	if len(e.Args) == 0 {
		return text
	}
	args := make([]string, len(e.Args))
	for i, arg := range e.Args {
		args[i] = arg.Name + " " + oneLine(arg.Value, 80)
	}
	return strings.TrimSpace(text + " (" + strings.Join(args, ", ") + ")")
}

func (e *Error) status() string {
	if e.StatusCode == 0 {
		return ""
	}
	return strings.TrimSpace(strconv.Itoa(e.StatusCode) + " " + http.StatusText(e.StatusCode))
}

// reason returns the kinds that the status does not show, the message and the cause.
func (e *Error) reason() string {
	var parts []string
	for _, kind := range e.Kinds {
		if errors.Is(kind, ErrDecode) || errors.Is(kind, ErrRejected) || e.StatusCode == 0 {
			parts = append(parts, kind.Error())
		}
	}
	if e.Message != "" {
		parts = append(parts, oneLine(e.Message, 500))
	}
	if e.Err != nil {
		// Joined errors are on separate lines.
		parts = append(parts, oneLine(strings.ReplaceAll(e.Err.Error(), "\n", "; "), 500))
	}
	return strings.Join(parts, ": ")
}

// oneLine makes a server's text safe for logs and terminals: control characters become spaces, and a long text is cut.
func oneLine(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

// Is reports whether target is the sentinel for StatusCode, or one of Kinds.
func (e *Error) Is(target error) bool {
	return target != nil && (target == meaning(e.StatusCode) || slices.Contains(e.Kinds, target))
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Format prints the result of Error for every verb; %q quotes it.
func (e Error) Format(f fmt.State, verb rune) {
	if verb == 'q' {
		_, _ = io.WriteString(f, strconv.Quote(e.Error()))
		return
	}
	_, _ = io.WriteString(f, e.Error())
}

// LogValue returns the fields that are safe to log.
func (e Error) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("api", e.API),
		slog.String("operation", e.Operation),
		slog.String("reason", e.reason()),
		slog.Int("attempts", e.Attempts),
		slog.String("execution", e.Execution.String()),
	}
	if e.Method != "" {
		attrs = append(attrs, slog.String("method", e.Method), slog.String("url", e.URL))
	}
	if len(e.Args) > 0 {
		var args []any
		for _, arg := range e.Args {
			args = append(args, slog.String(arg.Name, oneLine(arg.Value, 80)))
		}
		attrs = append(attrs, slog.Group("args", args...))
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

// MarshalJSON encodes the attributes of LogValue, for loggers that encode errors as JSON.
func (e Error) MarshalJSON() ([]byte, error) {
	return json.Marshal(members(e.LogValue().Group()))
}

func members(attrs []slog.Attr) map[string]any {
	out := map[string]any{}
	for _, attr := range attrs {
		if attr.Value.Kind() == slog.KindGroup {
			out[attr.Key] = members(attr.Value.Group())
			continue
		}
		out[attr.Key] = attr.Value.Any()
	}
	return out
}

// meaning returns the sentinel for a status, or nil for 1xx to 3xx.
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
