package runtime

import "github.com/hostclients/hostclients/core/internal/codec"

// Encode returns v as JSON, as requests are encoded.
func Encode(v any) ([]byte, error) { return codec.Encode(v) }

// Decode reads the single JSON value that data holds into v, a pointer, as responses are decoded. Its errors quote nothing of
// data.
func Decode(data []byte, v any) error { return codec.Decode(data, v) }
