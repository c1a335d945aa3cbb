package contract

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"
)

// draft is an interaction to be filled in, as a cassette has it.
type draft struct {
	ID       int           `yaml:"id"`
	Request  draftRequest  `yaml:"request"`
	Response draftResponse `yaml:"response"`
}

type draftRequest struct {
	Method  string              `yaml:"method"`
	URL     string              `yaml:"url"`
	Headers map[string][]string `yaml:"headers,omitempty"`
	Body    string              `yaml:"body,omitempty"`
}

type draftResponse struct {
	Code    int                 `yaml:"code"`
	Headers map[string][]string `yaml:"headers,omitempty"`
	Body    string              `yaml:"body"`
}

// skeleton is a cassette to begin with, for what is missing. It has what the document demands of every request, credentials
// included, and bodies with the required members.
func (op *operation) skeleton(missing []gap) string {
	var drafts []draft
	for i, g := range missing {
		drafts = append(drafts, draft{i, op.draftRequest(), op.draftResponse(g)})
	}
	var b strings.Builder
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	_ = encoder.Encode(struct { // of strings and numbers: there is nothing that cannot be encoded
		Version      int     `yaml:"version"`
		Interactions []draft `yaml:"interactions"`
	}{2, drafts})
	return b.String()
}

func (op *operation) draftRequest() draftRequest {
	r := draftRequest{Method: op.method, Headers: map[string][]string{}}
	path, query, cookies := op.path, url.Values{}, url.Values{}
	add := func(in, name, value string) {
		switch in {
		case "path":
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
		case "query":
			query.Set(name, value)
		case "header":
			r.Headers[http.CanonicalHeaderKey(name)] = []string{value}
		case "cookie":
			cookies.Set(name, value)
		}
	}
	for _, ref := range op.params() {
		if p := ref.Value; p.Required {
			add(p.In, p.Name, plainText(first(p.Example, specimen(valueOf(p.Schema), true, nil))))
		}
	}
	for _, scheme := range op.credentials() {
		switch {
		case scheme.Type == "apiKey":
			add(scheme.In, scheme.Name, "placeholder")
		case strings.EqualFold(scheme.Scheme, "basic"):
			add("header", "Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("user:placeholder")))
		case scheme.Type == "http" && !strings.EqualFold(scheme.Scheme, "bearer"):
			add("header", "Authorization", scheme.Scheme+" placeholder")
		default:
			add("header", "Authorization", "Bearer placeholder")
		}
	}
	if len(cookies) > 0 {
		r.Headers["Cookie"] = []string{strings.ReplaceAll(cookies.Encode(), "&", "; ")}
	}
	if media, schema := op.bodySchema(nil); schema != nil {
		r.Headers["Content-Type"] = []string{media}
		r.Body = op.draftBody(media, schema)
	}
	r.URL = "https://api.example.com" + path
	if len(query) > 0 {
		r.URL += "?" + query.Encode()
	}
	return r
}

// credentials are the security schemes of the first alternative that the operation accepts.
func (op *operation) credentials() []*openapi3.SecurityScheme {
	alternatives := op.doc.Security
	if op.spec.Security != nil {
		alternatives = *op.spec.Security
	}
	if len(alternatives) == 0 || op.doc.Components == nil {
		return nil
	}
	var all []*openapi3.SecurityScheme
	for _, name := range slices.Sorted(maps.Keys(alternatives[0])) {
		if ref := op.doc.Components.SecuritySchemes[name]; ref != nil {
			all = append(all, ref.Value)
		}
	}
	return all
}

// draftBody is a body with the required members.
func (op *operation) draftBody(media string, schema *openapi3.Schema) string {
	value := specimen(schema, true, nil)
	if !isForm(media) {
		return encoded(value)
	}
	object, _ := value.(map[string]any)
	form := url.Values{}
	for name, member := range object {
		switch member := member.(type) {
		case map[string]any, []any:
			form.Set(name, encoded(member))
		case bool:
			style := op.formStyle()
			form.Set(name, map[bool]string{true: style.True, false: style.False}[member])
		default:
			form.Set(name, plainText(member))
		}
	}
	return form.Encode()
}

func (op *operation) draftResponse(g gap) draftResponse {
	r := draftResponse{Code: codeOf(g.status)}
	if media := op.mediaOf(g.status); media != nil {
		r.Headers = map[string][]string{"Content-Type": {"application/json"}}
		schema := op.gapSchema(media.Schema, g)
		value := specimen(schema, false, nil)
		if object, ok := value.(map[string]any); ok && g.schema != "" {
			op.reject(object, schema, g.schema)
		} else if ok {
			op.fill(object, schema)
		}
		r.Body = encoded(value)
	}
	return r
}

// gapSchema returns the schema of what is missing: of alternatives, the one that the gap names, or else a success.
func (op *operation) gapSchema(ref *openapi3.SchemaRef, g gap) *openapi3.Schema {
	schema := valueOf(ref)
	for _, part := range schema.AnyOf {
		if name := strings.TrimPrefix(part.Ref, "#/components/schemas/"); op.isRejection(part) == (g.schema != "") && (g.schema == "" || g.schema == name) {
			return part.Value
		}
	}
	return schema
}

// reject makes an object one that the envelope of the schema takes for a failure.
func (op *operation) reject(object map[string]any, schema *openapi3.Schema, name string) {
	for _, v := range op.envelopes() {
		if v.Schema != name {
			continue
		}
		property, _ := member(schema, v.Field)
		switch {
		case v.Falsy:
			object[v.Field] = false
		case property != nil && is(property, "array"):
			object[v.Field] = []any{specimen(valueOf(&openapi3.SchemaRef{Value: itemsOf(property)}), false, nil)}
		case property != nil:
			object[v.Field] = specimen(property, false, nil)
			if inner, ok := object[v.Field].(map[string]any); ok {
				op.fill(inner, property)
			}
		}
	}
}

// fill adds a member to an object that demands none: clients refuse a response with none of the members that the document
// describes. It is not one that says that the call failed.
func (op *operation) fill(object map[string]any, schema *openapi3.Schema) {
	for _, part := range parts(schema) {
		for _, name := range slices.Sorted(maps.Keys(part.Properties)) {
			fails := slices.ContainsFunc(op.envelopes(), func(v envelope) bool { return v.Field == name })
			if len(object) == 0 && !fails && !part.Properties[name].Value.WriteOnly {
				object[name] = specimen(part.Properties[name].Value, false, nil)
			}
		}
	}
}

// codeOf returns a status that the key of a response covers.
func codeOf(key string) int {
	code, err := strconv.Atoi(strings.NewReplacer("X", "0", "x", "0").Replace(key))
	if err != nil {
		return http.StatusInternalServerError // default
	}
	return code
}

// mediaOf returns the JSON that a response has; nil if it has none.
func (op *operation) mediaOf(key string) *openapi3.MediaType {
	if response := op.spec.Responses.Value(key); response != nil && response.Value != nil {
		return response.Value.Content.Get("application/json")
	}
	return nil
}

// specimen is a value to be replaced by a real one, with the required members of objects. Above are the schemas that it is in.
func specimen(schema *openapi3.Schema, request bool, above []*openapi3.Schema) any {
	if example := first(schema.Example, schema.Default); example != nil {
		return example
	}
	if len(schema.Enum) > 0 {
		return schema.Enum[0]
	}
	if slices.Contains(above, schema) {
		return nil
	}
	above = append(above, schema)
	for _, alternatives := range []openapi3.SchemaRefs{schema.OneOf, schema.AnyOf} {
		if len(alternatives) > 0 && len(schema.Properties) == 0 {
			return specimen(valueOf(alternatives[0]), request, above)
		}
	}
	switch {
	case is(schema, "array"):
		list := []any{}
		for range schema.MinItems {
			list = append(list, specimen(valueOf(schema.Items), request, above))
		}
		return list
	case is(schema, "integer", "number"):
		for _, part := range parts(schema) {
			if part.Min != nil {
				return max(1, *part.Min)
			}
		}
		return 1
	case is(schema, "boolean"):
		return true
	case is(schema, "string"):
		return specimenText(schema)
	}
	object := map[string]any{}
	for _, part := range parts(schema) {
		for _, name := range part.Required {
			property, _ := member(schema, name)
			if property == nil || request && property.ReadOnly || !request && property.WriteOnly {
				continue
			}
			object[name] = specimen(property, request, above)
		}
	}
	return object
}

func specimenText(schema *openapi3.Schema) string {
	text, known := map[string]string{
		"date": "2024-01-01", "date-time": "2024-01-01T00:00:00Z", "email": "user@example.com", "uri": "https://example.com/",
		"uuid": "00000000-0000-4000-8000-000000000000", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
	}[schema.Format]
	if !known {
		text = "placeholder"
	}
	if schema.MaxLength != nil && uint64(len(text)) > *schema.MaxLength {
		return text[:*schema.MaxLength]
	}
	return text
}

// first returns the first value that is not nil.
func first(values ...any) any {
	for _, value := range values {
		if value != nil {
			return value
		}
	}
	return nil
}

func encoded(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(data)
}

// plainText writes a value as a path, a query or a form has it.
func plainText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return encoded(value)
}
