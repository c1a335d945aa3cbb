package hostile

import "github.com/hostclients/hostclients/core"

// Protocol is the protocol of a connection.
type Protocol string

// HTTP1 is HTTP/1.1 in the clear, so that the server controls every byte, except for faults of TLS itself.
const (
	HTTP1 Protocol = "HTTP/1.1"
	HTTP2 Protocol = "HTTP/2"
)

// Protocols are all protocols.
var Protocols = []Protocol{HTTP1, HTTP2}

// Fault is one way to misbehave. Where a script is nil, the server behaves well at that point.
type Fault struct {
	// Name is its name in the table and the tests.
	Name string
	// Refuses is true if nobody listens.
	Refuses bool
	// Connect is what happens to a connection before a byte is read.
	Connect script
	// Certificate names the certificate of the server; TLS makes HTTP/1.1 run over TLS.
	Certificate string
	TLS         bool
	// Hello is what happens to an HTTP/2 connection after its preface.
	Hello script
	// Request is what happens to a request in either protocol, HTTP1 and HTTP2 in that protocol only. A fault without any of
	// these applies to both protocols.
	Request, HTTP1, HTTP2 script
	// passing is true for the server's behavior while the client warms up. A connection that is made then but first used later
	// gets the fault that is planned at its use.
	passing bool
	// Must holds the required outcome for each class of calls.
	Must Rows
	// Warm is how many idle connections the client has when it meets the fault.
	Warm int
	// Stalls is true if the call ends at its deadline.
	Stalls bool
	// Heavy is true if the server sends so much that only make hostile runs the fault.
	Heavy bool
	// Keeps is true if connections stay open because net/http gave them up and waits for the server to close them.
	Keeps bool
	// Lies is true if the server executes and then denies it by its protocol, or the reverse. No client can tell, but a call
	// must still not be executed twice.
	Lies bool
}

// Rows are the outcomes for each class of calls.
type Rows struct {
	Read, Write, Spend Outcome
	// Empty replaces Spend for calls without a body, if net/http behaves differently.
	Empty *Outcome
}

// Outcome is how a call must end.
type Outcome struct {
	// Kind is the sentinel that the error matches; nil if the call succeeds.
	Kind error
	// Loose is true if what the client sees depends on timing. The error must then only be true.
	Loose bool
	// Neutral is true if the call fails with an error that matches no sentinel.
	Neutral bool
	// Execution is what the error says about it.
	Execution core.Execution
	// Attempts is how often the request is sent.
	Attempts int
	// Status is the status that the error keeps; 0 if there was no response.
	Status int
	// Kept is a part of the body that the error keeps.
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

// script returns what happens to a request.
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
