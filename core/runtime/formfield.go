package runtime

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hostclients/hostclients/core/internal/codec"
)

// FormField defines how a field is written in a form, if that differs from the usual format of its type.
type FormField struct {
	// True and False are what a boolean is written as. If only True is set, false is left out of the form.
	True, False string
	// Inverted is true if the API means the opposite: true is sent as False, and false as True.
	Inverted bool
	// Layout formats a date or time, as in package time.
	Layout string
	// Separator joins the items of a list into one string.
	Separator string
	// Encode lists the steps that encode the value as one string, in order.
	Encode []Encoding
}

// Encoding is a step that encodes a value as a string.
type Encoding int

const (
	// EncodeJSON encodes as JSON. It must be the first step.
	EncodeJSON Encoding = iota
	// EncodePHP encodes as an array in the format of PHP's serialize.
	EncodePHP
	// EncodeBase64 encodes the result of the previous steps in base64.
	EncodeBase64
)

// text converts the JSON value of a field to its string in the form, and reports whether the field is sent at all.
func (f FormField) text(data []byte, style Form) (text string, sent bool, err error) {
	switch {
	case string(data) == "null":
		return "", false, nil
	case f.Layout != "":
		text, err = f.moment(data)
		return text, true, err
	case f.Separator != "":
		text, err = f.list(data)
		return text, text != "", err
	case len(f.Encode) > 0:
		text, err = encodeText(data, f.Encode)
		return text, true, err
	}
	var flag bool
	if err := codec.Decode(data, &flag); err != nil {
		return "", false, errors.New("must be a boolean")
	}
	if f.True == "" && f.False == "" {
		f.True, f.False = style.True, style.False
	}
	if flag != f.Inverted {
		return f.True, true, nil
	}
	return f.False, f.False != "", nil
}

// moment writes a time in the field's layout, in the time zone of the value.
func (f FormField) moment(data []byte) (string, error) {
	var at time.Time
	if err := codec.Decode(data, &at); err != nil {
		return "", errors.New("must be a date and time")
	}
	if at.IsZero() {
		return "", errors.New("is missing")
	}
	return at.Format(f.Layout), nil
}

// list joins the items of a list. An item that contains the separator is an error, because the server would read two items.
func (f FormField) list(data []byte) (string, error) {
	var items []json.RawMessage
	if err := codec.Decode(data, &items); err != nil {
		return "", errors.New("must be a list")
	}
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = string(item)
		switch {
		case string(item) == "null":
			return "", errors.New("has an item that is null")
		case bytes.HasPrefix(item, []byte(`"`)):
			if err := codec.Decode(item, &texts[i]); err != nil {
				return "", err
			}
		}
		if strings.Contains(texts[i], f.Separator) {
			return "", fmt.Errorf("has an item that contains the separator %q", f.Separator)
		}
	}
	return strings.Join(texts, f.Separator), nil
}

// encodeText encodes a value as one string.
func encodeText(data []byte, steps []Encoding) (string, error) {
	text := data
	for i, step := range steps {
		switch step {
		case EncodeJSON:
			if i > 0 {
				return "", errors.New("cannot be encoded as JSON after another encoding: want JSON first")
			}
		case EncodePHP:
			serialized, err := serializePHP(text)
			if err != nil {
				return "", err
			}
			text = serialized
		case EncodeBase64:
			text = []byte(base64.StdEncoding.EncodeToString(text))
		}
	}
	return string(text), nil
}
