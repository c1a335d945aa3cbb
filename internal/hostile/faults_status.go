package hostile

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/hostclients/hostclients/core"
)

// failureBody is the JSON body of failures.
const failureBody = `{"message":"evidence","code":"E7"}`

// statuses returns faults that respond with every registered status and some unregistered ones.
func statuses() []Fault {
	// Other statuses mean ErrInvalid if they are below 500, and otherwise ErrUnavailable.
	kind := map[int]error{
		401: core.ErrUnauthorized, 403: core.ErrForbidden, 404: core.ErrNotFound, 410: core.ErrNotFound, 409: core.ErrConflict,
		429: core.ErrRateLimited, 408: core.ErrUnavailable,
	}
	again := map[int]bool{408: true, 425: true, 429: true, 502: true, 503: true, 504: true}
	var faults []Fault
	for _, status := range []int{
		400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426,
		428, 429, 431, 451, 460, 499, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 520, 521, 522, 524, 526, 529, 530,
		599, 600, 777, 999,
	} {
		means := kind[status]
		if means == nil {
			means = core.ErrInvalid
			if status >= 500 {
				means = core.ErrUnavailable
			}
		}
		// Below 500, the server refused the request. From 500, it failed, perhaps after it executed the request.
		must, steps := refused(status, means), script{read}
		if status >= 500 || status == http.StatusRequestTimeout {
			must, steps = failed(status, means), script{read, runs}
		}
		if again[status] {
			must = must.retried()
		}
		faults = append(faults, Fault{
			Name: fmt.Sprint("status ", status), Request: append(steps, replies(status, failureBody, json)), Must: must.kept("evidence"),
		})
	}
	for _, status := range []int{201, 202, 203, 206, 226, 299} {
		faults = append(faults, Fault{
			Name: fmt.Sprint("status ", status, " with a result"), Request: script{read, runs, replies(status, goodBody, json)}, Must: works,
		})
	}
	for _, status := range []int{200, 201, 202, 204, 205} {
		faults = append(faults, Fault{
			Name: fmt.Sprint("status ", status, " without a body"), Request: script{read, runs, replies(status, "")}, Must: misread(status),
		})
	}
	return faults
}

// pauses returns faults with a Retry-After header, in every notation. The client waits for at most 5 ms.
func pauses() []Fault {
	var faults []Fault
	pause := func(name, value string, again bool) {
		limited := refused(429, core.ErrRateLimited)
		failing := failed(503, core.ErrUnavailable)
		if again {
			limited, failing = limited.retried(), failing.retried()
		}
		faults = append(faults,
			Fault{Name: "429 with a Retry-After " + name, Request: script{read, replies(429, "", "Retry-After: "+value)}, Must: limited},
			Fault{Name: "503 with a Retry-After " + name, Request: script{read, replies(503, "", "Retry-After: "+value)}, Must: failing},
		)
	}
	pause("of zero", "0", true)
	pause("that is negative", "-1", true)
	pause("that is garbage", "soon", true)
	pause("that is empty", "", true)
	pause("that is a fraction", "0.001", true)
	pause("in the past", "Thu, 01 Jan 1970 00:00:00 GMT", true)
	pause("that is not a date", "Thu, 99 Foo 2020 00:00:00 GMT", true)
	pause("of a minute", "60", false)
	pause("of 2^31 seconds", "2147483648", false)
	pause("of 2^64 seconds", "18446744073709551616", false)
	pause("of 400 digits", strings.Repeat("9", 400), false)
	pause("in a day", time.Now().Add(24*time.Hour).UTC().Format(http.TimeFormat), false)
	pause("in the year 9999", "Fri, 31 Dec 9999 23:59:59 GMT", false)
	return faults
}

// redirects returns faults that redirect the client, which must not follow them. 307 and 308 ask for the same request at a different
// location. Many back ends send the other redirects after they executed the request.
func redirects() []Fault {
	var faults []Fault
	for _, to := range []struct{ name, location string }{
		{"to a URL of 64 KB", "https://other.example.com/" + strings.Repeat("x", 64<<10)},
		{"to a different server", "https://other.example.com/things"},
		{"to a file", "file:///etc/passwd"},
		{"to itself", "/things"},
		{"to nowhere", ""},
		{"to plain text", "javascript:alert(1)"},
		{"to something that is not a URL", "http://[::1"},
		{"with a user", "https://user@other.example.com/"},
		{"without a scheme", "//other.example.com"},
	} {
		faults = append(faults, Fault{
			Name: "redirect " + to.name, Must: redirected(302, core.MaybeExecuted),
			Request: script{read, runs, replies(302, "moved", "Location: "+to.location)},
		})
	}
	for _, status := range []int{300, 301, 302, 303, 304, 305, 307, 308, 399} {
		x, steps := core.MaybeExecuted, script{read, runs}
		if status == 307 || status == 308 {
			x, steps = core.NotExecuted, script{read}
		}
		faults = append(faults, Fault{
			Name: fmt.Sprint("status ", status), Must: redirected(status, x),
			Request: append(steps, replies(status, "", "Location: /login")),
		})
	}
	return faults
}

func headerFields() []Fault {
	var cookies, distinct, authenticate []string
	for i := range 4000 {
		cookies = append(cookies, fmt.Sprintf("Set-Cookie: c%d=%s; Path=/", i, strings.Repeat("v", 40)))
		distinct = append(distinct, fmt.Sprintf("X-Field-%d: value", i))
		authenticate = append(authenticate, `WWW-Authenticate: Negotiate realm="`+strings.Repeat("r", 50)+`"`)
	}
	shown := make([]string, 0, 4000)
	for range 4000 {
		shown = append(shown, "X-Request-Id: "+strings.Repeat("r", 40))
	}
	with := func(name string, must Rows, status int, lines ...string) Fault {
		return Fault{Name: name, Must: must, Request: script{read, runs, replies(status, goodBody, lines...)}}
	}
	failing := failed(500, core.ErrUnavailable)
	return []Fault{
		with("4,000 cookies", works, 200, cookies...),
		with("4,000 cookies and a failure", failing, 500, cookies...),
		with("4,000 header fields", works, 200, distinct...),
		with("4,000 header fields and a failure", failing, 500, distinct...),
		with("4,000 request ids, 4,000 cookies and a failure", failing, 500, append(shown, cookies...)...),
		with("4,000 challenges", failing, 500, authenticate...),
		with("one header field of 900 KB", works, 200, "X-Long: "+strings.Repeat("x", 900<<10)),
		with("one header field of 3 MB", works, 200, "X-Long: "+strings.Repeat("x", 3<<20)),
		with("a cookie of 200 KB", works, 200, "Set-Cookie: big="+strings.Repeat("x", 200<<10)),
		with("a cookie for a different host", works, 200, "Set-Cookie: a=b; Domain=other.example.com"),
		with("a cookie for a whole domain", works, 200, "Set-Cookie: a=b; Domain=.com"),
		with("a malformed cookie", works, 200, "Set-Cookie: ;;;===", "Set-Cookie: "),
		with("alternative services", works, 200, `Alt-Svc: h3=":1"; ma=86400`, `Strict-Transport-Security: max-age=1`),
	}
}
