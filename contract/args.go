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

// These functions return the recorded arguments with the types of the typed method. They panic if the fixture does not fit the
// type; [Run] recovers the panic and fails the test with its text.

// PathArg returns a recorded path argument.
func PathArg[T any](x *Exchange, name string) T {
	value, _ := x.param(x.op.Parameters().GetByInAndName("path", name))
	return decode[T](value, "path parameter "+name)
}

// Params returns the recorded query and header parameters; nil if none was sent.
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

// Body returns the recorded body.
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

// OptionalBody returns the recorded body, nil if there was none.
func OptionalBody[T any](x *Exchange) *T {
	if x.body == "" {
		return nil
	}
	body := Body[T](x)
	return &body
}

// misfit is the panic for an argument or an extension of the document that does not fit its Go type.
type misfit string

// decode returns a recorded value with the Go type of an argument.
func decode[T any](tree any, what string) T {
	var v T
	return convert[T](tree, fmt.Sprintf("%s: want a value for %T, got %s", what, v, show(tree)))
}

// convert returns a JSON tree as its Go type. If it does not fit, it panics with a text that begins with said.
func convert[T any](tree any, said string) T {
	var v T
	data, err := json.Marshal(tree)
	if err == nil {
		err = runtime.Decode(data, &v)
	}
	if err != nil {
		panic(misfit(fmt.Sprintf("%s: %v", said, err)))
	}
	return v
}

// bodySchema returns the media type and the schema of the request's body; nil if it has none.
func (op *operation) bodySchema(h http.Header) (string, *openapi3.Schema) {
	media, content := op.bodyContent(h)
	if content == nil {
		return "", nil
	}
	return media, spec.SchemaOf(content.Schema)
}

// bodyContent returns the media type of the request's body; nil if it has none. If there are several, the recorded headers
// decide, or else it is the one that the client sends.
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

// bodyTree reads a request's body, JSON or form, as a JSON tree.
func (op *operation) bodyTree(h http.Header, body string) (any, error) {
	media, schema := op.bodySchema(h)
	if schema == nil {
		// Some clients send an empty object with every request, which means nothing.
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

// extension returns an extension of the operation, or else of the document.
func (op *operation) extension(name string) any {
	if value, ok := op.Op.Extensions[name]; ok {
		return value
	}
	return op.doc.Extensions[name]
}
