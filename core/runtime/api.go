package runtime

import (
	"net/http"
	"time"
)

// API describes a generated package to this one.
type API struct {
	// Name is the name of the package, such as "whmcs".
	Name string
	// CookieScheme is the security scheme whose credential is a session cookie; empty if the API has none. If it is set, the
	// client keeps cookies.
	CookieScheme string
	// Rotating is a header that every response renews and every request sends back; empty if the API has none.
	Rotating string
	// Alternatives are the choices of credentials that operations offer, each a list of sets of schemes. New refuses a client
	// that has two sets of the same choice, because the choice would be ambiguous.
	Alternatives [][][]string
	// Options maps a security scheme to the options that give its credential.
	Options map[string][]string
	// Operations are all operations of the package.
	Operations []*Operation
	// Default describes requests that do not belong to an operation: see [Client.Call].
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
	// Parameters are the path parameters, in the order of the path, then those of the query, the header and cookies.
	Parameters []Parameter
	// Body describes the body of the request.
	Body Body
	// Security lists the alternatives that authenticate the operation; each is a set of schemes that go together. An empty
	// set means that the operation also works without credentials. A nil list means that it takes none.
	Security [][]string
	// Retry says when a request may be sent more than once.
	Retry Retry
	// Timeout is the minimum time that a call of a slow operation gets; 0 for other operations.
	Timeout time.Duration
	// Returns says what the body of a success is.
	Returns Returns
	// Accept is the media type of a success; empty for JSON.
	Accept string
	// Empty are the statuses of successes without a body, if other successes have one. The method then returns the zero value.
	// 2 stands for all 2xx statuses that the document does not name.
	Empty []int
	// Choices are the result types by status; nil if all successes have the same type.
	Choices []Choice
	// Result is the JSON property of the response that holds the result; empty if the whole response is the result.
	Result string
	// Required are the members that the document requires in the result.
	Required []string
	// Nullable is true if the result may be null. The method then returns the zero value, or null if the type has it.
	Nullable bool
	// ErrorBody says where the body of a failure has its message and code.
	ErrorBody ErrorBody
	// Codes is the range of numbers that mean invalid input in the body of a failure; the zero value if there are none.
	Codes CodeRange
	// Envelopes say how the server reports an error inside a success; the first that matches counts.
	Envelopes []Envelope
	// Literal is true if only Envelopes may recognize an error inside a success, because the usual forms mean something else
	// here.
	Literal bool
	// Noisy is true if the server is known to print PHP messages around its JSON. They are then not an error.
	Noisy bool
	// Failures are the types that the document declares for the bodies of failures.
	Failures []Failure
	// EndsSession is true for operations that make the tokens of a login invalid.
	EndsSession bool
}

// In is the location of a parameter.
type In int

// The locations of parameters.
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
	// Secret is true if errors must not show the value. A core.Secret is never shown.
	Secret bool
	// Field is the index of the field in the struct of parameters. Path parameters have none.
	Field int
	// Rule is what the document requires of the value; nil if nothing.
	Rule *Rule
}

// Body describes the body of a request.
type Body struct {
	// Media is the media type; empty if the operation sends no body.
	Media string
	// Parts are the media types of the parts of a multipart form, by name, where the document gives one.
	Parts map[string]string
	// Form says how values of a form are written.
	Form Form
	// Credential is true if the body has a field for a credential, which the client adds.
	Credential bool
	// NotNull is true if a null body counts as missing. An empty union is encoded as null.
	NotNull bool
	// Rule is what the document requires of the body; nil if nothing.
	Rule *Rule
}

// Returns says what the body of a success is.
type Returns int

const (
	// ReturnsJSON: JSON that the document describes.
	ReturnsJSON Returns = iota
	// ReturnsNothing: the body is not read.
	ReturnsNothing
	// ReturnsRaw: undocumented JSON, or an empty body; the method returns a core.Raw.
	ReturnsRaw
	// ReturnsBytes: any bytes, JSON or not; the method returns a core.Raw.
	ReturnsBytes
	// ReturnsText: text, as received; the method returns a string.
	ReturnsText
	// ReturnsStream: any bytes, which the caller reads as they arrive; the method returns a *core.Download.
	ReturnsStream
)

// Retry says when a request may be sent more than once.
type Retry int

const (
	// RetryByMethod retries what HTTP defines as safe (GET, HEAD, OPTIONS) and nothing else.
	RetryByMethod Retry = iota
	// RetryAlways marks operations that only read, whatever their method.
	RetryAlways
	// RetryNever marks operations that order, pay, register, terminate or delete, or that work only once. They are never sent
	// again after a byte may have reached the server.
	RetryNever
)

// ErrorBody says where the body of a failure has its message and code. Each is a dot-separated path of JSON properties; empty
// if the API has none.
type ErrorBody struct {
	Message string
	Code    string
}

// CodeRange is a range of numbers, both ends included.
type CodeRange struct {
	First, Last int64
}

// Envelope describes an error inside a success. A response is a failure, whatever its status, if Field is not empty in the
// sense of PHP's empty().
type Envelope struct {
	// Field is the JSON property that shows the error.
	Field string
	// Falsy inverts the rule: a response is a failure if Field is present, and is empty or says no.
	Falsy bool
	// Message replaces the texts in the field as the error's message; empty if those texts are for people.
	Message string
	// Means is a sentinel of package core that every such failure matches besides core.ErrRejected; nil if none.
	Means error
	// Meanings maps an error's code or message to a sentinel of package core.
	Meanings map[string]error
	// New returns a pointer to a new zero value of the type that the response has in this case; nil if it is undocumented.
	New func() any
}

// Choice is the result of the successes with a status.
type Choice struct {
	// Status is the HTTP status; 0 stands for the document's "default", 2 for "2XX".
	Status int
	// Into sets the status in results, the struct that the method returns, and returns a pointer to the field for the result;
	// nil if there is no body.
	Into func(results any, status int) any
	// Required are the members that the document requires in the result.
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

// detail returns a pointer to a new value of the type that the document declares for a failure with status, or nil.
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
