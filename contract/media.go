package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/spec"
)

// boundary separates the parts of the forms in skeletons.
const boundary = "boundary"

// formPart is a part of a multipart form.
type formPart struct {
	name, fileName, media string
	content               string
}

// readParts parses a multipart form.
func readParts(h http.Header, body string) ([]formPart, error) {
	_, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return nil, errors.New("the content type: want the boundary of the form, as in multipart/form-data; boundary=boundary")
	}
	// Cassettes that are written by hand may have LF line endings.
	if !strings.Contains(body, "\r\n") {
		body = strings.ReplaceAll(body, "\n", "\r\n")
	}
	var parts []formPart
	for reader := multipart.NewReader(strings.NewReader(body), params["boundary"]); ; {
		p, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return parts, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the form: %w", err)
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return nil, fmt.Errorf("the form: %w", err)
		}
		parts = append(parts, formPart{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), string(content)})
	}
}

// partsTree parses a multipart form into a JSON tree. A file becomes a string with its content.
func (op *operation) partsTree(h http.Header, body string, schema *openapi3.Schema) (any, error) {
	parts, err := readParts(h, body)
	if err != nil {
		return nil, err
	}
	tree := map[string]any{}
	for _, p := range parts {
		property := propertyOf(schema, p.name)
		isList := property.Type.Is("array")
		one := property
		if isList {
			one = spec.SchemaOf(property.Items)
		}
		style := op.formStyle()
		value := spec.Scalar(p.content, one, style.True, style.False)
		if spec.JSONMedia(openapi3.Content{p.media: nil}) != "" {
			if value, err = spec.ParseJSON([]byte(p.content)); err != nil {
				return nil, fmt.Errorf("the part %s: %w", p.name, err)
			}
		}
		list, seen := tree[p.name].([]any)
		_, whole := value.([]any)
		switch {
		case isList && (seen || !whole):
			tree[p.name] = append(list, value)
		case tree[p.name] != nil:
			return nil, fmt.Errorf("the form has two parts named %s", p.name)
		default:
			tree[p.name] = value
		}
	}
	return tree, nil
}

// heads returns the name, file name and media type of every part of a form, sorted, as one string.
func heads(h http.Header, body string) string {
	parts, err := readParts(h, body)
	if err != nil {
		return err.Error()
	}
	var all []string
	for _, p := range parts {
		all = append(all, strings.Join([]string{p.name, p.fileName, p.media}, " "))
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}

// partsBody converts a recorded form, files included, to the Go type of an argument.
func partsBody[T any](x *Exchange, tree any, schema *openapi3.Schema) T {
	object, _ := tree.(map[string]any)
	files := map[string][]core.File{}
	parts, _ := readParts(x.header, x.body) // bodyTree has already parsed them
	for _, p := range parts {
		if holdsFiles(propertyOf(schema, p.name)) {
			files[p.name] = append(files[p.name], core.File{Name: p.fileName, ContentType: p.media, Body: strings.NewReader(p.content)})
			delete(object, p.name)
		}
	}
	body := decode[T](asGo(object, schema), "the body")
	v := reflect.ValueOf(&body).Elem()
	for _, field := range reflect.VisibleFields(v.Type()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		recorded := files[name]
		if len(recorded) == 0 {
			continue
		}
		switch to := v.FieldByIndex(field.Index).Addr().Interface().(type) {
		case *core.File:
			*to = recorded[0]
		case **core.File:
			*to = &recorded[0]
		case *[]core.File:
			*to = recorded
		}
	}
	return body
}

// holdsFiles reports whether a form property is a file or a list of files.
func holdsFiles(property *openapi3.Schema) bool {
	return property.Format == "binary" || spec.SchemaOf(property.Items).Format == "binary"
}

// draftParts returns a multipart form with the required members.
func draftParts(content *openapi3.MediaType, value any) string {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.SetBoundary(boundary) // the boundary is valid
	schema := spec.SchemaOf(content.Schema)
	object, _ := value.(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(object)) {
		value := object[name]
		property, head := propertyOf(schema, name), http.Header{}
		disposition, text := fmt.Sprintf("form-data; name=%q", name), plainText(value)
		switch value := value.(type) {
		case map[string]any:
			head.Set("Content-Type", "application/json")
			text = show(value)
		case []any:
			text = plainText(made(spec.SchemaOf(property.Items), true))
		}
		if holdsFiles(property) {
			text, disposition = "content", disposition+`; filename="file"`
			head.Set("Content-Type", "application/octet-stream")
		}
		if encoding := content.Encoding[name]; encoding != nil && encoding.ContentType != "" {
			media, _, _ := strings.Cut(encoding.ContentType, ",")
			head.Set("Content-Type", media)
		}
		head.Set("Content-Disposition", disposition)
		if part, err := w.CreatePart(map[string][]string(head)); err == nil {
			_, _ = io.WriteString(part, text)
		}
	}
	_ = w.Close()
	return b.String()
}

// contentFor returns the declared media type that matches a Content-Type header.
func contentFor(content openapi3.Content, sent string) *openapi3.MediaType {
	for _, name := range slices.Sorted(maps.Keys(content)) {
		if plain, _, err := mime.ParseMediaType(name); err == nil && plain == sent {
			return content[name]
		}
	}
	return content.Get(sent)
}

// content returns the content of a result that is not JSON.
func content(result any) (string, error) {
	switch result := result.(type) {
	case core.Raw:
		return string(result.Body), nil
	case string:
		return result, nil
	case *core.Download:
		if result == nil {
			return "", errors.New("want a file, got none")
		}
		data, err := io.ReadAll(result)
		return string(data), errors.Join(err, result.Close())
	}
	return "", fmt.Errorf("want a file or a string, got %T", result)
}
