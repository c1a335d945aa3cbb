// Package plan is the model of a generated package: the names of its client, services, methods and types, what each operation
// sends and receives, and where every element is in the document. It is built once from a document and its overlays. Templates
// render it, and tools read it instead of the generated Go.
//
// A plan is plain data. The only Go code in it is type expressions, such as []Invoice, and Boilerplate.
package plan

import (
	"time"

	"github.com/hostclients/hostclients/internal/spec"
)

// Package is the model of a generated package.
type Package struct {
	// Name is the package's name, and the API's name in errors and logs.
	Name string
	// Title, Version and Description come from the document.
	Title, Version, Description string
	// Comment is the package's comment, in paragraphs.
	Comment []string
	// NewComment is the comment of New, in paragraphs.
	NewComment []string

	Servers  []Server
	Services []*Service
	// Operations are the operations of all services, by operationId.
	Operations []*Operation
	// LeftOut maps the pointers of operations that are not generated to the reasons: see [Config.Partial].
	LeftOut map[string]error
	// Types are the types of the document, by name.
	Types []*Type
	// Rules are the rules with a name. Operations and other rules refer to them.
	Rules   []*Rule
	Options []*Option

	// CookieScheme is the security scheme whose credential is a session cookie, or "".
	CookieScheme string
	// Rotating is the header whose value every response renews and every request must send, or "".
	Rotating string
	// Alternatives contains an entry for each choice between sets of credentials that an operation offers.
	Alternatives [][][]string
	// Default describes requests without an operation.
	Default Protocol

	// Imports are the packages that type expressions may refer to.
	Imports []Import
	// Boilerplate is Go code: oapi-codegen's methods for unions and for objects with additional properties.
	Boilerplate string
}

// Origin is where an element is described.
type Origin struct {
	// File and Line locate the element in the document, or in the overlay that added it.
	File string
	Line int
	// Pointer is the element's JSON pointer in the document with its overlays.
	Pointer string
}

// Import is a package that a type expression may refer to.
type Import struct {
	// Name is the package's name in the file; "" for its default name.
	Name string
	Path string
}

// Server is a server of the document whose URL is a constant.
type Server struct {
	Origin
	Const, URL, Description string
}

// Service is a group of operations: a field of the client, and the type of that field.
type Service struct {
	// Name is the name of the field, and Type the name of its type.
	Name, Type string
	// Description is the service's description; "" if the document has none.
	Description string
	// Operations are the operations of the service, by the names of their methods.
	Operations []*Operation
}

// Operation is an operation of the document, and the method that calls it.
type Operation struct {
	Origin
	// ID is the operationId; Method is the HTTP method; Path is the path template.
	ID, Method, Path string
	Service          *Service
	// Name is the method's name. Const is the name of the constant for the ID, and Var that of the operation's variable.
	Name, Const, Var string
	// Comment is the method's comment, in paragraphs.
	Comment []string
	// Summary is the first sentence of the comment, without the method's name.
	Summary    string
	Tags       []string
	Deprecated bool

	// Server is the URL of the operation's own server; "" if the operation uses the client's base URL.
	Server string

	// Args are the path parameters, in the order of the path.
	Args []*Parameter
	// Params is the type of the query, header and cookie parameters, or nil.
	Params *Type
	// Parameters are the parameters in Params, in the order of its fields.
	Parameters []*Parameter
	Body       *Body // nil if the operation has no body
	Result     Result
	Failures   []Failure
	Pager      *Pager // nil if there are no pages

	Protocol
	Retry       Retry
	Timeout     time.Duration
	EndsSession bool
	Permissions []string
	Source      *Source
	Inferred    *Inferred
	// ResponseInferred is true if the successful response is a guess.
	ResponseInferred bool
}

// HasBody reports whether the method takes a body.
func (op *Operation) HasBody() bool { return op.Body != nil && op.Body.GoType != "" }

// HasForm reports whether the body is a form for which x-form sets spellings.
func (op *Operation) HasForm() bool {
	return op.Body != nil && op.Body.IsForm() && (op.Booleans != nil || len(op.Body.Fields) > 0)
}

// Protocol is how an operation authenticates and recognizes failures.
type Protocol struct {
	// Security are the alternatives that authenticate, each a set of schemes.
	Security  [][]string
	ErrorBody *ErrorBody
	Codes     *Codes
	Envelopes []Envelope
	// Literal is true if only Envelopes may recognize an error inside a successful response.
	Literal bool
	// Noisy is true if PHP messages around the JSON are not an error.
	Noisy bool
	// Booleans is how a form writes booleans; nil for the default.
	Booleans *Booleans
}

// Retry is the value of x-retry: when a request may be sent more than once.
type Retry string

// The values of x-retry.
const (
	RetryByMethod Retry = ""
	RetryAlways   Retry = "always"
	RetryNever    Retry = "never"
)

// Parameter is a path, query, header or cookie parameter.
type Parameter struct {
	Origin
	// Wire is the parameter's name in the document; In is path, query, header or cookie.
	Wire, In string
	// Name is the name of the method's argument, for a path parameter.
	Name string
	// Field is the field of the Params type, and Index its position there, for other parameters.
	Field *Field
	Index int
	// GoType is the Go type of an argument.
	GoType      string
	Description string
	Required    bool
	// Guessed is true if the rule is a guess, for a parameter outside the path. The client does not enforce such a rule.
	Guessed bool
	// Style is the style in the document; "" is the default of In.
	Style    string
	Explode  bool
	Reserved bool
	// Type and Format come from the schema.
	Type, Format string
	// JSON is true if the value is sent as JSON.
	JSON bool
	// Secret is true if errors must not show the value, even if its type is not a secret.
	Secret bool
	Rule   *Rule
}

// Body is the body of a request.
type Body struct {
	Origin
	// GoType is the Go type; "" if the client fills the body without an argument.
	GoType string
	Type   *Type // nil if GoType is not a type of the plan
	Media  string
	// Parts maps the parts of a multipart form to their media types, if the document declares them.
	Parts map[string]string
	// Optional is true if the operation also works without a body.
	Optional bool
	// Credential is true if the client adds a credential to the body.
	Credential bool
	// NotNull is true if an empty value would be sent as null, which the document forbids.
	NotNull bool
	Fields  []FormField
	Rule    *Rule
}

// IsForm reports whether the body is a form.
func (b *Body) IsForm() bool { return spec.IsForm(b.Media) }

// Result describes the result of a successful call.
type Result struct {
	// GoType is the Go type; "" if nothing is returned.
	GoType string
	Type   *Type // nil if GoType is not a type of the plan
	// Property is the property of the response that holds the result; "" if the whole response is the result.
	Property string
	// Required are the properties that the document requires in the result.
	Required []string
	// Nullable is true if the result may be null. GoType is then a pointer, unless the type can represent null.
	Nullable bool
	// Raw is true if the vendor does not document the response.
	Raw bool
	// Text is true if the result is the body as a string; Stream is true if the caller reads the body as it arrives.
	Text, Stream bool
	// Choices are the result types by status; nil if all successful responses have the same type.
	Choices []Choice
	// Bytes is true if the result is raw and need not be JSON.
	Bytes bool
	// Accept is the requested media type; "" for JSON.
	Accept string
	// Empty lists the statuses of successful responses without a body, if a response with a different status has the result.
	Empty []int
}

// holdsNull reports whether the zero value of the type does not look like a received value.
func (r *Result) holdsNull() bool {
	if r.Type == nil {
		return !isPlain(r.GoType)
	}
	return !isPlain(r.Type.GoType) && (!r.Type.Struct || r.Type.Union && len(r.Type.Fields) == 0)
}

// isPlain reports whether a Go type is a string, a boolean or a number.
func isPlain(goType string) bool {
	switch goType {
	case "string", "bool", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "float32", "float64":
		return true
	}
	return false
}

// Choice is the result for a status.
type Choice struct {
	// Status is the HTTP status; 0 means default, and 2 means 2XX.
	Status int
	// Name is the field for the result, of type *GoType; both are "" if there is no body.
	Name, GoType string
	Comment      []string
	Required     []string
}

// Failure is the body that the document declares for a failure.
type Failure struct {
	// Status is the HTTP status; 0 means default, and one digit means a range: 4 is 4XX.
	Status int
	GoType string
}

// Type is a type of the document.
type Type struct {
	Origin
	Name string
	// Comment is the type's comment, in paragraphs.
	Comment []string
	// GoType is the underlying type, unless the type is a struct.
	GoType string
	// Alias is true if the type is another name for GoType.
	Alias bool
	// Struct is true if the type is a struct of Fields.
	Struct bool
	Fields []*Field
	// Extra is the Go type of additional properties; "" if the type has none.
	Extra string
	// Union is true if the value has one of several types. Methods in Boilerplate return it.
	Union bool
	// Values are the constants of an enum.
	Values []Value
	// Sent is true if the type is part of requests, and Received if it is part of responses.
	Sent, Received bool
	Deprecated     bool
}

// Field returns the field for a property, or nil.
func (t *Type) Field(wire string) *Field {
	for _, f := range t.Fields {
		if f.Wire == wire {
			return f
		}
	}
	return nil
}

// Field is a field of a struct.
type Field struct {
	Origin
	// Wire is the name of the property; Name is the name of the field.
	Wire, Name string
	GoType     string
	// Omit is the option of the JSON tag: omitempty, omitzero, or "".
	Omit     string
	Comment  []string
	Required bool
	// Type is the type of the field, or the type that it points to, if that is a type of the plan; nil otherwise.
	Type *Type
	// Item is the Go type of the items of a list; "" if the field is not a list.
	Item       string
	Deprecated bool
	// Default is the server's default for the value, as JSON; "" if the document does not say.
	Default string
	// Nullable is true if the document allows null, whether or not GoType shows it.
	Nullable bool
}

// Value is a constant of an enum.
type Value struct {
	Const string
	// Text is the value in the document, without quotes even if it is a string.
	Text string
}

// Option is an option of New that sets credentials.
type Option struct {
	Origin
	// Name is the name of the option, such as WithAccessToken.
	Name    string
	Comment []string
	// Kind is bearer, basic, header, query, cookie or field.
	Kind string
	// Schemes are the security schemes that the option sets together.
	Schemes []string
	// Wire are the names of the headers, query parameters or fields, one for each scheme.
	Wire []string
	// Args are the option's parameters, which are strings.
	Args []string
	// Source is the name of the option for a source of tokens; "" if the credential is not a token.
	Source string
	// ClientCredentials is the name of the option for the id and the secret of a client. They are exchanged for a token at TokenURL.
	// Both are "" if the document has no such URL.
	ClientCredentials, TokenURL string
	// Login describes how the client logs in to get a token; nil if it cannot.
	Login *Login
}

// CredentialOption lists the options that set the credential of a security scheme.
type CredentialOption struct {
	Scheme  string
	Options []string
}

// CredentialOptions returns the options that set credentials, for each security scheme.
func (p *Package) CredentialOptions() []CredentialOption {
	var all []CredentialOption
	for _, option := range p.Options {
		if option.Kind == "cookie" {
			continue // a cookie comes from a login, not from an option
		}
		var names []string
		if option.Login != nil {
			names = append(names, option.Login.Option)
		}
		for _, name := range []string{option.ClientCredentials, option.Name, option.Source} {
			if name != "" {
				names = append(names, name)
			}
		}
		for _, scheme := range option.Schemes {
			all = append(all, CredentialOption{scheme, names})
		}
	}
	return all
}

// Login is an option that makes the client log in by itself.
type Login struct {
	Option  string
	Comment []string
	Call    LoginCall
	// Args are the option's parameters, one for each field of the login's body.
	Args []LoginArg
	// Refresh renews a token; nil if the API cannot renew tokens.
	Refresh *Refresh
	// Challenge completes a login that needs a second factor; nil if no login needs one.
	Challenge *Challenge
	Ends      []*Operation
}

// Challenge is the call that completes a login with a second factor, and the option that enables it.
type Challenge struct {
	LoginCall
	Option  string
	Comment []string
	// Token and Methods are paths in the response to the login. Method is the method that takes codes from an authenticator app.
	// MethodField and CodeField are paths in the body of the call.
	Token, Methods, Method, MethodField, CodeField string
}

// LoginCall is a call that returns a token, and the fields of its result with the token, its type, its lifetime in seconds and the
// refresh token. A field is nil if the result does not have it.
type LoginCall struct {
	Operation                     *Operation
	Token, Type, Expires, Refresh *Field
}

// LoginArg is a parameter of a login option, which sets a field of the login's body.
type LoginArg struct {
	Name  string
	Field *Field
}

// Refresh is the call that renews a token.
type Refresh struct {
	LoginCall
	// Field is the field of the body for the refresh token.
	Field *Field
}

// Pager is the iterator over the items of a list with pages.
type Pager struct {
	// Name is the name of the iterator: All for List.
	Name    string
	Comment []string
	Items   *Field // nil if the result is the list
	// Item is the Go type of an item.
	Item string

	// Cursor is the request field for the start of a page. The response contains the start of the next page in the field at the path
	// Next, or in the header Header.
	Cursor *Position
	Next   []*Field
	Header string
	// Page is the request field for the number of a page. The number of the first page is First. The response contains the number of the
	// last page at the path Last. If Offset is true, Page is for the number of items before the page, and Last is the path of the
	// total number of items.
	Page   *Position
	Offset bool
	First  int
	Last   []*Field
	// Link is true if the Link header points to the next page.
	Link bool
}
