package contract

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/core/runtime"
	"github.com/hostclients/hostclients/internal/spec"
)

// param returns the recorded value of a parameter, decoded by its style and schema, and whether it was sent.
func (x *Exchange) param(p *openapi3.Parameter) (any, bool) {
	schema := parameterSchema(p)
	if isQueryObject(p) && (p.Style == openapi3.SerializationDeepObject || explodes(p)) {
		return x.queryObject(p, schema)
	}
	values := x.values(p)
	if len(values) == 0 {
		return nil, false
	}
	switch {
	case p.Schema == nil:
		if tree, err := spec.ParseJSON([]byte(values[0])); err == nil {
			return tree, true
		}
		return values[0], true
	case schema.Type.Is("object"):
		return objectOf(p, schema, values[0]), true
	case !schema.Type.Is("array"):
		return scalar(alone(p, values[0]), schema), true
	case p.In != openapi3.ParameterInQuery || !repeats(p):
		values = pieces(p, values[0])
	}
	var list []any
	for _, value := range values {
		list = append(list, scalar(value, spec.SchemaOf(schema.Items)))
	}
	return list, true
}

// scalar converts a string in JSON's notation to the number or boolean that the schema declares.
func scalar(text string, schema *openapi3.Schema) any {
	return spec.Scalar(text, schema, "true", "false")
}

// values returns the recorded strings of a parameter.
func (x *Exchange) values(p *openapi3.Parameter) (values []string) {
	switch p.In {
	case openapi3.ParameterInPath:
		values = []string{x.args[p.Name]}
	case openapi3.ParameterInQuery:
		values = x.url.Query()[p.Name]
	case openapi3.ParameterInHeader:
		values = x.header.Values(p.Name)
	case openapi3.ParameterInCookie:
		for _, cookie := range (&http.Request{Header: x.header}).CookiesNamed(p.Name) {
			values = append(values, cookie.Value)
		}
	}
	return values
}

// parameterSchema returns the schema of a parameter, or of its content.
func parameterSchema(p *openapi3.Parameter) *openapi3.Schema {
	if p.Schema == nil {
		for _, content := range p.Content {
			return spec.SchemaOf(content.Schema)
		}
	}
	return spec.SchemaOf(p.Schema)
}

// explodes reports whether each item or property is sent separately.
func explodes(p *openapi3.Parameter) bool {
	if p.Explode != nil {
		return *p.Explode
	}
	form := p.In == openapi3.ParameterInQuery || p.In == openapi3.ParameterInCookie
	return form && (p.Style == "" || p.Style == openapi3.SerializationForm)
}

// alone removes the prefix of the parameter's style from a value.
func alone(p *openapi3.Parameter, text string) string {
	switch p.Style {
	case openapi3.SerializationLabel:
		return strings.TrimPrefix(text, ".")
	case openapi3.SerializationMatrix:
		return strings.TrimPrefix(text, ";"+p.Name+"=")
	}
	return text
}

// pieces splits a list or an object that is written as one string.
func pieces(p *openapi3.Parameter, text string) []string {
	isObject := parameterSchema(p).Type.Is("object")
	separator := ","
	switch {
	case p.Style == openapi3.SerializationSpaceDelimited:
		separator = " "
	case p.Style == openapi3.SerializationPipeDelimited:
		separator = "|"
	case p.Style == openapi3.SerializationLabel && explodes(p):
		separator = "."
	case p.Style == openapi3.SerializationMatrix && explodes(p) && isObject:
		return strings.Split(strings.TrimPrefix(text, ";"), ";")
	case p.Style == openapi3.SerializationMatrix && explodes(p):
		separator = ";" + p.Name + "="
	}
	return strings.Split(alone(p, text), separator)
}

// objectOf parses an object that is written as one string: names and values alternate, or are joined by equals signs.
func objectOf(p *openapi3.Parameter, schema *openapi3.Schema, text string) any {
	object := map[string]any{}
	parts := pieces(p, text)
	for i := 0; i < len(parts); i++ {
		name, value, _ := strings.Cut(parts[i], "=")
		if !explodes(p) && i+1 < len(parts) {
			i++
			name, value = parts[i-1], parts[i]
		}
		object[name] = scalar(value, propertyOf(schema, name))
	}
	return object
}

func isQueryObject(p *openapi3.Parameter) bool {
	return p.In == openapi3.ParameterInQuery && p.Schema != nil && parameterSchema(p).Type.Is("object")
}

// queryObject returns an object whose properties are separate query parameters.
func (x *Exchange) queryObject(p *openapi3.Parameter, schema *openapi3.Schema) (any, bool) {
	object := newArray()
	for key, values := range x.url.Query() {
		path, is := queryPath(p, schema, key)
		if !is {
			continue
		}
		isList := false
		for inner, i := schema, 0; i < len(path); i++ {
			inner = propertyOf(inner, path[i])
			isList = inner.Type.Is("array")
		}
		for i, value := range values {
			at := path
			if isList {
				at = append(slices.Clone(path), strconv.Itoa(i))
			}
			_ = object.place(at, value) // a name may have both a value and properties: one is dropped, and the validator reports the other
		}
	}
	return shape(object, schema, runtime.Form{True: "true", False: "false"}), len(object.members) > 0
}

// queryPath returns the path of properties in the name of a query parameter, and whether the name belongs to p.
func queryPath(p *openapi3.Parameter, schema *openapi3.Schema, key string) ([]string, bool) {
	if p.Style != openapi3.SerializationDeepObject {
		_, known := schema.Properties[key]
		return []string{key}, known && explodes(p)
	}
	inside, is := strings.CutPrefix(key, p.Name+"[")
	inside, closed := strings.CutSuffix(inside, "]")
	return strings.Split(inside, "]["), is && closed
}

// isPartOfObject reports whether a name in the query is a property of an object parameter.
func (op *operation) isPartOfObject(key string) bool {
	for _, ref := range op.Parameters() {
		if isQueryObject(ref.Value) {
			if _, is := queryPath(ref.Value, parameterSchema(ref.Value), key); is {
				return true
			}
		}
	}
	return false
}
