// Package runtime executes the calls of generated clients. It builds a request from the description of an operation and its
// arguments, passes the call through a chain of handlers, and returns the response as a typed value or a [*core.Error].
//
// It is for generated code only: its names may change in any version. Users of a client need only package core.
//
// # A call
//
// [Do] creates a call and passes it through these handlers. Each is a func(*call) error that calls the next one:
//
//	log -> credentials -> classify -> retry -> limit -> decode -> send
//
// On the way out, log notes the time, credentials adds the credentials to the request, retry starts each attempt, limit waits
// for the rate limit, and send calls Do of the caller's http.Client. On the way back, decode decodes a successful response,
// retry decides whether to try again, classify turns every failure into a *core.Error, credentials renews a refused token, and
// log writes one line.
package runtime
