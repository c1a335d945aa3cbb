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

// FormField says how a form spells the value of one field, where its type does not tell.
type FormField struct {
	// True and False are the spellings of a boolean. If only True is given, false is left out of the form.
	True, False string
	// Inverted is true if the API means the opposite: what is sent for true is the spelling of false.
	Inverted bool
	// Layout is the layout of a moment, as package time has it.
	Layout string
	// Separator joins the items of a list into one text.
	Separator string
	// Encode lists what is done, one after the other, to make one text of the value.
	Encode []Encoding
}

// Encoding is a step that makes a text of a value.
type Encoding int

const (
	// EncodeJSON: as JSON.
	EncodeJSON Encoding = iota
	// EncodePHP: as PHP's serialize writes an array.
	EncodePHP
	// EncodeBase64: the text so far in base64.
	EncodeBase64
)

// text returns the text for a field whose value is the JSON data, and whether it is sent at all.
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

// moment writes a moment in the field's layout, in its own time zone.
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

// list joins the items of a list. An item that holds the separator would become two.
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
			return "", fmt.Errorf("has an item with %q in it, which separates items", f.Separator)
		}
	}
	return strings.Join(texts, f.Separator), nil
}

// encodeText makes one text of a value.
func encodeText(data []byte, steps []Encoding) (string, error) {
	text := data
	for i, step := range steps {
		switch step {
		case EncodeJSON:
			if i > 0 {
				return "", errors.New("cannot be encoded as JSON twice")
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
