// Package codec does all encoding and decoding of JSON.
//
// It uses the engine of encoding/json/v2 ("the engine") on every supported Go version: from the standard library if that has it, and
// otherwise from a module. Struct tags mean the same as in encoding/json. Unlike encoding/json, the package refuses strings that are
// not UTF-8: a replacement character in a password would make it a wrong password.
package codec

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/hostclients/hostclients/core/internal/scan"
)

var options = json.JoinOptions(
	jsonv1.DefaultOptionsV1(),
	jsonv1.ReportErrorsWithLegacySemantics(false), // an error has a JSON pointer to the value
	jsonv1.MergeWithLegacySemantics(false),        // if an array occurs twice, the last one wins: elements do not merge
	jsontext.AllowInvalidUTF8(false),
	jsontext.EscapeForHTML(false),
	jsontext.EscapeForJS(false),
)

// encoding has the options of Encode, including the marshalers that Reveal adds. Numbers marshals encoding/json's Number; it is nil
// if the engine needs none.
var (
	encoding = options
	numbers  *json.Marshalers
)

// Reveal adds marshalers that write secrets in plain text, for Encode. Everywhere else, a secret encodes as Redacted.
func Reveal(marshalers *json.Marshalers) {
	encoding = json.JoinOptions(options, json.WithMarshalers(json.JoinMarshalers(marshalers, numbers)))
}

// Redacted is the JSON of a secret outside of Encode.
const Redacted = `"[redacted]"`

// ErrRedacted means that Encode cannot write a secret in plain text, because it is inside a type that encodes itself.
var ErrRedacted = errors.New("has a secret inside a type that encodes itself, such as a union, and would send it redacted: want a string there")

// ErrNotUTF8 means that a string, sent or received, is not UTF-8.
var ErrNotUTF8 = errors.New("a string is not UTF-8, which JSON requires")

// If the engine is a module, it treats encoding/json's Number as a string.
func init() {
	if reflect.TypeFor[stdjson.Number]() == reflect.TypeFor[jsonv1.Number]() {
		return
	}
	numbers = json.MarshalToFunc(func(to *jsontext.Encoder, n stdjson.Number) error {
		return json.MarshalEncode(to, jsonv1.Number(n))
	})
	options = json.JoinOptions(options,
		json.WithUnmarshalers(json.UnmarshalFromFunc(func(from *jsontext.Decoder, n *stdjson.Number) error {
			return json.UnmarshalDecode(from, (*jsonv1.Number)(n))
		})),
	)
	Reveal(nil)
}

// Encode returns v as JSON, with secrets in plain text.
func Encode(v any) ([]byte, error) {
	data, ok := write(v)
	if !ok {
		return encode(v)
	}
	if bytes.Contains(data, []byte(Redacted)) {
		return nil, ErrRedacted
	}
	return data, nil
}

// encode does what Encode does, but with the engine, which can also explain an error.
func encode(v any) ([]byte, error) {
	data, err := json.Marshal(v, encoding)
	if err == nil && bytes.Contains(data, []byte(Redacted)) {
		return nil, ErrRedacted
	}
	if err != nil {
		if isNotUTF8(err) {
			return nil, ErrNotUTF8
		}
		return nil, fmt.Errorf("cannot be encoded: %w", describe(err))
	}
	return data, nil
}

// Decode reads the single JSON value in data into the value that v points to. Its errors do not quote data.
func Decode(data []byte, v any) error {
	if _, ok := read(data, v, unlimited, whole); ok {
		return nil
	}
	return decode(data, v)
}

// decode does what Decode does, but with the engine, which can also explain an error.
func decode(data []byte, v any) error {
	if err := json.Unmarshal(data, v, options); err != nil {
		return describe(err)
	}
	return RefuseNulls(data, reflect.TypeOf(v).Elem())
}

// Tree returns the single JSON value in data, with its numbers as json.Number. It refuses data that would become a tree of tens
// of megabytes.
func Tree(data []byte) (tree any, err error) {
	if err := treeBounds.Check(data, nil); err != nil {
		return nil, err
	}
	if err := Valid(data); err != nil {
		return nil, err
	}
	decoder := stdjson.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	err = decoder.Decode(&tree)
	return tree, err
}

// Valid returns an error if data is not a single JSON value.
func Valid(data []byte) error {
	if end := scan.Value(data, scan.Space(data, 0), 0); end >= 0 && scan.Space(data, end) == len(data) {
		return nil
	}
	var value jsontext.Value
	return Decode(data, &value)
}

// Property returns the value of a member of the object in data, and whether the object has that member. If the member occurs
// twice, the last one wins. The value is a subslice of data.
func Property(data []byte, name string) (value []byte, found bool, err error) {
	err = Members(data, func(member string, read func() ([]byte, error)) error {
		if member != name {
			return nil
		}
		value, err = read()
		found = true
		return err
	})
	return value, found, err
}

// Members calls visit for each member of the object in data, in order. Read returns the member's value, a subslice of data.
// If visit does not call read, the value is skipped.
func Members(data []byte, visit func(name string, read func() ([]byte, error)) error) error {
	start := scan.Space(data, 0)
	if end := scan.Members(data, start, 1, nil); end >= 0 && data[start] == '{' && scan.Space(data, end) == len(data) {
		return members(data[start:end], visit)
	}
	return membersByEngine(data, visit)
}

// members does what Members does, for a valid object.
func members(data []byte, visit func(name string, read func() ([]byte, error)) error) (err error) {
	var s Source
	var current []byte
	read := func() ([]byte, error) { return current, err }
	scan.Members(data, 0, 1, func(key, value []byte) {
		if current = value; err == nil {
			err = visit(string(s.Inside(key)), read)
		}
	})
	return err
}

// membersByEngine does what Members does, for any data, and explains errors in it.
func membersByEngine(data []byte, visit func(name string, read func() ([]byte, error)) error) error {
	// A decoder reads a bytes.Buffer in place, so a long list is not copied.
	decoder := jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true))
	start, err := decoder.ReadToken()
	if err != nil {
		return describe(err)
	}
	if start.Kind() != '{' {
		return &Error{Problem: "want an object, got " + kinds[start.Kind()]}
	}
	for decoder.PeekKind() == '"' {
		key, err := decoder.ReadToken()
		if err != nil {
			return describe(err)
		}
		wasRead := false
		read := func() ([]byte, error) {
			wasRead = true
			value, err := decoder.ReadValue()
			if err != nil {
				return nil, describe(err)
			}
			end := int(decoder.InputOffset())
			return data[end-len(value) : end], nil
		}
		if err := visit(key.String(), read); err != nil {
			return err
		}
		if wasRead {
			continue
		}
		if err := decoder.SkipValue(); err != nil {
			return describe(err)
		}
	}
	if _, err := decoder.ReadToken(); err != nil {
		return describe(err)
	}
	if rest := bytes.TrimSpace(data[decoder.InputOffset():]); len(rest) > 0 {
		return &Error{Problem: "not valid JSON: something follows the value"}
	}
	return nil
}

// Error is an error in JSON. Its message contains positions and types, and never values.
type Error struct {
	// At is a JSON pointer to the value; empty for the whole document.
	At string
	// Problem describes what is wrong with that value.
	Problem string
	// Err is the cause, or nil.
	Err error
}

func (e *Error) Error() string {
	if e.At == "" {
		return e.Problem
	}
	return fmt.Sprintf("at %s: %s", e.At, e.Problem)
}

func (e *Error) Unwrap() error { return e.Err }

func describe(err error) error {
	if isNotUTF8(err) {
		return ErrNotUTF8
	}
	var semantic *json.SemanticError
	if errors.As(err, &semantic) && !errors.Is(err, ErrNotUTF8) {
		found := kinds[semantic.JSONKind]
		problem := "the value does not fit"
		switch {
		case semantic.GoType != nil && found != "":
			problem = fmt.Sprintf("%s does not fit %v", found, semantic.GoType)
		case semantic.GoType != nil:
			problem = fmt.Sprintf("the value does not fit %v", semantic.GoType)
		}
		at := string(semantic.JSONPointer)
		// A type that decodes itself returns an error of encoding/json, with the position inside the value.
		var inner *stdjson.UnmarshalTypeError
		if errors.As(semantic.Err, &inner) {
			problem = fmt.Sprintf("%s does not fit %v", kindOf(inner.Value), inner.Type)
			if inner.Value == "null" {
				problem = nullProblem(inner.Type)
			}
			if knowsPath(semantic.GoType) {
				at = "" // the field is the whole path
			}
			if inner.Field != "" {
				at += "/" + strings.ReplaceAll(inner.Field, ".", "/")
			}
		}
		return &Error{At: at, Problem: problem, Err: semantic.Err}
	}
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		return &Error{At: string(syntax.JSONPointer), Problem: fmt.Sprintf("not valid JSON at byte %d", syntax.ByteOffset)}
	}
	return &Error{Problem: "not valid JSON"}
}

// knowsPath reports whether a type decodes itself with a decoder, which knows the path. Package lenient has such types for Go 1.27.
func knowsPath(t reflect.Type) bool {
	return t != nil && reflect.PointerTo(t).Implements(reflect.TypeFor[json.UnmarshalerFrom]())
}

// isNotUTF8 reports whether err is about a string that is not UTF-8, or about half a surrogate pair. The engine, and types that
// encode themselves, report these only in the message of the error.
func isNotUTF8(err error) bool {
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	message := ""
	switch {
	case errors.As(err, &syntax) && syntax.Err != nil:
		message = syntax.Err.Error()
	case errors.As(err, &semantic) && semantic.Err != nil:
		message = semantic.Err.Error()
	}
	return strings.Contains(message, "UTF-8") || strings.Contains(message, "surrogate")
}

// kindOf returns the kind in encoding/json's description of a value, such as "a number" for "number 12".
func kindOf(value string) string {
	kind, _, _ := strings.Cut(value, " ")
	switch kind {
	case "array", "object":
		return "an " + kind
	case "bool":
		return "a boolean"
	case "":
		return "the value"
	}
	return "a " + kind
}

var kinds = map[jsontext.Kind]string{
	'n': "null", 't': "a boolean", 'f': "a boolean", '"': "a string", '0': "a number", '{': "an object", '[': "an array",
}
