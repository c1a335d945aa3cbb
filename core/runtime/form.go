package runtime

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/hostclients/hostclients/core/internal/codec"
	"github.com/hostclients/hostclients/core/internal/scan"
)

// Form defines how an API writes form values.
type Form struct {
	// True and False are what booleans are written as; if both are empty, "1" and "0", as in PHP's http_build_query.
	True, False string
	// Fields defines the fields that are written differently, by name.
	Fields map[string]FormField
}

// formOf returns a JSON object as an application/x-www-form-urlencoded body that PHP reads as the same object. Nested values use
// brackets (a[0]=x&b[k]=y). The order of the fields is preserved. Empty strings are sent; null and empty lists are left out. Numbers
// are copied unchanged, because float64 would round amounts. A name that PHP would change is an error, unless the document declares it.
func formOf(data []byte, style Form, fields map[string]bool) ([]byte, error) {
	if style.True == "" && style.False == "" {
		style.True, style.False = "1", "0"
	}
	w := formWriter{style: style, fields: fields, out: make([]byte, 0, len(data))}
	read := codec.Visit(data, func(s *codec.Source, i int) int {
		w.in = s
		return w.object(i, "")
	})
	switch {
	case w.err != nil:
		return nil, w.err
	case !read:
		return nil, errors.New("a form body must be an object")
	}
	return w.out, nil
}

type formWriter struct {
	in     *codec.Source
	out    []byte
	style  Form
	fields map[string]bool
	err    error
}

// fail stores err and stops reading.
func (w *formWriter) fail(err error) int {
	w.err = err
	return -1
}

func (w *formWriter) object(i int, prefix string) int {
	return w.in.Object(i, func(key []byte, i int) int {
		name := w.in.Keep(w.in.Inside(key))
		if err := w.checkName(prefix, name); err != nil {
			return w.fail(err)
		}
		if prefix != "" {
			return w.value(i, nested(prefix, name))
		}
		if field, special := w.style.Fields[name]; special {
			return w.field(i, name, field)
		}
		return w.value(i, name)
	})
}

// field writes a field of style.Fields.
func (w *formWriter) field(i int, name string, field FormField) int {
	end := w.in.Skip(i)
	if end < 0 {
		return -1
	}
	text, sent, err := field.text(w.in.Data[i:end], w.style)
	if err != nil {
		return w.fail(fmt.Errorf("%s %w", name, err))
	}
	if sent {
		w.pair(name, text)
	}
	return end
}

func (w *formWriter) array(i int, prefix string) int {
	n := -1
	return w.in.List(i, func(i int) int {
		n++
		return w.value(i, nested(prefix, strconv.Itoa(n)))
	})
}

func (w *formWriter) value(i int, name string) int {
	switch scan.At(w.in.Data, i) {
	case '{':
		return w.object(i, name)
	case '[':
		return w.array(i, name)
	case '"':
		text, end := w.in.Bytes(i)
		if end >= 0 {
			w.name(name)
			w.out = appendEscaped(w.out, text)
		}
		return end
	case 't':
		w.pair(name, w.style.True)
	case 'f':
		w.pair(name, w.style.False)
	case 'n':
	default:
		end := w.in.Skip(i)
		if end >= 0 {
			w.name(name)
			w.out = appendEscaped(w.out, w.in.Data[i:end])
		}
		return end
	}
	return w.in.Skip(i)
}

func (w *formWriter) pair(name, value string) {
	w.name(name)
	w.out = appendEscaped(w.out, value)
}

func (w *formWriter) name(name string) {
	if len(w.out) > 0 {
		w.out = append(w.out, '&')
	}
	w.out = append(appendEscaped(w.out, name), '=')
}

// appendEscaped appends text, escaped as by url.QueryEscape.
func appendEscaped[T string | []byte](out []byte, text T) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.' || c == '~':
			out = append(out, c)
		case c == ' ':
			out = append(out, '+')
		default:
			out = append(out, '%', hex[c>>4], hex[c&15])
		}
	}
	return out
}

// checkName returns an error for a name that PHP would change. A bracket starts a nested value, and an empty name becomes a number.
// At the top level, PHP drops an empty name, and replaces dots and spaces with underscores.
func (w *formWriter) checkName(prefix, name string) error {
	place, misread := prefix, "[]\x00"
	if prefix == "" {
		if w.fields[name] {
			return nil
		}
		place, misread = "the body", "[]\x00. "
	}
	if name == "" || strings.ContainsAny(name, misread) {
		return fmt.Errorf("%s has a member %q, which PHP would read as a different name", place, name)
	}
	return nil
}

// fieldsOf returns the names of the fields that the document declares for a body, or nil if the body is a map.
func fieldsOf(body any) map[string]bool {
	t := reflect.TypeOf(body)
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	if known, ok := fieldsByType.Load(t); ok {
		return known.(map[string]bool)
	}
	names := map[string]bool{}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names[name] = name != ""
	}
	fieldsByType.Store(t, names)
	return names
}

var fieldsByType sync.Map // reflect.Type to map[string]bool

func nested(prefix, key string) string {
	if prefix == "" {
		return key
	}
	return prefix + "[" + key + "]"
}
