package runtime

import "github.com/hostclients/hostclients/core/internal/codec"

// Encode returns v as JSON, encoded like a request.
func Encode(v any) ([]byte, error) { return codec.Encode(v) }

// Decode decodes data, a single JSON value, into v, a pointer, like a response. Its errors do not quote data.
func Decode(data []byte, v any) error { return codec.Decode(data, v) }
