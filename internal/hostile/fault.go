package hostile

import "github.com/hostclients/hostclients/core"

// Protocol is an HTTP version.
type Protocol string

// The supported protocols. HTTP1 uses TLS only for faults of TLS itself, so that the server controls every byte.
const (
	HTTP1 Protocol = "HTTP/1.1"
	HTTP2 Protocol = "HTTP/2"
)

// Protocols lists all protocols.
var Protocols = []Protocol{HTTP1, HTTP2}

// Fault is one way to misbehave. Where a script is nil, the server behaves well at that point.
type Fault struct {
	// Name identifies the fault in the table and the tests.
	Name string
	// Refuses is true if no server listens.
	Refuses bool
	// Connect runs on a new connection before a byte is read.
	Connect script
	// Certificate is the name of the server's certificate; empty for the valid one. TLS runs HTTP/1.1 over TLS.
	Certificate string
	TLS         bool
	// Hello runs on an HTTP/2 connection after its preface.
	Hello script
	// Request runs on a request in either protocol; HTTP1 and HTTP2 run only in that protocol. A fault without a script for
	// requests applies to both protocols, unless it has Hello.
	Request, HTTP1, HTTP2 script
	// passing is true for the server's behavior while the client warms up. If a connection is opened during the warm-up and used
	// later, it gets the fault that is planned at its first use.
	passing bool
	// Must contains the required outcome for each class of calls.
	Must Rows
	// Warm is the number of idle connections that the client has before the fault.
	Warm int
	// Stalls is true if the call ends at its deadline.
	Stalls bool
	// Heavy is true if the server sends so much data that only make hostile runs the fault.
	Heavy bool
	// Keeps is true if net/http abandons connections without closing them, so they stay open until the server closes them.
	Keeps bool
	// Lies is true if the server signals that it did not execute a request that it executed, or the reverse. No client can detect
	// this, but a call must still not be executed twice.
	Lies bool
}

// Rows contains the required outcome for each class of calls.
type Rows struct {
	Read, Write, Spend Outcome
	// Empty replaces Spend for calls without a body, if it is not nil.
	Empty *Outcome
}

// Outcome defines how a call must end.
type Outcome struct {
	// Kind is the sentinel that the error matches; nil if the call succeeds.
	Kind error
	// Loose is true if the outcome depends on timing. The error must then only report the execution correctly.
	Loose bool
	// Neutral is true if the call fails with an error that matches no sentinel.
	Neutral bool
	// Execution is what the error reports about the execution.
	Execution core.Execution
	// Attempts is the number of times that the request is sent.
	Attempts int
	// Status is the status in the error; 0 if there was no response.
	Status int
	// Kept is the part of the response body that the error must contain.
	Kept string
}

// succeeds reports whether the outcome is a success.
func (o Outcome) succeeds() bool { return o.Kind == nil && !o.Neutral }

// over reports whether the fault can occur over a protocol.
func (f *Fault) over(p Protocol) bool {
	switch {
	case f.Request != nil:
		return true
	case p == HTTP2 && (f.HTTP2 != nil || f.Hello != nil):
		return true
	case p == HTTP1 && f.HTTP1 != nil:
		return true
	}
	return f.HTTP1 == nil && f.HTTP2 == nil && f.Hello == nil
}

// secure reports whether the fault runs over TLS.
func (f *Fault) secure(p Protocol) bool { return p == HTTP2 || f.TLS || f.Certificate != "" }

// script returns the script for a request over a protocol.
func (f *Fault) script(p Protocol) script {
	switch {
	case p == HTTP1 && f.HTTP1 != nil:
		return f.HTTP1
	case p == HTTP2 && f.HTTP2 != nil:
		return f.HTTP2
	case f.Request != nil:
		return f.Request
	}
	return good
}
