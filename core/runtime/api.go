package runtime

import (
	"net/http"
	"time"
)

// API describes an API. Each generated package declares one.
type API struct {
	// Name is the name of the generated package, such as "whmcs".
	Name string
	// CookieScheme is the security scheme whose credential is a session cookie; empty if the API has none. If it is set, the
	// client stores cookies.
	CookieScheme string
	// Rotating is the name of a header that each response sets and the next request must send back; empty if the API has none.
	Rotating string
	// Alternatives lists the choices of credentials that operations offer. Each choice is a list of sets of schemes. If the
	// options complete two sets of a choice, the choice is ambiguous, and New returns an error.
	Alternatives [][][]string
	// Options maps a security scheme to the names of the options that set its credential.
	Options map[string][]string
	// Operations lists all operations of the package.
	Operations []*Operation
	// Default describes the requests of [Client.Call], which do not belong to an operation.
	Default Operation
}

// Operation describes an operation of the document. A generated package declares its operations and never changes them.
type Operation struct {
	// ID is the operationId of the document, such as "listProducts".
	ID string
	// Method is the HTTP method.
	Method string
	// Path is the path template of the document, such as "/cart/{cart_id}/totals". Errors and logs show it instead of the real
	// path, whose arguments may be secrets.
	Path string
	// Server is the URL of a server that is specific to the operation, absolute or relative to the base URL of the client;
	// empty if the operation has none.
	Server string
	// Parameters lists the path parameters, in the order of the path, and after them the query, header and cookie parameters.
	Parameters []Parameter
	// Body describes the body of the request.
	Body Body
	// Security lists the alternatives that authenticate the operation. Each is a set of schemes that are used together. An
	// empty set means that the operation also works without credentials. A nil list means that it needs no credentials.
	Security [][]string
	// Retry defines when a request may be sent more than once.
	Retry Retry
	// Timeout is the minimum time limit for calls of a slow operation; 0 for other operations.
	Timeout time.Duration
	// Returns is the kind of body in a success.
	Returns Returns
	// Accept is the media type of a successful response; empty for JSON.
	Accept string
	// Empty lists the statuses of successes without a body, if other successes have one. For these statuses, the method
	// returns the zero value. 2 means all 2xx statuses that the document does not list.
	Empty []int
	// Choices lists the result types by status; nil if all successes have the same type.
	Choices []Choice
	// Result is the JSON property of the response that contains the result; empty if the whole response is the result.
	Result string
	// Required lists the members that the document requires in the result.
	Required []string
	// Nullable is true if the result may be null. The method's type then represents null.
	Nullable bool
	// ErrorBody locates the message and the code in the body of a failure.
	ErrorBody ErrorBody
	// Codes is the range of the API's codes for invalid input; the zero value if the API has no such codes.
	Codes CodeRange
	// Envelopes describe how the server reports an error inside a success. The first one that matches is used.
	Envelopes []Envelope
	// Literal is true if only Envelopes may recognize an error inside a success, because the usual forms of an error mean
	// something else in this operation.
	Literal bool
	// Noisy is true if the server is known to print PHP messages around its JSON. Then they are not an error.
	Noisy bool
	// Failures lists the types that the document declares for the bodies of failures.
	Failures []Failure
	// EndsSession is true for operations that invalidate the tokens of a login.
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
	// Field is the index of the field in the struct of parameters. Path parameters do not use it.
	Field int
	// Rule is the document's constraint on the value, or nil.
	Rule *Rule
}

// Body describes the body of a request.
type Body struct {
	// Media is the media type; empty if the operation sends no body.
	Media string
	// Parts has the media types that the document declares for parts of a multipart form, by name.
	Parts map[string]string
	// Form defines how form values are written.
	Form Form
	// Credential is true if the body has a field for a credential, which the client fills in.
	Credential bool
	// NotNull is true if a null body counts as missing. An empty union is encoded as null.
	NotNull bool
	// Rule is the document's constraint on the body, or nil.
	Rule *Rule
}

// Returns is the kind of body in a success.
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

// Retry defines when a request may be sent more than once.
type Retry int

const (
	// RetryByMethod retries only the methods that HTTP defines as safe: GET, HEAD and OPTIONS.
	RetryByMethod Retry = iota
	// RetryAlways is for operations that only read, with any method.
	RetryAlways
	// RetryNever marks operations that order, pay, register, terminate or delete, or that work only once. They are never sent
	// again after the first byte may have reached the server.
	RetryNever
)

// ErrorBody locates the message and the code in the body of a failure. Each is a dot-separated path of JSON properties, or empty
// if the API sends none.
type ErrorBody struct {
	Message string
	Code    string
}

// CodeRange is a range of numbers, both ends included.
type CodeRange struct {
	First, Last int64
}

// Envelope describes an error inside a success. A response is a failure, whatever its status, if Field is present and PHP's empty()
// would be false for it.
type Envelope struct {
	// Field is the JSON property that reports the error.
	Field string
	// Falsy inverts the rule: a response is a failure if Field is present, and is empty or a string that means no.
	Falsy bool
	// Message is the error's message; empty if the strings in Field are written for people.
	Message string
	// Means is a sentinel of package core that every such failure matches in addition to core.ErrRejected, or nil.
	Means error
	// Meanings maps an error's code or message to a sentinel error of package core.
	Meanings map[string]error
	// New returns a pointer to a zero value of the response's type. It is nil if the type is undocumented.
	New func() any
}

// Choice is the type of the result for one status of a success.
type Choice struct {
	// Status is the HTTP status; 0 means the document's "default", and 2 means "2XX".
	Status int
	// Into sets the status in results, the struct that the method returns, and returns a pointer to the field for the result,
	// or nil if there is no body.
	Into func(results any, status int) any
	// Required lists the members that the document requires in the result.
	Required []string
}

// Failure is the type of an error response that the document declares.
type Failure struct {
	// Status is the HTTP status; 0 means the document's "default", 4 and 5 mean "4XX" and "5XX".
	Status int
	// New returns a pointer to a zero value of the body's type.
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

// detail returns a pointer to a zero value of the type that the document declares for error responses with status, or nil.
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
