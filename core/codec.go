package core

import "encoding/json"

// Encode and Decode are the one place where bodies become bytes and bytes become values, so that the codec can be chosen
// by measurement. Both follow encoding/json.

// Encode returns v as JSON.
func Encode(v any) ([]byte, error) { return json.Marshal(v) }

// Decode reads the single JSON value that data holds into v, a pointer.
func Decode(data []byte, v any) error { return json.Unmarshal(data, v) }
