package runtime

import (
	"net/http"
	"time"
)

// API describes a generated package to this one.
type API struct {
	// Name is the name of the package, such as "whmcs".
	Name string
	// CookieScheme is the security scheme whose credential is a session cookie; empty if the API has none. With one, the
	// client keeps cookies.
	CookieScheme string
	// Rotating is a header that every response renews and every request sends back; empty if the API has none.
	Rotating string
	// Alternatives are the choices of credentials that operations offer, each a list of sets of schemes. New refuses a client with two
	// sets of one choice, because it would be ambiguous.
	Alternatives [][][]string
	// Options are the options that give the credential of a security scheme, by the scheme.
	Options map[string][]string
	// Operations are all operations of the package.
	Operations []*Operation
	// Default describes requests that belong to no operation: see [Client.Call].
	Default Operation
}

// Operation is what a document and its overlay say about one operation. A generated package declares one per operation and
// never changes it afterwards.
type Operation struct {
	// ID is the operationId of the document, such as "listProducts".
	ID string
	// Method is the HTTP method.
	Method string
	// Path is the path template of the document, such as "/cart/{cart_id}/totals". Errors and logs show it in place of the
	// real path, whose arguments may be secrets.
	Path string
	// Server is the URL of the operation's own server, absolute or relative to that of the client; empty if it has none.
	Server string
	// Parameters are those of the path, in its order, and then those of the query, the header and cookies.
	Parameters []Parameter
	// Body describes the body of the request.
	Body Body
	// Security lists the alternatives that authenticate the operation; each is a set of schemes that go together. An empty
	// set means that the operation also works without credentials. A nil list means that it takes none.
	Security [][]string
	// Retry says when a request may be sent more than once.
	Retry Retry
	// Timeout is the least time that a call of the operation gets; 0 if the operation is not slow.
	Timeout time.Duration
	// Returns says what the body of a success is.
	Returns Returns
	// Accept is the media type of a success; empty for JSON.
	Accept string
	// Empty are the statuses of successes without a body, if other successes have one. The method then returns the zero value.
	// 2 is for all statuses that the document does not name.
	Empty []int
	// Choices are the results of successes of several types; nil if all have one type.
	Choices []Choice
	// Result is the JSON property of the response that holds the result; empty if the response is the result.
	Result string
	// Required are the members that the document demands of the result.
	Required []string
	// Nullable is true if the result may be null. The method then returns the zero value, or null if the type has it.
	Nullable bool
	// ErrorBody says where the body of a failure has its message and code.
	ErrorBody ErrorBody
	// Codes are the numbers that mean invalid input in the body of a failure; the zero value if there are none.
	Codes CodeRange
	// Envelopes say how the server reports an error inside a success; the first that matches counts.
	Envelopes []Envelope
	// Literal is true if only Envelopes recognizes an error inside a success, because the usual forms mean something else here.
	Literal bool
	// Noisy is true if the server is known to print messages of PHP around its JSON. They are then not an error.
	Noisy bool
	// Failures are the typed bodies that the document declares for failures.
	Failures []Failure
	// EndsSession is true for operations after which tokens of a login are no longer valid.
	EndsSession bool
}

// In is where a parameter goes.
type In int

// Where parameters go.
const (
	InPath In = iota
	InQuery
	InHeader
	InCookie
)

// Parameter describes a parameter as OpenAPI does.
type Parameter struct {
	Name string
	In   In
	// Style is OpenAPI's style; empty for the default: simple in paths and headers, form in queries and cookies.
	Style    string
	Explode  bool
	Reserved bool // allowReserved
	// Type and Format are those of the schema.
	Type, Format string
	// JSON is true if the parameter is sent as JSON.
	JSON     bool
	Required bool
	// Secret is true if errors must not show the value. They never show a core.Secret.
	Secret bool
	// Field is the index of the field in the struct of parameters. Path parameters have none.
	Field int
	// Rule is what the document demands of the value; nil if nothing.
	Rule *Rule
}

// Body describes the body of a request.
type Body struct {
	// Media is the media type; empty if the operation sends no body.
	Media string
	// Parts are the media types of the parts of a multipart form, by name, where the document gives one.
	Parts map[string]string
	// Form says how a form is spelled.
	Form Form
	// Credential is true if the body has a field for a credential, which the client adds.
	Credential bool
	// NotNull is true if a body that is null, as a union is that nobody filled, is none.
	NotNull bool
	// Rule is what the document demands of the body; nil if nothing.
	Rule *Rule
}

// Returns says what the body of a success is.
type Returns int

const (
	// ReturnsJSON: the JSON that the document describes.
	ReturnsJSON Returns = iota
	// ReturnsNothing: the body is not read.
	ReturnsNothing
	// ReturnsRaw: undocumented JSON, or nothing; the method returns a core.Raw.
	ReturnsRaw
	// ReturnsBytes: anything, JSON or not; the method returns a core.Raw.
	ReturnsBytes
	// ReturnsText: a text, as received; the method returns a string.
	ReturnsText
	// ReturnsStream: anything, which the caller reads while it arrives; the method returns a *core.Download.
	ReturnsStream
)

// Retry says when a request may be sent more than once.
type Retry int

const (
	// RetryByMethod retries what HTTP defines as safe (GET, HEAD, OPTIONS) and nothing else.
	RetryByMethod Retry = iota
	// RetryAlways marks operations that only read, whatever their method.
	RetryAlways
	// RetryNever marks operations that order, pay, register, terminate, delete, or may be used once: never sent again once
	// a byte may have reached the server.
	RetryNever
)

// ErrorBody says where the body of a failure has its message and code. Each is a path of JSON properties separated by dots; empty if
// the API has none.
type ErrorBody struct {
	Message string
	Code    string
}

// CodeRange is a range of numbers, both ends included.
type CodeRange struct {
	First, Last int64
}

// Envelope describes an error inside a success: a response whose Field is not empty, in the sense of PHP's empty(), is a
// failure whatever its status.
type Envelope struct {
	// Field is the JSON property that shows the error.
	Field string
	// Falsy inverts it: a response is a failure if Field is there, and is empty or says no.
	Falsy bool
	// Message is the error's message in place of the texts in the field; empty if those are for people.
	Message string
	// Means is the sentinel of package core that every such failure matches beside core.ErrRejected; nil if none.
	Means error
	// Meanings maps an error's code or message to a sentinel of package core.
	Meanings map[string]error
	// New returns a pointer to a new zero value of the response's type in this case; nil if it is undocumented.
	New func() any
}

// Choice is the result of the successes with a status.
type Choice struct {
	// Status is the HTTP status; 0 stands for the document's "default", 2 for "2XX".
	Status int
	// Into notes the status in results, the struct that the method returns, and returns a pointer to where the result goes; nil
	// if there is no body.
	Into func(results any, status int) any
	// Required are the members that the document demands of the result.
	Required []string
}

// Failure is a typed body that the document declares for a failure.
type Failure struct {
	// Status is the HTTP status; 0 stands for the document's "default", 4 and 5 for "4XX" and "5XX".
	Status int
	// New returns a pointer to a new zero value of the body's type.
	New func() any
}

// safe reports whether sending the operation twice is the same as sending it once.
func (o *Operation) safe() bool {
	switch o.Retry {
	case RetryAlways:
		return true
	case RetryNever:
		return false
	}
	return o.Method == http.MethodGet || o.Method == http.MethodHead || o.Method == http.MethodOptions
}

// detail returns a pointer to a new value of the body that the document declares for status, or nil.
func (o *Operation) detail(status int) any {
	for _, key := range []int{status, status / 100, 0} {
		for _, failure := range o.Failures {
			if failure.Status == key {
				return failure.New()
			}
		}
	}
	return nil
}
