package runtime

import (
	"crypto/rand"
	"errors"
	"fmt"
	"mime"
	"path"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/codec"
)

const mediaBytes = "application/octet-stream"

func isMultipart(media string) bool { return strings.HasPrefix(media, "multipart/") }

// setMultipart encodes a struct as a multipart form. Files are streamed. Other members become parts as OpenAPI defines:
// strings, numbers and booleans as plain text, objects as JSON, and lists as one part per item.
func (r *request) setMultipart(call *call, body any) error {
	call.inputs = append(call.inputs, body)
	data, err := codec.Encode(body)
	if err != nil {
		return fmt.Errorf("the body %w", call.redactError(err))
	}
	if rule := call.op.Body.Rule; rule != nil && !rule.fits(data) {
		if err := rule.explain(data); err != nil {
			return err
		}
	}
	w := multipartWriter{body: call.op.Body, boundary: rand.Text(), files: filesIn(body)}
	if err := w.members(data); err != nil {
		return err
	}
	for _, field := range call.opts.Fields {
		if slices.Contains(w.names, field.Name) {
			return fmt.Errorf("the body already has a field %s", field.Name)
		}
		member, err := encodeMember(field)
		if err != nil {
			return err
		}
		if err := w.members(member); err != nil {
			return err
		}
	}
	w.text("--" + w.boundary + "--\r\n")
	media, _, _ := strings.Cut(call.op.Body.Media, ";")
	r.media, r.source = media+"; boundary="+w.boundary, newSource(w.parts)
	return nil
}

// filesIn returns the files in a struct's fields, keyed by JSON name.
func filesIn(body any) map[string][]core.File {
	v := reflect.ValueOf(body)
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	found := map[string][]core.File{}
	if v.Kind() != reflect.Struct {
		return found
	}
	for _, field := range reflect.VisibleFields(v.Type()) {
		if !field.IsExported() || len(field.Index) > 1 {
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch value := v.FieldByIndex(field.Index).Interface().(type) {
		case core.File:
			found[name] = []core.File{value}
		case *core.File:
			if value != nil {
				found[name] = []core.File{*value}
			}
		case []core.File:
			found[name] = value
		}
	}
	return found
}

type multipartWriter struct {
	body     Body
	boundary string
	files    map[string][]core.File
	parts    []part
	names    []string
}

func (w *multipartWriter) text(text string) { w.parts = append(w.parts, textPart(text)) }

// members writes a part for each member of a JSON object.
func (w *multipartWriter) members(data []byte) error {
	return codec.Members(data, func(name string, read func() ([]byte, error)) error {
		value, err := read()
		if err != nil {
			return err
		}
		w.names = append(w.names, name)
		if files, ok := w.files[name]; ok {
			for _, file := range files {
				if err := w.file(name, file); err != nil {
					return fmt.Errorf("%s %w", name, err)
				}
			}
			return nil
		}
		return w.value(name, value)
	})
}

// value writes a member that is not a file.
func (w *multipartWriter) value(name string, data []byte) error {
	media := w.body.Parts[name]
	tree, err := codec.Tree(data)
	if err != nil {
		return err
	}
	list, isList := tree.([]any)
	_, isObject := tree.(map[string]any)
	switch {
	case tree == nil:
		return nil
	case isJSON(media) || isObject:
		if media == "" {
			media = mediaJSON
		}
		w.field(name, media, string(data))
	case isList:
		for _, item := range list {
			encoded, err := codec.Encode(item)
			if err != nil {
				return err
			}
			if err := w.value(name, encoded); err != nil {
				return err
			}
		}
	default:
		w.field(name, media, w.plain(tree, data))
	}
	return nil
}

// plain returns a string, a number or a boolean as the content of a part.
func (w *multipartWriter) plain(tree any, data []byte) string {
	switch value := tree.(type) {
	case string:
		return value
	case bool:
		if form := w.body.Form; form.True != "" || form.False != "" {
			return map[bool]string{true: form.True, false: form.False}[value]
		}
	}
	return string(data)
}

func (w *multipartWriter) field(name, media, text string) {
	w.head(`form-data; name="`+quotedName.Replace(name)+`"`, media)
	w.text(text + "\r\n")
}

func (w *multipartWriter) head(disposition, media string) {
	head := "--" + w.boundary + "\r\nContent-Disposition: " + disposition + "\r\n"
	if media != "" {
		head += "Content-Type: " + media + "\r\n"
	}
	w.text(head + "\r\n")
}

func (w *multipartWriter) file(name string, file core.File) error {
	media := file.ContentType
	if _, _, err := mime.ParseMediaType(media); media != "" && err != nil || strings.ContainsFunc(media, unicode.IsControl) {
		return errors.New("has an invalid content type: want one like image/png")
	}
	if media == "" {
		media = w.body.Parts[name]
	}
	if media == "" {
		media = mediaBytes
	}
	if file.Body == nil {
		return errors.New("has no Body: want a reader, even for an empty file")
	}
	body, err := bodyPart(file.Body, file.Size)
	if err != nil {
		return err
	}
	// A server may store the file under this name, so the name must not lead to a different directory.
	fileName := path.Base(strings.ReplaceAll(strings.Map(printable, file.Name), `\`, "/"))
	if fileName == "." || fileName == "/" || fileName == ".." {
		fileName = "file"
	}
	w.head(`form-data; name="`+quotedName.Replace(name)+`"; filename="`+quotedName.Replace(fileName)+`"`, media)
	w.parts = append(w.parts, body)
	w.text("\r\n")
	return nil
}

// printable drops characters that are not printable: control characters would break the part's header or cut the file name short.
func printable(r rune) rune {
	if !unicode.IsPrint(r) {
		return -1
	}
	return r
}

// quotedName escapes characters that would end a name in a part's header, as browsers do.
var quotedName = strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A")
