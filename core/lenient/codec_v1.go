//go:build !go1.27 || !goexperiment.jsonv2

package lenient

import (
	"bytes"
	"encoding/json"
)

// encodePlain writes the value that v points to as encoding/json does, with <, > and & as they are.
func encodePlain(out *bytes.Buffer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1) // the newline that an Encoder ends with
	return nil
}
