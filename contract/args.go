package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/runtime"
	"github.com/hostclients/hostclients/internal/spec"
)

// PathArg returns a recorded path argument as a T. If a recorded value does not fit its type, PathArg, [Params], [Body] and
// [OptionalBody] panic. [Run] recovers the panic and fails the test.
func PathArg[T any](x *Exchange, name string) T {
	value, _ := x.param(x.op.Parameters().GetByInAndName("path", name))
	return decode[T](value, "path parameter "+name)
}

// Params returns the recorded query, header and cookie parameters, or nil if none was sent.
func Params[T any](x *Exchange) *T {
	tree := map[string]any{}
	for _, ref := range x.op.Parameters() {
		if value, sent := x.param(ref.Value); sent && ref.Value.In != "path" {
			tree[ref.Value.Name] = value
		}
	}
	if len(tree) == 0 {
		return nil
	}
	params := decode[T](tree, "the parameters")
	return &params
}

// Body returns the recorded request body.
func Body[T any](x *Exchange) T {
	var body T
	switch to := any(&body).(type) {
	case *core.Upload:
		*to = core.Upload{MediaType: x.header.Get("Content-Type"), Body: strings.NewReader(x.body)}
		return body
	case *string:
		if media, _ := x.op.bodySchema(x.header); spec.IsText(media) {
			*to = x.body
			return body
		}
	}
	tree, err := x.op.bodyTree(x.header, x.body)
	if err != nil {
		panic(misfit(fmt.Sprintf("the recorded body: %v", err)))
	}
	media, schema := x.op.bodySchema(x.header)
	if spec.IsMultipart(media) {
		return partsBody[T](x, tree, schema)
	}
	return decode[T](asGo(tree, schema), "the body")
}

// OptionalBody returns the recorded body, or nil if there was none.
func OptionalBody[T any](x *Exchange) *T {
	if x.body == "" {
		return nil
	}
	body := Body[T](x)
	return &body
}

// misfit is the panic value for a recorded argument or a document extension that does not fit its Go type.
type misfit string

// decode converts a recorded value to the Go type of an argument. Errors call the value by the name in what.
func decode[T any](tree any, what string) T {
	var v T
	return convert[T](tree, fmt.Sprintf("%s: want a value for %T, got %s", what, v, show(tree)))
}

// convert decodes a JSON tree into a Go type. If the tree does not fit, convert panics with a misfit that starts with prefix.
func convert[T any](tree any, prefix string) T {
	var v T
	data, err := json.Marshal(tree)
	if err == nil {
		err = runtime.Decode(data, &v)
	}
	if err != nil {
		panic(misfit(fmt.Sprintf("%s: %v", prefix, err)))
	}
	return v
}

// bodySchema returns the media type and the schema of the request body, or nil if the operation has no body.
func (op *operation) bodySchema(h http.Header) (string, *openapi3.Schema) {
	media, content := op.bodyContent(h)
	if content == nil {
		return "", nil
	}
	return media, spec.SchemaOf(content.Schema)
}

// bodyContent returns the media type of the request body, or nil if the operation has no body. If the document declares several,
// the recorded Content-Type selects one. Without a match, bodyContent returns the media type that the client sends.
func (op *operation) bodyContent(h http.Header) (string, *openapi3.MediaType) {
	if op.Op.RequestBody == nil {
		return "", nil
	}
	content := op.Op.RequestBody.Value.Content
	sent, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	if media := contentFor(content, sent); media != nil {
		return sent, media
	}
	names := slices.Sorted(maps.Keys(content))
	if media := spec.BodyMedia(content); media != "" {
		names = []string{media}
	}
	for _, name := range names {
		return name, content[name]
	}
	return "", nil
}

// bodyTree parses a request body (JSON or form) into a JSON tree.
func (op *operation) bodyTree(h http.Header, body string) (any, error) {
	media, schema := op.bodySchema(h)
	if schema == nil {
		// Some clients send an empty object with every request. It does not count as a body.
		if body = strings.TrimSpace(body); body != "" && body != "{}" {
			return nil, fmt.Errorf("the request has a body, but the document declares none for %s", op.id)
		}
		return nil, nil
	}
	if strings.HasPrefix(h.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return ReadForm(body, schema, op.formStyle())
	}
	switch {
	case body == "":
		return nil, nil
	case spec.IsMultipart(media):
		return op.partsTree(h, body, schema)
	case spec.JSONMedia(openapi3.Content{media: nil}) == "" || spec.IsBinary(&openapi3.SchemaRef{Value: schema}):
		return body, nil
	}
	return spec.ParseJSON([]byte(body))
}

// formStyle returns how the operation writes booleans (x-form).
func (op *operation) formStyle() runtime.Form {
	style := runtime.Form{True: "1", False: "0"}
	words, ok := op.extension("x-form").(map[string]any)
	if ok {
		style.True, style.False = fmt.Sprint(words["true"]), fmt.Sprint(words["false"])
	}
	return style
}

// extension returns an extension of the operation. If the operation lacks it, extension returns the document's.
func (op *operation) extension(name string) any {
	if value, ok := op.Op.Extensions[name]; ok {
		return value
	}
	return op.doc.Extensions[name]
}
