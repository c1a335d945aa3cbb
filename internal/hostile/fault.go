package hostile

import "github.com/hostclients/hostclients/core"

// Protocol is what a connection speaks.
type Protocol string

// HTTP1 is spoken in the clear, so that the server can be rude to the byte, except by faults of TLS itself.
const (
	HTTP1 Protocol = "HTTP/1.1"
	HTTP2 Protocol = "HTTP/2"
)

// Protocols are all protocols.
var Protocols = []Protocol{HTTP1, HTTP2}

// Fault is one way to misbehave. Where a script is nil, the server does what a good one does at that point.
type Fault struct {
	// Name is what the table and the tests call it.
	Name string
	// Refuses is true if nobody listens.
	Refuses bool
	// Connect is what happens to a connection before a byte is read.
	Connect script
	// Certificate names the certificate that is shown; TLS makes HTTP/1.1 run over TLS.
	Certificate string
	TLS         bool
	// Hello is what happens to an HTTP/2 connection after its preface.
	Hello script
	// Request is what happens to a request, in either protocol; HTTP1 and HTTP2 in the one only. A fault without any of
	// these applies to both protocols.
	Request, HTTP1, HTTP2 script
	// Must says what each class of calls must make of it.
	Must Rows
	// Warm is how many idle connections the client has when it meets the fault.
	Warm int
	// Stalls is true if the call ends at its deadline.
	Stalls bool
	// Heavy is true if the server sends so much that only make hostile has the time.
	Heavy bool
	// Keeps is true if the server keeps connections that net/http gave up and will not close: it waits for the server's end.
	Keeps bool
	// Lies is true if the server executes and then says, in the words of a protocol, that it did not, or the reverse. No
	// client can tell; it must not execute twice all the same.
	Lies bool
}

// Rows are the outcomes for each class of calls.
type Rows struct {
	Read, Write, Spend Outcome
	// Empty replaces Spend for calls without a body, where net/http behaves differently.
	Empty *Outcome
}

// Outcome is what a call must end with.
type Outcome struct {
	// Kind is the sentinel that the error matches; nil if the call succeeds.
	Kind error
	// Loose is true if it depends on timing what the client sees: what the error says must be true, and that is all.
	Loose bool
	// Neutral is true if the call fails, and the error matches no sentinel.
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

// over reports whether the fault can be met over a protocol.
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
