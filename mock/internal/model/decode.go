package model

import (
	"bytes"
	"encoding/json"
)

// decode converts an extension as Convert does. Without the extension, into does not change.
func decode(extensions map[string]any, keyword string, into any) error {
	if value, ok := extensions[keyword]; ok {
		return Convert(value, into)
	}
	return nil
}

// Convert converts a tree to the type of into. An unknown field is an error. Numbers whose type into leaves open become json.Number.
func Convert(tree, into any) error {
	data, err := json.Marshal(tree)
	if err != nil {
		return err
	}
	return Unmarshal(data, into)
}

// Unmarshal is [Convert] for encoded JSON.
func Unmarshal(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
