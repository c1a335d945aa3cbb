package runtime

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"unicode"

	styles "github.com/oapi-codegen/runtime"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/codec"
)

// builder adds the parameters of a call to the path, the query, the header and the cookies.
type builder struct {
	call   *call
	query  []string // escaped pairs
	header http.Header
	problems
}

// path fills the path template with the escaped arguments.
func (b *builder) path(args []any) string {
	path := b.call.op.Path
	for i, arg := range args {
		p := &b.call.op.Parameters[i]
		b.remember(arg)
		text, err := b.encode(p, arg)
		if err == nil {
			err = checkSegment(text)
		}
		if err != nil {
			b.add(fmt.Errorf("%s %w", p.Name, err))
			continue
		}
		path = strings.ReplaceAll(path, "{"+p.Name+"}", text) // a path may contain a parameter twice
	}
	return path
}

// checkSegment returns an error for an escaped path segment that could send the request to a different resource.
func checkSegment(escaped string) error {
	text, err := url.PathUnescape(escaped)
	switch {
	case err != nil:
		return errors.New("has an invalid percent escape")
	case text == "":
		return errors.New("is empty")
	case text == "." || text == "..":
		return fmt.Errorf("is %q, which would change the path", text)
	case strings.ContainsAny(text, `/\`):
		return errors.New("contains a slash")
	case strings.ContainsFunc(text, unicode.IsControl):
		return errors.New("contains a control character")
	}
	return nil
}

// params adds the query, header and cookie parameters to the request.
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
				b.add(fmt.Errorf("%s is missing", p.Name))
			}
			continue
		}
		if err := b.param(p, field); err != nil {
			b.add(fmt.Errorf("%s %w", p.Name, err))
		}
	}
}

// isGiven reports whether the field has a value to send. A required parameter is sent even if it is empty, unless it is a secret.
func (p *Parameter) isGiven(field reflect.Value) bool {
	if !field.IsValid() {
		return false
	}
	if nullable, ok := field.Interface().(interface{ IsSpecified() bool }); ok {
		return nullable.IsSpecified()
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
	text, err := b.encode(p, field.Interface())
	if err != nil {
		return err
	}
	switch p.In {
	case InQuery:
		if text != "" {
			b.query = append(b.query, escapeDelimiters.Replace(text))
		}
	case InHeader:
		if strings.ContainsFunc(text, unicode.IsControl) {
			return errors.New("contains a control character")
		}
		b.header.Set(p.Name, text)
	case InCookie:
		name, value, _ := strings.Cut(text, "=")
		// This cookie is only checked: its attributes are never sent.
		if err := (&http.Cookie{Name: name, Value: value, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode}).Valid(); err != nil {
			return errors.New("is not valid in a cookie")
		}
		// All cookies share one line, because net/http keeps only the first line when it adds the cookies of its jar.
		b.header.Set("Cookie", strings.TrimPrefix(b.header.Get("Cookie")+"; "+name+"="+value, "; "))
	}
	return nil
}

// escapeDelimiters escapes characters that the styles leave unescaped but a query must not contain: the delimiters, and #,
// which would end the query.
var escapeDelimiters = strings.NewReplacer(" ", "%20", "|", "%7C", "#", "%23")

var locations = map[In]styles.ParamLocation{
	InPath: styles.ParamLocationPath, InQuery: styles.ParamLocationQuery,
	InHeader: styles.ParamLocationHeader, InCookie: styles.ParamLocationCookie,
}

// encode returns a value in the parameter's style. It adds each violation of the parameter's rule to the problems.
func (b *builder) encode(p *Parameter, value any) (string, error) {
	if text, ok := value.(string); ok && p.In == InPath && p.Style == "" && !p.JSON {
		if p.Rule != nil {
			p.Rule.check(p.Name, text, &b.problems)
		}
		return url.PathEscape(text), nil
	}
	tree, err := treeOf(value)
	if err != nil {
		return "", err
	}
	p.Rule.check(p.Name, tree, &b.problems)
	if !p.JSON {
		return p.text(tree)
	}
	data, err := codec.Encode(value)
	if err != nil {
		return "", err
	}
	return p.text(string(data))
}

// treeOf returns a value as a JSON tree, because the styles ignore the JSON methods of a type. A string is returned unchanged,
// because a URL may contain bytes that are not UTF-8.
func treeOf(value any) (any, error) {
	v := reflect.ValueOf(value)
	_, own := value.(json.Marshaler)
	if _, text := value.(encoding.TextMarshaler); v.Kind() == reflect.String && !own && !text {
		return v.String(), nil
	}
	data, err := codec.Encode(value)
	if err != nil {
		return nil, err
	}
	tree, err := codec.Tree(data)
	if err == nil && tree == nil {
		err = errors.New("is null")
	}
	return tree, err
}

// text formats a JSON tree in the parameter's style.
func (p *Parameter) text(tree any) (string, error) {
	style := p.Style
	if style == "" {
		style = "simple"
		if p.In == InQuery || p.In == InCookie {
			style = "form"
		}
	}
	switch value := tree.(type) {
	case []any:
		if slices.Contains(value, nil) {
			return "", errors.New("has an item that is null")
		}
	case map[string]any:
		tree = p.members(style, value)
	}
	text, err := styles.StyleParamWithOptions(style, p.Explode, p.Name, tree, styles.StyleParamOptions{
		ParamLocation: locations[p.In], Type: p.Type, Format: p.Format, Required: p.Required,
	})
	if err != nil {
		return "", fmt.Errorf("cannot be encoded in the style %s", style)
	}
	if _, object := tree.(map[string]any); p.Reserved && p.In == InQuery && !object {
		text = unescapeReserved.Replace(text)
	}
	return text, nil
}

// unescapeReserved unescapes the reserved characters of RFC 3986, except those that would end or change the value: & and ;
// begin the next parameter, + means a space, and # ends the query.
var unescapeReserved = strings.NewReplacer(
	"%3A", ":", "%2F", "/", "%3F", "?", "%5B", "[", "%5D", "]", "%40", "@", "%21", "!", "%24", "$", "%27", "'", "%28", "(", "%29", ")",
	"%2A", "*", "%2C", ",", "%3D", "=", "+", "%20",
)

// members prepares an object for the style. It escapes the names, unless the style does, and leaves out null members.
func (p *Parameter) members(style string, object map[string]any) any {
	escape := func(name string) string { return name }
	switch {
	case style == "deepObject": // this style escapes the names itself
	case p.In == InQuery:
		escape = url.QueryEscape
	case p.In == InPath:
		escape = url.PathEscape
	}
	members, list := map[string]any{}, []any{}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if value := object[name]; value != nil {
			members[escape(name)] = value
			list = append(list, name, value)
		}
	}
	if style == "spaceDelimited" || style == "pipeDelimited" {
		return list
	}
	return members
}

// remember records an input that may contain secrets.
func (b *builder) remember(input any) { b.call.inputs = append(b.call.inputs, input) }
