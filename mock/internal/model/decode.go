package model

import (
	"bytes"
	"encoding/json"
)

// decode reads an extension strictly: a field that it does not have is an error. Numbers keep their text. Without the
// extension, into stays as it is.
func decode(extensions map[string]any, word string, into any) error {
	return decodeAs(extensions, word, into, true)
}

// decodeLoosely is decode for an extension of which only a part is wanted.
func decodeLoosely(extensions map[string]any, word string, into any) error {
	return decodeAs(extensions, word, into, false)
}

func decodeAs(extensions map[string]any, word string, into any, strict bool) error {
	value, ok := extensions[word]
	if !ok {
		return nil
	}
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if strict {
		decoder.DisallowUnknownFields()
	}
	return decoder.Decode(into)
}
