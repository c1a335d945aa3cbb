package runtime

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	styles "github.com/oapi-codegen/runtime"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/codec"
)

// builder puts the parameters of a call where they belong.
type builder struct {
	call   *call
	query  []string // escaped pairs
	header http.Header
	report func(error)
}

// path fills the path template with the arguments, escaped.
func (b *builder) path(args []any) string {
	path := b.call.op.Path
	for i, arg := range args {
		p := &b.call.op.Parameters[i]
		b.remember(arg)
		value, err := plain(arg)
		if err == nil {
			err = checkSegment(value)
		}
		if err == nil {
			b.check(p, value)
			var text string
			if text, err = p.text(value); err == nil {
				path = strings.Replace(path, "{"+p.Name+"}", text, 1)
				continue
			}
		}
		b.report(fmt.Errorf("%s %w", p.Name, err))
	}
	return path
}

// checkSegment refuses what would make the request one for another resource.
func checkSegment(value any) error {
	text, ok := value.(string)
	if !ok {
		return nil
	}
	switch {
	case text == "":
		return errors.New("is empty")
	case text == "." || text == "..":
		return fmt.Errorf("is %q, which means another path", text)
	case strings.ContainsAny(text, `/\`):
		return errors.New("holds a slash")
	case strings.ContainsFunc(text, unicode.IsControl):
		return errors.New("holds a control character")
	}
	return nil
}

// params puts the query, header and cookie parameters into the request.
func (b *builder) params(params any) {
	given := reflect.ValueOf(params)
	if given.Kind() == reflect.Pointer {
		given = given.Elem()
	}
	b.remember(params)
	for i := range b.call.op.Parameters {
		p := &b.call.op.Parameters[i]
		if p.In == InPath {
			continue
		}
		field := reflect.Value{}
		if given.IsValid() {
			field = given.Field(p.Field)
		}
		if !p.isGiven(field) {
			if p.Required {
				b.report(fmt.Errorf("%s is missing", p.Name))
			}
			continue
		}
		if err := b.param(p, field); err != nil {
			b.report(fmt.Errorf("%s %w", p.Name, err))
		}
	}
}

// isGiven reports whether there is a value to send. An empty value of a required parameter is one.
func (p *Parameter) isGiven(field reflect.Value) bool {
	if !field.IsValid() {
		return false
	}
	switch field.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return !field.IsNil()
	}
	zero, ok := field.Interface().(interface{ IsZero() bool })
	return p.Required && !isSecret(field) || !ok || !zero.IsZero()
}

func isSecret(v reflect.Value) bool { return v.Type() == reflect.TypeFor[core.Secret]() }

func (b *builder) param(p *Parameter, field reflect.Value) error {
	if field.Kind() == reflect.Pointer {
		field = field.Elem()
	}
	value, err := plain(field.Interface())
	if err != nil {
		return err
	}
	if p.JSON {
		data, err := codec.Encode(field.Interface())
		if err != nil {
			return err
		}
		value = string(data)
	}
	b.check(p, value)
	text, err := p.text(value)
	if err != nil {
		return err
	}
	switch p.In {
	case InQuery:
		b.query = append(b.query, escapeDelimiters.Replace(text))
	case InHeader:
		if strings.ContainsFunc(text, unicode.IsControl) {
			return errors.New("holds a control character")
		}
		b.header.Set(p.Name, text)
	case InCookie:
		name, value, _ := strings.Cut(text, "=")
		cookie := &http.Cookie{Name: name, Value: value}
		if err := cookie.Valid(); err != nil {
			return errors.New("is not valid in a cookie")
		}
		b.header.Add("Cookie", cookie.Name+"="+cookie.Value)
	}
	return nil
}

// escapeDelimiters escapes the delimiters of OpenAPI's styles that a request line cannot hold.
var escapeDelimiters = strings.NewReplacer(" ", "%20", "|", "%7C")

var locations = map[In]styles.ParamLocation{
	InPath: styles.ParamLocationPath, InQuery: styles.ParamLocationQuery,
	InHeader: styles.ParamLocationHeader, InCookie: styles.ParamLocationCookie,
}

// text is the value in the parameter's style.
func (p *Parameter) text(value any) (string, error) {
	style := p.Style
	if style == "" {
		style = "simple"
		if p.In == InQuery || p.In == InCookie {
			style = "form"
		}
	}
	text, err := styles.StyleParamWithOptions(style, p.Explode, p.Name, value, styles.StyleParamOptions{
		ParamLocation: locations[p.In], Type: p.Type, Format: p.Format, Required: p.Required, AllowReserved: p.Reserved,
	})
	if err != nil {
		return "", errors.New("cannot be encoded in the style " + style)
	}
	return text, nil
}

// plain returns a value as the styles know it: a type with a JSON form of its own that is a scalar becomes that scalar.
func plain(value any) (any, error) {
	if secret, ok := value.(core.Secret); ok {
		return secret.Reveal(), nil
	}
	if _, own := value.(json.Marshaler); !own {
		return value, nil
	}
	data, err := codec.Encode(value)
	if err != nil {
		return nil, err
	}
	tree, err := codec.Tree(data)
	if err != nil {
		return nil, err
	}
	switch scalar := tree.(type) {
	case json.Number:
		return scalar.String(), nil
	case string:
		return scalar, nil
	case bool:
		return strconv.FormatBool(scalar), nil
	case nil:
		return nil, errors.New("is null")
	}
	return value, nil
}

// remember notes an input that may hold secrets.
func (b *builder) remember(input any) { b.call.inputs = append(b.call.inputs, input) }

// check checks a value against what the document demands of it.
func (b *builder) check(p *Parameter, value any) {
	if p.Rule == nil {
		return
	}
	data, err := codec.Encode(value)
	if err != nil {
		b.report(fmt.Errorf("%s: %w", p.Name, err))
		return
	}
	tree, err := codec.Tree(data)
	if err != nil {
		b.report(fmt.Errorf("%s: %w", p.Name, err))
		return
	}
	p.Rule.check(p.Name, tree, b.report)
}
