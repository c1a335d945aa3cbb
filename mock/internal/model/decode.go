package model

import (
	"bytes"
	"encoding/json"
)

// decode reads an extension as Convert does. Without the extension, into stays as it is.
func decode(extensions map[string]any, word string, into any) error {
	if value, ok := extensions[word]; ok {
		return Convert(value, into)
	}
	return nil
}

// Convert reads a tree strictly: a field that into does not have is an error. Numbers keep their text.
func Convert(tree, into any) error {
	data, err := json.Marshal(tree)
	if err != nil {
		return err
	}
	return Unmarshal(data, into)
}

// Unmarshal is Convert for a tree that is text.
func Unmarshal(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
