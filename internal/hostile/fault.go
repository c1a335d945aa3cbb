package hostile

import "github.com/hostclients/hostclients/core"

// Protocol is the protocol of a connection.
type Protocol string

// HTTP1 runs without TLS, so the server controls every byte. Only faults of TLS itself use TLS.
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
	// Certificate is the name of the server's certificate. TLS makes HTTP/1.1 run over TLS.
	Certificate string
	TLS         bool
	// Hello runs on an HTTP/2 connection after its preface.
	Hello script
	// Request runs on a request in either protocol, HTTP1 and HTTP2 only in that protocol. A fault without any of these applies
	// to both protocols.
	Request, HTTP1, HTTP2 script
	// passing is true for the server's behavior while the client warms up. A connection that is opened during the warm-up and
	// first used later gets the fault that is planned when it is used.
	passing bool
	// Must holds the required outcome for each class of calls.
	Must Rows
	// Warm is the number of idle connections that the client has before the fault.
	Warm int
	// Stalls is true if the call ends at its deadline.
	Stalls bool
	// Heavy is true if the server sends so much that only make hostile runs the fault.
	Heavy bool
	// Keeps is true if connections stay open because net/http abandoned them and waits for the server to close them.
	Keeps bool
	// Lies is true if the server executes a request and then signals that it did not, or the reverse. No client can detect this,
	// but a call must still not be executed twice.
	Lies bool
}

// Rows holds the outcome for each class of calls.
type Rows struct {
	Read, Write, Spend Outcome
	// Empty replaces Spend for calls without a body, if net/http behaves differently.
	Empty *Outcome
}

// Outcome is how a call must end.
type Outcome struct {
	// Kind is the sentinel that the error matches; nil if the call succeeds.
	Kind error
	// Loose is true if the outcome depends on timing. The error must then only report the execution correctly.
	Loose bool
	// Neutral is true if the call fails with an error that matches no sentinel.
	Neutral bool
	// Execution is whether the error reports the call as executed.
	Execution core.Execution
	// Attempts is how many times the request is sent.
	Attempts int
	// Status is the status in the error; 0 if there was no response.
	Status int
	// Kept is a part of the response body that the error must contain.
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
