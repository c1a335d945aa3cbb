// Package codec is the one place where values become JSON and JSON becomes values.
//
// It uses the engine of encoding/json/v2 on every supported Go: as a module where the standard library does not have it,
// as the standard library where it does. The options keep the meaning that struct tags have in encoding/json, but texts that
// are not UTF-8 are errors instead of other texts: a password with a replacement character in it is nobody's password.
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
)

var options = json.JoinOptions(
	jsonv1.DefaultOptionsV1(),
	jsonv1.ReportErrorsWithLegacySemantics(false), // an error names the place by its JSON pointer
	jsonv1.MergeWithLegacySemantics(false),        // of an array that occurs twice, the last one wins: elements do not merge
	jsontext.AllowInvalidUTF8(false),
	jsontext.EscapeForHTML(false),
	jsontext.EscapeForJS(false),
)

// ErrNotUTF8 says that a text cannot be sent, or was not received, as it is.
var ErrNotUTF8 = errors.New("a text is not UTF-8, which JSON demands")

// The type of numbers in encoding/json is foreign to the engine where the engine is a module.
func init() {
	if reflect.TypeFor[stdjson.Number]() == reflect.TypeFor[jsonv1.Number]() {
		return
	}
	options = json.JoinOptions(options,
		json.WithMarshalers(json.MarshalToFunc(func(to *jsontext.Encoder, n stdjson.Number) error {
			return json.MarshalEncode(to, jsonv1.Number(n))
		})),
		json.WithUnmarshalers(json.UnmarshalFromFunc(func(from *jsontext.Decoder, n *stdjson.Number) error {
			return json.UnmarshalDecode(from, (*jsonv1.Number)(n))
		})),
	)
}

// Encode returns v as JSON.
func Encode(v any) ([]byte, error) {
	data, err := json.Marshal(v, options)
	if err != nil {
		if isNotUTF8(err) {
			return nil, ErrNotUTF8
		}
		return nil, fmt.Errorf("cannot be encoded: %w", describe(err))
	}
	return data, nil
}

// Decode reads the single JSON value that data holds into v, a pointer. Its errors quote nothing of data.
func Decode(data []byte, v any) error {
	if err := json.Unmarshal(data, v, options); err != nil {
		return describe(err)
	}
	return nil
}

// Tree returns the single JSON value that data holds, with its numbers as they are written.
func Tree(data []byte) (tree any, err error) {
	if err := Valid(data); err != nil {
		return nil, err
	}
	decoder := stdjson.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	err = decoder.Decode(&tree)
	return tree, err
}

// Valid reports why data is not a single JSON value.
func Valid(data []byte) error {
	var whole jsontext.Value
	return Decode(data, &whole)
}

// Property returns the value of a member of the object that data holds, and whether it is there. If the member occurs
// twice, the last one wins. The value is a part of data.
func Property(data []byte, name string) (value []byte, found bool, err error) {
	// A decoder reads a bytes.Buffer in place: a long list is not copied.
	decoder := jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true))
	start, err := decoder.ReadToken()
	if err != nil {
		return nil, false, describe(err)
	}
	if start.Kind() != '{' {
		return nil, false, &Error{Problem: "want an object, got " + kinds[start.Kind()]}
	}
	for decoder.PeekKind() == '"' {
		key, err := decoder.ReadToken()
		if err != nil {
			return nil, false, describe(err)
		}
		if key.String() != name {
			if err := decoder.SkipValue(); err != nil {
				return nil, false, describe(err)
			}
			continue
		}
		member, err := decoder.ReadValue()
		if err != nil {
			return nil, false, describe(err)
		}
		end := int(decoder.InputOffset())
		value, found = data[end-len(member):end], true
	}
	if _, err := decoder.ReadToken(); err != nil {
		return nil, false, describe(err)
	}
	if rest := bytes.TrimSpace(data[decoder.InputOffset():]); len(rest) > 0 {
		return nil, false, &Error{Problem: "not valid JSON: something follows the value"}
	}
	return value, found, nil
}

// Error is why JSON was not understood. Its text names places and types, and quotes no values.
type Error struct {
	// At is the place, as a JSON pointer; empty for the whole value.
	At string
	// Problem is what is wrong there.
	Problem string
	// Err is the cause; nil if there is none that says more.
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
		var own interface{ Mismatch() string }
		if errors.As(err, &own) {
			problem = own.Mismatch()
		}
		return &Error{At: string(semantic.JSONPointer), Problem: problem, Err: semantic.Err}
	}
	if isNotUTF8(err) {
		return ErrNotUTF8
	}
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		return &Error{At: string(syntax.JSONPointer), Problem: fmt.Sprintf("not valid JSON at byte %d", syntax.ByteOffset)}
	}
	return &Error{Problem: "not valid JSON"}
}

// isNotUTF8 reports whether the engine met a text that is not UTF-8, or half a surrogate pair. It has no error value for
// either, only these words.
func isNotUTF8(err error) bool {
	var syntax *jsontext.SyntacticError
	return errors.Is(err, ErrNotUTF8) || errors.As(err, &syntax) && syntax.Err != nil &&
		(strings.Contains(syntax.Err.Error(), "UTF-8") || strings.Contains(syntax.Err.Error(), "surrogate"))
}

var kinds = map[jsontext.Kind]string{
	'n': "null", 't': "a boolean", 'f': "a boolean", '"': "a string", '0': "a number", '{': "an object", '[': "an array",
}
