package plan

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// tokenExchange is the content of the extension x-token-exchange.
type tokenExchange struct {
	Operation string         `yaml:"operation"` // the operationId of the login
	Option    string         `yaml:"option"`    // the name of the option for the credentials
	Fields    []string       `yaml:"fields"`    // the fields of the login's body, which are the option's parameters
	Token     string         `yaml:"token"`     // the property of the response with the token
	Type      string         `yaml:"type"`      // the property with the token's type for the Authorization header
	Expires   string         `yaml:"expires"`   // the property with the token's lifetime in seconds
	Refresh   *tokenExchange `yaml:"refresh"`   // how to renew a token without a login; nil if that is impossible
	Field     string         `yaml:"field"`     // in refresh: the field of the body for the refresh token
	Ends      []string       `yaml:"ends"`      // the operationIds of the operations that invalidate the tokens
	Challenge *challenge     `yaml:"challenge"` // how to complete a login that needs a second factor; nil if no login needs one
}

// challenge is the part of x-token-exchange for logins that need a second factor. Properties are dot-separated paths.
type challenge struct {
	Operation string `yaml:"operation"` // the operationId that completes the challenge; its credential is the challenge token
	Option    string `yaml:"option"`    // the name of the login option for the secret of an authenticator app
	Token     string `yaml:"token"`     // the property of the login's response with the challenge token
	Methods   string `yaml:"methods"`   // the property with the methods that the account can use
	TOTP      string `yaml:"totp"`      // the name of the method that takes codes from an authenticator app
	Fields    struct {
		Method string `yaml:"method"` // the property of the request body for the method
		Code   string `yaml:"code"`   // the property for the code
	} `yaml:"fields"`
}

// schemeWord reads an extension of a security scheme, which is allowed only for one kind of scheme.
func (b *builder) schemeWord(option *Option, scheme *openapi3.SecurityScheme, word string, into any, kind, kindName string) error {
	r := &reader{doc: b.doc, pointer: option.Pointer, words: scheme.Extensions}
	at := r.read(word, into)
	if scheme.Extensions[word] != nil && option.Kind != kind {
		r.failAt(at, "%s: want %s", word, kindName)
	}
	return r.err
}

// logIn resolves the operations and fields of logins, and the operations that end sessions.
func (b *builder) logIn() error {
	for _, option := range b.plan.Options {
		if err := b.readSession(option); err != nil {
			return err
		}
		if x := b.logins[option]; x != nil {
			l := &loginBuilder{builder: b, x: x, scheme: option.Schemes[0], at: option.Pointer + "/x-token-exchange"}
			option.Login = l.build()
			if l.err != nil {
				return l.err
			}
			names := []string{x.Option}
			if x.Challenge != nil {
				names = append(names, x.Challenge.Option)
			}
			for _, name := range names {
				if err := b.names.take(name, "the login of "+option.Schemes[0], b.origin(l.at)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// loginBuilder builds the login of an option. It keeps the first error.
type loginBuilder struct {
	*builder
	x      *tokenExchange
	scheme string
	at     string
	err    error
}

func (l *loginBuilder) fail(format string, args ...any) {
	if l.err == nil {
		l.err = l.doc.At(l.at, "x-token-exchange: "+format, args...)
	}
}

func (l *loginBuilder) build() *Login {
	x := l.x
	if x.Option == "" || len(x.Fields) == 0 || x.Token == "" {
		l.fail("want option, fields and token")
		return nil
	}
	login := &Login{Option: x.Option, Call: l.call(x.Operation, nil)}
	if l.err != nil {
		return nil
	}
	for _, name := range x.Fields {
		login.Args = append(login.Args, LoginArg{Name: argName(name), Field: l.bodyField(login.Call.Operation, name)})
	}
	if r := x.Refresh; r != nil {
		login.Refresh = &Refresh{LoginCall: l.call(r.Operation, nil)}
		if l.err == nil {
			login.Refresh.Field = l.bodyField(login.Refresh.Operation, r.Field)
			if r.Token == "" {
				l.fail("refresh: want token, the property with the refresh token")
			}
		}
	}
	if x.Challenge != nil && l.err == nil {
		login.Challenge = l.challenge(login.Call.Operation, x.Challenge)
	}
	var err error
	if login.Ends, err = l.endSessions(x.Ends, l.at, "x-token-exchange"); err != nil && l.err == nil {
		l.err = err
	}
	return login
}

// challenge resolves the operation that completes a login's challenge, and checks the properties of its request and of the login's
// response.
func (l *loginBuilder) challenge(login *Operation, x *challenge) *Challenge {
	if x.Option == "" || x.Token == "" || x.Methods == "" || x.TOTP == "" || x.Fields.Method == "" || x.Fields.Code == "" {
		l.fail("challenge: want operation, option, token, methods, totp, and the fields method and code")
		return nil
	}
	answer := l.call(x.Operation, []string{l.scheme})
	if l.err != nil {
		return nil
	}
	received := func(path string) bool {
		return slices.ContainsFunc(login.Envelopes, func(v Envelope) bool { return hasPath(l.byName[v.GoType], path) })
	}
	for _, path := range []string{x.Token, x.Methods} {
		if !received(path) {
			l.fail("challenge: %q is not a property of a schema in the x-error-envelope of %s", path, login.ID)
		}
	}
	for _, path := range []string{x.Fields.Method, x.Fields.Code} {
		if !hasPath(answer.Operation.Body.Type, path) {
			l.fail("challenge: %q is not a field of the body of %s", path, answer.Operation.ID)
		}
	}
	return &Challenge{
		LoginCall: answer, Option: x.Option, Token: x.Token, Methods: x.Methods, Method: x.TOTP, MethodField: x.Fields.Method, CodeField: x.Fields.Code,
	}
}

// hasPath reports whether a type has the property at a path.
func hasPath(t *Type, path string) bool {
	if t == nil {
		return false
	}
	name, rest, deeper := strings.Cut(path, ".")
	f := t.Field(name)
	return f != nil && (!deeper || hasPath(f.Type, rest))
}

// call resolves the operation of a login, a renewal or a challenge, and the fields of its result with the token and its details.
// The operation must need exactly the security schemes in want, or none if want is nil.
func (l *loginBuilder) call(id string, want []string) LoginCall {
	d := l.operation(id)
	switch {
	case d == nil || d.Body == nil || d.Body.Type == nil:
		l.fail("want the operationId of an operation that sends a body, got %q", id)
		return LoginCall{}
	case want == nil && len(d.Security) > 0:
		l.fail("want an operation that needs no credentials, but %s needs some", id)
	case want != nil && (len(d.Security) != 1 || !slices.Equal(d.Security[0], want)):
		l.fail("challenge: want the operation %s to need only the scheme %s", id, strings.Join(want, " with "))
	case len(d.Args) > 0 || d.Params != nil:
		l.fail("the operation %s has parameters: want an operation without parameters", id)
	}
	call := LoginCall{Operation: d.Operation}
	call.Token = l.resultField(d.Operation, l.x.Token, isText)
	call.Type = l.resultField(d.Operation, l.x.Type, isText)
	call.Expires = l.resultField(d.Operation, l.x.Expires, isSeconds)
	if l.x.Refresh != nil {
		call.Refresh = l.resultField(d.Operation, l.x.Refresh.Token, isText)
	}
	return call
}

func (l *loginBuilder) bodyField(op *Operation, name string) *Field {
	f := op.Body.Type.Field(name)
	switch {
	case f == nil:
		l.fail("%q is not a field of the body of %s", name, op.ID)
		return &Field{}
	case !isText(strings.TrimPrefix(f.GoType, "*")):
		l.fail("%s of %s has the Go type %s: want a string or a secret", name, op.ID, f.GoType)
	}
	return f
}

// resultField returns the field for a property of the response, or nil if name is "".
func (l *loginBuilder) resultField(op *Operation, name string, fits func(goType string) bool) *Field {
	if name == "" {
		return nil
	}
	if op.Result.Type == nil || op.Result.Type.Field(name) == nil {
		l.fail("%q is not a property of the response of %s", name, op.ID)
		return nil
	}
	op.Result.Nullable, op.Result.GoType = false, strings.TrimPrefix(op.Result.GoType, "*") // null is an error here
	f := op.Result.Type.Field(name)
	if !fits(f.GoType) {
		l.fail("%s of %s has the Go type %s: want a string or a secret, or an integer if it is the lifetime", name, op.ID, f.GoType)
	}
	return f
}

func isText(goType string) bool    { return goType == "string" || goType == "core.Secret" }
func isSeconds(goType string) bool { return strings.HasPrefix(goType, "int") }
