package core

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Operation is what a document and its overlay say about one operation. Generated packages declare one per operation and
// never change it afterwards.
type Operation struct {
	// API is the name of the package, such as "whmcs".
	API string
	// ID is the operationId of the document, such as "listProducts".
	ID string
	// Method is the HTTP method.
	Method string
	// Path is the path template of the document, such as "/cart/{cart_id}/totals". Errors and logs show it in place of
	// the real path, whose arguments may be secrets.
	Path string
	// Security lists the alternatives that authenticate the operation; each is a set of schemes that go together. An
	// empty set means that the operation also works without credentials. A nil list means that it takes none.
	Security [][]string
	// Repeat says when a request may be sent more than once.
	Repeat Repeat
	// Timeout is how long a call of the operation takes at least to be given up; 0 if it is as quick as any.
	Timeout time.Duration
	// Result is the JSON property of the answer that holds the result; empty if the answer is the result.
	Result string
	// Nullable is true if the result may be null; the method then returns its zero value, or the null of a type that knows
	// it.
	Nullable bool
	// Answer says what the body of a success is.
	Answer Answer
	// Form says how a form body is spelled.
	Form FormStyle
	// PathRules say what the document demands of the path's arguments, by name; ParamsRule what it demands of the query
	// and header parameters, as members of an object; BodyRule what it demands of the body.
	PathRules            map[string]*Rule
	ParamsRule, BodyRule *Rule
	// ErrorBody says where an error's body keeps its message and code.
	ErrorBody ErrorBody
	// Codes are the numbers that mean a fault of the input in the body of a failure; the zero value if there are none.
	Codes CodeRange
	// Envelopes say how the server reports an error inside a success; the first that fits counts. None if it does not.
	Envelopes []Envelope
	// EndsSession is true for operations after which tokens that were got for a login are no longer good.
	EndsSession bool
	// Details are the typed bodies that the document declares for failures.
	Details []Detail
}

// Answer says what the body of a success is.
type Answer int

const (
	// AnswerJSON: the JSON that the document describes.
	AnswerJSON Answer = iota
	// AnswerNone: nothing that anyone reads.
	AnswerNone
	// AnswerRaw: JSON that nobody documents, or nothing; the method returns a [Raw].
	AnswerRaw
)

// Repeat says when a request may be sent more than once.
type Repeat int

const (
	// RepeatByMethod repeats what HTTP defines as safe (GET, HEAD, OPTIONS) and nothing else.
	RepeatByMethod Repeat = iota
	// RepeatAlways marks operations that only read, whatever their method.
	RepeatAlways
	// RepeatNever marks operations that order, pay, register, terminate, delete, or may be used once: never sent again
	// once a byte may have reached the server.
	RepeatNever
)

// ErrorBody says where an error's body keeps what people and programs look for. Each is a path of JSON properties
// separated by dots; empty if the API has no such thing.
type ErrorBody struct {
	Message string
	Code    string
}

// Envelope describes an error inside a success: an answer whose Field is not empty, in the sense of PHP's empty(), is a
// failure whatever its status.
type Envelope struct {
	// Field is the JSON property that tells.
	Field string
	// Falsy turns it round: an answer is a failure if Field is there, and is empty or says no.
	Falsy bool
	// Message is what the error says in place of the field's texts; "" if those are meant for people.
	Message string
	// Means is the sentinel error that every such failure matches beside ErrRejected; nil if that is all there is to it.
	Means error
	// Meanings maps an error's code or message to one of this package's sentinel errors.
	Meanings map[string]error
	// New returns a pointer to a new zero value of the answer's type in this case; nil if nobody documents it.
	New func() any
}

// Detail is a typed body that the document declares for a failure.
type Detail struct {
	// Status is the HTTP status; 0 stands for the document's "default", 4 and 5 for "4XX" and "5XX".
	Status int
	// New returns a pointer to a new zero value of the body's type.
	New func() any
}

// safe reports whether sending the operation twice is the same as sending it once.
func (o *Operation) safe() bool {
	switch o.Repeat {
	case RepeatAlways:
		return true
	case RepeatNever:
		return false
	}
	return o.Method == http.MethodGet || o.Method == http.MethodHead || o.Method == http.MethodOptions
}

// detail returns a pointer to a new value of the body that the document declares for status, or nil.
func (o *Operation) detail(status int) any {
	for _, key := range []int{status, status / 100, 0} {
		for _, d := range o.Details {
			if d.Status == key {
				return d.New()
			}
		}
	}
	return nil
}

// flight is what the stages of the chain know about one call on its way.
type flight struct {
	op       *Operation
	call     *callConfig
	inputs   []any // what the request was made of, which may hold secrets: its body and its parameters
	attempts int   // how often the request was handed to the network
	// decode takes the result out of a success; nil if there is none to take.
	decode func(*http.Response, []byte) error
	// target is where the request goes.
	target *url.URL
	// failure is what the classification stage made of the last answer. Net/http replaces an error with one of its own when
	// the caller's Client.Timeout has passed meanwhile, and what was received must not be lost with it.
	failure *Error
	// accepted is true if the server took the last answer for a success, and the caller's check did not.
	accepted bool
	// carried are the secrets in the headers of what was sent and received.
	carried []Secret
}

type flightKey struct{}

func withFlight(ctx context.Context, f *flight) context.Context {
	return context.WithValue(ctx, flightKey{}, f)
}

// flightOf returns the call that a request belongs to. Requests that were not built by a generated method get a flight of
// their own, about which only the method is known, so that the chain also serves other clients.
func flightOf(r *http.Request) *flight {
	if f, ok := r.Context().Value(flightKey{}).(*flight); ok {
		return f
	}
	return &flight{op: &Operation{Method: r.Method}, call: &callConfig{}}
}
