package generate

import (
	"fmt"
	"strings"

	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
)

// exchange is the vocabulary's x-token-exchange.
type exchange struct {
	Operation string   `yaml:"operation"` // the operationId of the login
	Option    string   `yaml:"option"`    // the name of the option that takes the credentials
	Fields    []string `yaml:"fields"`    // the fields of the login's body, which are the option's parameters
	Token     string   `yaml:"token"`     // the property of the answer that holds the token
	Type      string   `yaml:"type"`      // … its type, as the Authorization header wants it
	Expires   string   `yaml:"expires"`   // … its life, in seconds
	Refresh   *refresh `yaml:"refresh"`   // how a token is renewed without the login; nil if it cannot be
	Ends      []string `yaml:"ends"`      // the operationIds after which the tokens are void

	Call *operation `yaml:"-"`
}

// refresh is the part of x-token-exchange for the renewal of tokens.
type refresh struct {
	Token     string `yaml:"token"`     // the property, of the answers of login and renewal, that holds the refresh token
	Operation string `yaml:"operation"` // the operationId of the renewal, whose answer is like the login's
	Field     string `yaml:"field"`     // the field of its body that takes the refresh token

	Call *operation `yaml:"-"`
}

type faultFunc func(format string, args ...any) error

// resolveExchange finds the operations and the fields of a token exchange.
func (p *pkg) resolveExchange(s *scheme) error {
	x := s.Exchange
	fault := func(format string, args ...any) error {
		return p.doc.At("/components/securitySchemes/"+s.Names[0]+"/x-token-exchange", "x-token-exchange: "+format, args...)
	}
	if x.Option == "" || len(x.Fields) == 0 {
		return fault("it needs the operationId of a login that sends a body, the option's name, and the body's fields")
	}
	var err error
	if x.Call, err = p.loginOperation(x.Operation, fault); err != nil {
		return err
	}
	for _, field := range x.Fields {
		if propertyOf(x.Call.plan.body, field) == nil {
			return fault("%q is no field of the body of %s", field, x.Operation)
		}
	}
	if x.Token == "" {
		return fault("it needs the name of the token's property")
	}
	answers := []*operation{x.Call}
	properties := []string{x.Token, x.Type, x.Expires}
	if r := x.Refresh; r != nil {
		if r.Call, err = p.loginOperation(r.Operation, fault); err != nil {
			return err
		}
		if r.Token == "" || propertyOf(r.Call.plan.body, r.Field) == nil {
			return fault("refresh: it needs the property of the refresh token, and the field that takes it, and %q is no field of the body of %s", r.Field, r.Operation)
		}
		answers, properties = append(answers, r.Call), append(properties, r.Token)
	}
	for _, call := range answers {
		for _, property := range properties {
			if property != "" && propertyOf(call.plan.result, property) == nil {
				return fault("%q is no property of the answer of %s", property, call.ID)
			}
		}
	}
	for _, id := range x.Ends {
		if p.operationByID(id) == nil {
			return fault("ends: there is no operation %s", id)
		}
	}
	return x.convertible(fault)
}

func (p *pkg) operationByID(id string) *operation {
	for _, op := range p.Operations {
		if op.ID == id {
			return op
		}
	}
	return nil
}

// loginOperation returns the operation of a login or renewal, which the client calls by itself.
func (p *pkg) loginOperation(id string, fault faultFunc) (*operation, error) {
	call := p.operationByID(id)
	switch {
	case call == nil || call.Body == nil:
		return nil, fault("%q is no operation that sends a body", id)
	case len(call.plan.security) > 0:
		return nil, fault("the operation %s itself needs credentials", id)
	case len(call.Args) > 0 || call.Params != "":
		return nil, fault("the operation %s has parameters, which nobody would fill in", id)
	}
	return call, nil
}

// convertible reports the first property whose Go type the exchange cannot fill or read.
func (x *exchange) convertible(fault faultFunc) error {
	for _, field := range x.Fields {
		if _, err := x.Give(field); err != nil {
			return fault("%v", err)
		}
	}
	calls := []*operation{x.Call}
	if x.Refresh != nil {
		calls = append(calls, x.Refresh.Call)
		if _, err := x.Refresh.Give(); err != nil {
			return fault("%v", err)
		}
	}
	for _, call := range calls {
		if _, err := x.Taken(call); err != nil {
			return fault("%v", err)
		}
	}
	return nil
}

// Give returns the Go expression that turns the string variable for a field of the login's body into that field.
func (x *exchange) Give(field string) (string, error) {
	name := argName(field)
	return give(x.Call, field, name, "core.NewSecret("+name+")")
}

// Give returns the Go expression that turns the secret variable refresh into the field of the renewal's body.
func (r *refresh) Give() (string, error) {
	return give(r.Call, r.Field, "refresh.Reveal()", "refresh")
}

// give returns the Go expression for a field of a body: plain or secret, as the field's type wants it.
func give(call *operation, field, plain, secret string) (string, error) {
	switch goType := propertyOf(call.plan.body, field).GoTypeDef(); goType {
	case "string":
		return plain, nil
	case "*string":
		return "new(" + plain + ")", nil
	case "core.Secret":
		return secret, nil
	case "*core.Secret":
		return "new(" + secret + ")", nil
	default:
		return "", fmt.Errorf("%s is a %s in Go, which no string becomes", field, goType)
	}
}

// GoField returns the Go name of a field of the login's body.
func (x *exchange) GoField(field string) string {
	return propertyOf(x.Call.plan.body, field).GoFieldName()
}

// GoField returns the Go name of the field of the renewal's body.
func (r *refresh) GoField() string { return propertyOf(r.Call.plan.body, r.Field).GoFieldName() }

// Taken returns the fields of the core.Token in the answer of call, as a composite literal has them.
func (x *exchange) Taken(call *operation) ([]string, error) {
	var fields []string
	add := func(name, property string, read func(*codegen.Property) (string, error)) error {
		if property == "" {
			return nil
		}
		expr, err := read(propertyOf(call.plan.result, property))
		if err != nil {
			return fmt.Errorf("%s: %w", property, err)
		}
		fields = append(fields, name+": "+expr)
		return nil
	}
	if err := add("Value", x.Token, takeSecret); err != nil {
		return nil, err
	}
	if err := add("Type", x.Type, takeString); err != nil {
		return nil, err
	}
	if err := add("ExpiresIn", x.Expires, takeSeconds); err != nil {
		return nil, err
	}
	if x.Refresh != nil {
		if err := add("Refresh", x.Refresh.Token, takeSecret); err != nil {
			return nil, err
		}
	}
	return fields, nil
}

func takeSecret(p *codegen.Property) (string, error) {
	if p.GoTypeDef() == "core.Secret" {
		return "answer." + p.GoFieldName(), nil
	}
	text, err := takeString(p)
	return "core.NewSecret(" + text + ")", err
}

func takeString(p *codegen.Property) (string, error) {
	expr := "answer." + p.GoFieldName()
	switch goType := p.GoTypeDef(); goType {
	case "string":
		return expr, nil
	case "core.Secret":
		return expr + ".Reveal()", nil
	default:
		return "", fmt.Errorf("a %s in Go is no string", goType)
	}
}

func takeSeconds(p *codegen.Property) (string, error) {
	if goType := p.GoTypeDef(); !strings.HasPrefix(goType, "int") {
		return "", fmt.Errorf("a %s in Go is no number of seconds", goType)
	}
	return "time.Duration(answer." + p.GoFieldName() + ") * time.Second", nil
}

// Comment is the comment of the option.
func (x *exchange) Comment() string {
	text := fmt.Sprintf("%s makes the client log in by itself: it calls [API.%s] when a token is first needed, again before the token expires, and once more when the server refuses it. ",
		x.Option, x.Call.Name)
	if x.Refresh != nil {
		text += fmt.Sprintf("A token is renewed by [API.%s], and by the login if that fails. ", x.Refresh.Call.Name)
	}
	text += "However many calls are under way, they share one login."
	if len(x.Ends) > 0 {
		var methods []string
		for _, id := range x.Ends {
			methods = append(methods, "[API."+goName(id)+"]")
		}
		text += " After " + strings.Join(methods, " or ") + " the client holds no token, and logs in when it next needs one."
	}
	return text
}

// Secret reports whether a field of the login's body is one.
func (x *exchange) Secret(field string) bool {
	return strings.HasSuffix(propertyOf(x.Call.plan.body, field).GoTypeDef(), "core.Secret")
}
