package core

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"unicode/utf8"
)

// The functions of this file are the one place where bodies become bytes and bytes become values, so that the codec can be
// chosen by measurement. They follow encoding/json.

// errNotUTF8 says that a text cannot be sent as it is.
var errNotUTF8 = errors.New("a text is not UTF-8, which JSON demands")

// Encode returns v as JSON. A text in it that is not UTF-8 is an error: encoding/json would send another one in its place,
// which for a password is none that anybody knows.
func Encode(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(data) || holdsReplacement(data) {
		return nil, errNotUTF8
	}
	return data, nil
}

// holdsReplacement reports whether JSON has the escape \ufffd in it, which is how encoding/json writes what is not UTF-8.
// The character of that number, where somebody means it, is no escape.
func holdsReplacement(data []byte) bool {
	for {
		before, after, found := bytes.Cut(data, []byte(`\ufffd`))
		if !found {
			return false
		}
		// A backslash before it makes it the text \ufffd, unless that is escaped itself.
		if backslashes := len(before) - len(bytes.TrimRight(before, `\`)); backslashes%2 == 0 {
			return true
		}
		data = after
	}
}

// Decode reads the single JSON value that data holds into v, a pointer.
func Decode(data []byte, v any) error { return json.Unmarshal(data, v) }

// decodeTree returns the single JSON value that data holds, with its numbers as they are written.
func decodeTree(data []byte) (tree any, err error) {
	var whole json.RawMessage // with nothing behind it
	if err := Decode(data, &whole); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	err = decoder.Decode(&tree)
	return tree, err
}

// misshapen is an error of decodeProperty, whose text quotes nothing of the answer.
type misshapen string

func (m misshapen) Error() string { return string(m) }

// decodeProperty reads one property of the JSON object that data holds into v, a pointer. It goes through data once;
// decoding the object first and the property then would read a long list four times.
// Of a property that comes twice, the last one counts. One that is null is errNull, and null in v.
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
			if found {
				reflect.ValueOf(v).Elem().SetZero()
			}
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
