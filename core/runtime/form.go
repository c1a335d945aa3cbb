package runtime

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"reflect"
	"strconv"
	"strings"
)

// Form says how an API spells the values of a form that have no spelling of their own.
type Form struct {
	// True and False are the spellings of booleans; both empty means "1" and "0", as PHP's http_build_query writes them.
	True, False string
	// Fields are the spellings of single fields, by name.
	Fields map[string]FormField
}

// formOf writes a JSON object as an application/x-www-form-urlencoded body that PHP reads back as the same: nested values
// in brackets (a[0]=x&b[k]=y), fields in their order, an empty string kept, null and empty lists left out. A name that PHP
// would read as another one is an error, unless it is one of the document's fields.
func formOf(data []byte, style Form, fields map[string]bool) ([]byte, error) {
	if style.True == "" && style.False == "" {
		style.True, style.False = "1", "0"
	}
	w := formWriter{in: json.NewDecoder(bytes.NewReader(data)), style: style, fields: fields}
	// Numbers stay as they are written: a detour through float64 would round amounts.
	w.in.UseNumber()
	if start, err := w.in.Token(); err != nil {
		return nil, err
	} else if start != json.Delim('{') {
		return nil, errors.New("a form body must be an object")
	}
	if err := w.object(""); err != nil {
		return nil, err
	}
	return []byte(w.out.String()), nil
}

type formWriter struct {
	in     *json.Decoder
	out    strings.Builder
	style  Form
	fields map[string]bool
}

func (w *formWriter) object(prefix string) error {
	for w.in.More() {
		key, err := w.in.Token()
		if err != nil {
			return err
		}
		name := key.(string)
		if err := w.checkName(prefix, name); err != nil {
			return err
		}
		if field, special := w.style.Fields[name]; special && prefix == "" {
			err = w.field(name, field)
		} else {
			err = w.value(nested(prefix, name))
		}
		if err != nil {
			return err
		}
	}
	_, err := w.in.Token()
	return err
}

// field writes a field that has a spelling of its own.
func (w *formWriter) field(name string, field FormField) error {
	var data json.RawMessage
	if err := w.in.Decode(&data); err != nil {
		return err
	}
	text, sent, err := field.text(data, w.style)
	if err != nil {
		return fmt.Errorf("%s %w", name, err)
	}
	if sent {
		w.pair(name, text)
	}
	return nil
}

func (w *formWriter) array(prefix string) error {
	for i := 0; w.in.More(); i++ {
		if err := w.value(nested(prefix, strconv.Itoa(i))); err != nil {
			return err
		}
	}
	_, err := w.in.Token()
	return err
}

func (w *formWriter) value(name string) error {
	token, err := w.in.Token()
	if err != nil {
		if err == io.EOF {
			return io.ErrUnexpectedEOF
		}
		return err
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '{' {
			return w.object(name)
		}
		return w.array(name)
	case string:
		w.pair(name, token)
	case json.Number:
		w.pair(name, token.String())
	case bool:
		if token {
			w.pair(name, w.style.True)
		} else {
			w.pair(name, w.style.False)
		}
	}
	return nil
}

func (w *formWriter) pair(name, value string) {
	if w.out.Len() > 0 {
		w.out.WriteByte('&')
	}
	w.out.WriteString(url.QueryEscape(name))
	w.out.WriteByte('=')
	w.out.WriteString(url.QueryEscape(value))
}

// checkName reports where PHP would read another name: one with a bracket leads elsewhere, and an empty one is a number. At
// the top an empty one is left out, and dots and spaces become underscores.
func (w *formWriter) checkName(prefix, name string) error {
	place, misread := prefix, "[]\x00"
	if prefix == "" {
		if w.fields[name] {
			return nil
		}
		place, misread = "the body", "[]\x00. "
	}
	if name == "" || strings.ContainsAny(name, misread) {
		return fmt.Errorf("%s has a member %q, and PHP would read another name", place, name)
	}
	return nil
}

// fieldsOf returns the names of a body's fields that the document gives; none if the body is a map.
func fieldsOf(body any) map[string]bool {
	names := map[string]bool{}
	if t := reflect.TypeOf(body); t != nil && t.Kind() == reflect.Struct {
		for _, field := range reflect.VisibleFields(t) {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			names[name] = name != ""
		}
	}
	return names
}

func nested(prefix, key string) string {
	if prefix == "" {
		return key
	}
	return prefix + "[" + key + "]"
}
