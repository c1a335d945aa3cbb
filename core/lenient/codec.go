package lenient

import (
	"bytes"
	"encoding/json"
)

// encode returns the value that v points to as JSON, with <, > and & as they are.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	err := encodeTo(&out, v)
	return out.Bytes(), err
}

// encodeTo writes the value that v points to as JSON without space. One that writes itself is not passed through
// encoding/json, which on some versions of Go escapes U+2028 and U+2029 in it.
func encodeTo(out *bytes.Buffer, v any) error {
	marshaler, ok := v.(json.Marshaler)
	if !ok {
		return encodePlain(out, v)
	}
	data, err := marshaler.MarshalJSON()
	if err != nil {
		return err
	}
	return json.Compact(out, data)
}
