// Package runtime executes the calls of generated clients. It builds a request from the description of an operation and its
// arguments, passes the call through a chain of handlers, and returns the response as a typed value or a [*core.Error].
//
// Only generated code should use this package: names may change in any version. Users of a client need only package core.
//
// The document is the API's OpenAPI document. Its overlay adds what Go needs, such as retry rules. A success is a response with a 2xx
// status; some APIs report errors inside a success.
//
// # A call
//
// [Do] creates a value of type call and passes it through the handlers. Each is a func(*call) error with one duty. Every handler
// calls the next one in this order:
//
//	log -> credentials -> classify -> retry -> limit -> decode -> send
//
// Before the request is sent, log records the time, credentials authenticates the call, retry starts an attempt, and limit
// waits for the rate limit. Then send calls Do of the caller's http.Client. When the response arrives, decode reads a success,
// retry decides whether to send the request again, classify turns every failure into a *core.Error, credentials renews a token
// that the server refused, and log writes one line.
package runtime
