package runtime

import (
	"net/http"
	"time"
)

// API describes the API of a generated client.
type API struct {
	// Name is the name of the generated package, such as "whmcs".
	Name string
	// CookieScheme is the security scheme whose credential is a session cookie; empty if the API has none. If it is set, the
	// client stores cookies.
	CookieScheme string
	// Rotating is the name of a header that changes with every response and must be sent with the next request; empty if the
	// API has none.
	Rotating string
	// Alternatives lists groups of credentials that exclude each other. Each group is a list of sets of security schemes. New
	// rejects a client with two complete sets of one group, because it would be unclear which set to send.
	Alternatives [][][]string
	// Options maps a security scheme to the options that set its credential.
	Options map[string][]string
	// Operations lists all operations of the API.
	Operations []*Operation
	// Default describes requests that do not belong to an operation: see [Client.Call].
	Default Operation
}

// Operation describes one operation, as the document and its overlay define it. A generated package declares one variable per
// operation, which never changes.
type Operation struct {
	// ID is the operationId of the document, such as "listProducts".
	ID string
	// Method is the HTTP method.
	Method string
	// Path is the path template of the document, such as "/cart/{cart_id}/totals". Errors and logs show the template, because
	// the arguments in the real path may be secrets.
	Path string
	// Server is the URL of a server for this operation only, absolute or relative to the client's base URL; empty if the
	// operation uses the base URL.
	Server string
	// Parameters lists the path parameters in the order of the path, and then the query, header and cookie parameters.
	Parameters []Parameter
	// Body describes the body of the request.
	Body Body
	// Security lists the alternative ways to authenticate the operation. Each is a set of schemes that are used together. An
	// empty set means that credentials are optional. A nil list means that the operation uses no credentials.
	Security [][]string
	// Retry says when a request may be sent more than once.
	Retry Retry
	// Timeout is the minimum timeout of a slow operation; 0 for other operations.
	Timeout time.Duration
	// Returns is the kind of body in a successful response.
	Returns Returns
	// Accept is the media type of a successful response; empty for JSON.
	Accept string
	// Empty lists the success statuses without a body, if other success statuses have one. The method then returns the zero
	// value. 2 stands for all 2xx statuses that the document does not list.
	Empty []int
	// Choices lists the result types by status; nil if all successful responses have the same type.
	Choices []Choice
	// Result is the JSON property of the response that contains the result; empty if the whole response is the result.
	Result string
	// Required lists the members that the document requires in the result.
	Required []string
	// Nullable is true if the result may be null. The method returns a null result as the zero value, or as null if the type
	// can represent it.
	Nullable bool
	// ErrorBody locates the message and the code in an error response.
	ErrorBody ErrorBody
	// Codes is the range of error codes that report invalid input in an error response; the zero value if the API has none.
	Codes CodeRange
	// Envelopes lists the ways the server reports an error in a successful response. The first match wins.
	Envelopes []Envelope
	// Literal is true if only Envelopes may identify an error in a successful response, because members with usual names such
	// as "error" have another meaning here.
	Literal bool
	// Noisy is true if the server is known to print PHP messages around its JSON. Such responses are then accepted.
	Noisy bool
	// Failures lists the types that the document declares for error responses.
	Failures []Failure
	// EndsSession is true for operations that invalidate the tokens of a login, such as a logout.
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
	// Type and Format are those of the parameter's schema.
	Type, Format string
	// JSON is true if the parameter is sent as JSON.
	JSON     bool
	Required bool
	// Secret is true if errors must not show the value. A core.Secret is never shown.
	Secret bool
	// Field is the index of the field in the struct of parameters. It is not used for path parameters.
	Field int
	// Rule contains the document's constraints on the value; nil if there are none.
	Rule *Rule
}

// Body describes the body of a request.
type Body struct {
	// Media is the media type; empty if the operation sends no body.
	Media string
	// Parts maps the names of parts of a multipart form to the media types that the document declares for them.
	Parts map[string]string
	// Form defines how form values are encoded.
	Form Form
	// Credential is true if the body has a field for a credential. The client sets it.
	Credential bool
	// NotNull is true if a null body counts as missing. An empty union is encoded as null.
	NotNull bool
	// Rule contains the document's constraints on the body; nil if there are none.
	Rule *Rule
}

// Returns is the kind of body in a successful response.
type Returns int

const (
	// ReturnsJSON means documented JSON.
	ReturnsJSON Returns = iota
	// ReturnsNothing means that the body is not decoded.
	ReturnsNothing
	// ReturnsRaw means undocumented JSON or an empty body. The method returns a core.Raw.
	ReturnsRaw
	// ReturnsBytes means any bytes, JSON or not. The method returns a core.Raw.
	ReturnsBytes
	// ReturnsText means text. The method returns it unchanged as a string.
	ReturnsText
	// ReturnsStream means any bytes, which the caller reads as they arrive. The method returns a *core.Download.
	ReturnsStream
)

// Retry says when a request may be sent more than once.
type Retry int

const (
	// RetryByMethod retries only the methods that HTTP defines as safe: GET, HEAD and OPTIONS.
	RetryByMethod Retry = iota
	// RetryAlways is for operations that only read, with any method.
	RetryAlways
	// RetryNever is for operations that order, pay, register, terminate or delete, or that work only once. They are never sent
	// again if any byte may have reached the server.
	RetryNever
)

// ErrorBody locates the message and the code in an error response. Each is a dot-separated path of JSON properties; empty if
// the API has none.
type ErrorBody struct {
	Message string
	Code    string
}

// CodeRange is a range of numbers, both ends included.
type CodeRange struct {
	First, Last int64
}

// Envelope describes how a response reports an error. Regardless of its status, the response is a failure if Field is not empty
// in the sense of PHP's empty().
type Envelope struct {
	// Field is the JSON property that shows the error.
	Field string
	// Falsy inverts the rule: the response is a failure if Field is present, and is either empty or a word such as "false" or
	// "no".
	Falsy bool
	// Message is the error message to use instead of the texts in Field; empty if those texts are meant for people.
	Message string
	// Means is a sentinel error of package core that such an error matches in addition to core.ErrRejected; nil if there is
	// none.
	Means error
	// Meanings maps an error's code or message to a sentinel error of package core.
	Meanings map[string]error
	// New returns a pointer to a new zero value of the type of such a response; nil if the type is undocumented.
	New func() any
}

// Choice is the result type of a status.
type Choice struct {
	// Status is the HTTP status; 0 stands for the document's "default", 2 for "2XX".
	Status int
	// Into sets the status in results, the struct that the method returns. It returns a pointer to the field for the result, or
	// nil if the response has no body.
	Into func(results any, status int) any
	// Required lists the members that the document requires in the result.
	Required []string
}

// Failure is the type of an error response that the document declares.
type Failure struct {
	// Status is the HTTP status; 0 stands for the document's "default", 4 and 5 for "4XX" and "5XX".
	Status int
	// New returns a pointer to a new zero value of the body's type.
	New func() any
}

// safe reports whether a request of the operation may be sent twice.
func (o *Operation) safe() bool {
	switch o.Retry {
	case RetryAlways:
		return true
	case RetryNever:
		return false
	}
	return o.Method == http.MethodGet || o.Method == http.MethodHead || o.Method == http.MethodOptions
}

// detail returns a pointer to a new value of the declared type of an error response with the status; nil if there is none.
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
