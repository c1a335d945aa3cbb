package contract

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/specimen"
)

// draft is an interaction of a cassette that the author of a fixture completes.
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

// skeleton returns a cassette with a draft for each gap. Requests contain everything that the document requires,
// including credentials. Bodies contain the required members.
func (op *operation) skeleton(missing []gap) string {
	var drafts []draft
	for i, g := range missing {
		drafts = append(drafts, draft{i, op.draftRequest(), op.draftResponse(g)})
	}
	var b strings.Builder
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	_ = encoder.Encode(struct { // strings and numbers can always be encoded
		Version      int     `yaml:"version"`
		Interactions []draft `yaml:"interactions"`
	}{2, drafts})
	return b.String()
}

func (op *operation) draftRequest() draftRequest {
	r := draftRequest{Method: op.Method, Headers: map[string][]string{}}
	path, query, cookies := op.Path, url.Values{}, url.Values{}
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
	for _, ref := range op.Parameters() {
		if p := ref.Value; p.Required {
			add(p.In, p.Name, plainText(cmp.Or(p.Example, made(spec.SchemaOf(p.Schema), true))))
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
	if media, content := op.bodyContent(nil); content != nil {
		r.Headers["Content-Type"] = []string{media}
		if spec.IsMultipart(media) {
			r.Headers["Content-Type"] = []string{media + "; boundary=" + boundary}
		}
		r.Body = op.draftBody(media, content)
	}
	r.URL = "https://api.example.com" + path
	if len(query) > 0 {
		r.URL += "?" + query.Encode()
	}
	return r
}

// credentials returns the security schemes of the first alternative that the operation accepts.
func (op *operation) credentials() (all []*openapi3.SecurityScheme) {
	alternatives := spec.Security(op.doc, op.Op)
	if len(alternatives) == 0 {
		return nil
	}
	for _, name := range alternatives[0] {
		if ref := spec.SecuritySchemes(op.doc)[name]; ref != nil {
			all = append(all, ref.Value)
		}
	}
	return all
}

// draftBody returns a body with the required members.
func (op *operation) draftBody(media string, content *openapi3.MediaType) string {
	schema := spec.SchemaOf(content.Schema)
	value := made(schema, true)
	switch {
	case spec.IsMultipart(media):
		return draftParts(content, value)
	case spec.JSONMedia(openapi3.Content{media: content}) == "" && !spec.IsForm(media), spec.IsFile(content):
		return "content"
	case !spec.IsForm(media):
		return show(value)
	}
	object, _ := value.(map[string]any)
	form := url.Values{}
	for name, member := range object {
		op.draftField(form, name, propertyOf(schema, name), member)
	}
	return form.Encode()
}

// draftField adds a field to a form, in PHP's notation and as x-form declares.
func (op *operation) draftField(form url.Values, name string, schema *openapi3.Schema, value any) {
	var field formField
	if spelling, ok := schema.Extensions["x-form"]; ok {
		field = convert[formField](spelling, "x-form")
	}
	style := op.formStyle()
	if field.True != "" || field.False != "" {
		style.True, style.False = field.True, field.False
	}
	if _, isBool := value.(bool); len(field.Encode) > 0 && !isBool {
		form.Set(name, field.encode(value))
		return
	}
	switch value := value.(type) {
	case bool:
		form.Set(name, map[bool]string{true: style.True, false: style.False}[value != field.Inverted])
	case map[string]any:
		for key, member := range value {
			op.draftField(form, name+"["+key+"]", propertyOf(schema, key), member)
		}
	case []any:
		for i, item := range value {
			op.draftField(form, fmt.Sprintf("%s[%d]", name, i), itemsOf(schema), item)
		}
	default:
		text := plainText(value)
		for _, layout := range []string{time.RFC3339, time.DateOnly} {
			if at, err := time.Parse(layout, text); err == nil && field.Layout != "" {
				text = at.Format(field.goLayout())
				break
			}
		}
		form.Set(name, text)
	}
}

func propertyOf(schema *openapi3.Schema, name string) *openapi3.Schema {
	property, _ := spec.Member(schema, name)
	return spec.SchemaOf(&openapi3.SchemaRef{Value: property})
}

// itemsOf returns the schema of a list's items.
func itemsOf(schema *openapi3.Schema) *openapi3.Schema {
	return spec.SchemaOf(&openapi3.SchemaRef{Value: spec.Items(schema)})
}

func (op *operation) draftResponse(g gap) draftResponse {
	r := draftResponse{Code: codeOf(g.status)}
	content := contentOf(op.Op.Responses.Value(g.status))
	if media := jsonOf(content); media != nil {
		name := spec.JSONMedia(content)
		if strings.Contains(name, "*") {
			name = "application/json"
		}
		r.Headers = map[string][]string{"Content-Type": {name}}
		schema := op.gapSchema(media.Schema, g)
		value := made(schema, false)
		if object, ok := value.(map[string]any); ok && g.schema != "" {
			op.reject(object, schema, g.schema)
		} else if ok {
			op.fill(object, schema)
		}
		r.Body = show(value)
		return r
	}
	for _, media := range slices.Sorted(maps.Keys(content)) {
		r.Headers, r.Body = map[string][]string{"Content-Type": {strings.ReplaceAll(media, "*", "octet-stream")}}, "content"
		break
	}
	return r
}

// gapSchema returns the schema of a missing response. If the response has alternatives, gapSchema returns the alternative that the
// gap names, or a success if the gap names no schema.
func (op *operation) gapSchema(ref *openapi3.SchemaRef, g gap) *openapi3.Schema {
	schema := spec.SchemaOf(ref)
	for _, part := range schema.AnyOf {
		if name := strings.TrimPrefix(part.Ref, "#/components/schemas/"); op.isRejection(part) == (g.schema != "") && (g.schema == "" || g.schema == name) {
			return part.Value
		}
	}
	return schema
}

// reject turns an object into an error of the named schema, as its envelope describes.
func (op *operation) reject(object map[string]any, schema *openapi3.Schema, name string) {
	for _, v := range op.envelopes() {
		if v.Schema != name {
			continue
		}
		property, _ := spec.Member(schema, v.Field)
		switch {
		case v.Falsy:
			object[v.Field] = false
		case property != nil && spec.IsOf(property, openapi3.TypeArray):
			object[v.Field] = []any{made(itemsOf(property), false)}
		case property != nil:
			object[v.Field] = made(property, false)
			if inner, ok := object[v.Field].(map[string]any); ok {
				op.fill(inner, property)
			}
		}
	}
}

// fill adds a member to an empty object, because clients reject a response without any documented member. It skips members that
// indicate a failure.
func (op *operation) fill(object map[string]any, schema *openapi3.Schema) {
	for _, part := range spec.Parts(schema) {
		for _, name := range slices.Sorted(maps.Keys(part.Properties)) {
			fails := slices.ContainsFunc(op.envelopes(), func(v spec.Envelope) bool { return v.Field == name })
			if len(object) == 0 && !fails && !part.Properties[name].Value.WriteOnly {
				object[name] = made(part.Properties[name].Value, false)
			}
		}
	}
}

// codeOf returns a status code for the key of a response, such as 400 for 4XX.
func codeOf(key string) int {
	code, err := strconv.Atoi(strings.NewReplacer("X", "0", "x", "0").Replace(key))
	if err != nil {
		return http.StatusInternalServerError // default
	}
	return code
}

// made returns a placeholder value for a schema. Objects have only their required members.
func made(schema *openapi3.Schema, request bool) any {
	return specimen.Generator{Least: true, Request: request}.Value(schema)
}

// plainText formats a value for a path, a query or a form.
func plainText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return show(value)
}
