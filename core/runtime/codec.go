package runtime

import "github.com/hostclients/hostclients/core/internal/codec"

// Encode encodes v as JSON in the same way as requests.
func Encode(v any) ([]byte, error) { return codec.Encode(v) }

// Decode decodes data, a single JSON value, into the pointer v in the same way as responses. Its errors do not quote data.
func Decode(data []byte, v any) error { return codec.Decode(data, v) }
