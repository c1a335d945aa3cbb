package core

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// The functions of this file are the one place where bodies become bytes and bytes become values, so that the codec can be
// chosen by measurement. They follow encoding/json.

// Encode returns v as JSON.
func Encode(v any) ([]byte, error) { return json.Marshal(v) }

// Decode reads the single JSON value that data holds into v, a pointer.
func Decode(data []byte, v any) error { return json.Unmarshal(data, v) }

// misshapen is an error of decodeProperty, whose text quotes nothing of the answer.
type misshapen string

func (m misshapen) Error() string { return string(m) }

// decodeProperty reads one property of the JSON object that data holds into v, a pointer. It goes through data once;
// decoding the object first and the property then would read a long list four times.
// A property that is null leaves v as it was, and is errNull.
func decodeProperty(data []byte, name string, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if start, err := decoder.Token(); err != nil {
		return err
	} else if start != json.Delim('{') {
		return misshapen(fmt.Sprintf("the answer is no object with a property %q", name))
	}
	found, null := false, false
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return err
		}
		into := any(new(json.RawMessage))
		if key == name {
			found, into = true, v
			null = bytes.HasPrefix(bytes.TrimLeft(data[decoder.InputOffset():], ": \t\r\n"), []byte("null"))
		}
		if err := decoder.Decode(into); err != nil {
			return err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return misshapen("the answer goes on after its end")
	}
	if !found {
		return misshapen(fmt.Sprintf("the answer has no property %q", name))
	}
	if null {
		return errNull
	}
	return nil
}

// errNull says that there is null where a result should be. Operations whose result may be null pass over it.
const errNull = misshapen("the result is null")
