// Package runtime is what generated clients call. It makes a request from the description of an operation and its arguments,
// passes the call through one chain of handlers, and returns the response as a typed value or a [*core.Error].
//
// It is written for generated code, not for use by hand: names may change in any version. Users of a client need package core
// only.
//
// # A call
//
// [Do] makes one value of type call and passes it through the handlers, each a func(*call) error with one duty, in this order:
//
//	log -> credentials -> classify -> retry -> limit -> send -> decode
//
// On the way out, log notes the time, credentials adds what authenticates the call, retry sends attempts, limit waits for its
// turn, and send is Do of the caller's http.Client. On the way back, decode reads a success, retry looks at what failed,
// classify makes every failure a *core.Error, credentials renews a token that was refused, and log writes one line.
package runtime
