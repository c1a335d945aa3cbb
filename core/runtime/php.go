package runtime

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/hostclients/hostclients/core/internal/codec"
)

// serializePHP encodes a JSON object of strings as PHP's serialize() encodes an array of strings: a:1:{i:12;s:4:"text";}. It
// does not use a library, because the available libraries use reflection, write map keys in random order, and would become a
// dependency of every client. The tests check the output with a library.
func serializePHP(data []byte) ([]byte, error) {
	var members map[string]*string
	if err := codec.Decode(data, &members); err != nil {
		return nil, errors.New("must be an object of strings")
	}
	values := map[string]string{}
	for key, value := range members {
		if value == nil {
			return nil, errors.New("has a member that is null")
		}
		values[key] = *value
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "a:%d:{", len(values))
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if isPHPInteger(key) {
			fmt.Fprintf(&b, "i:%s;", key)
		} else {
			writePHPString(&b, key)
		}
		writePHPString(&b, values[key])
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// writePHPString writes a string and its length in bytes. The format has no escapes.
func writePHPString(b *bytes.Buffer, text string) {
	fmt.Fprintf(b, `s:%d:"`, len(text))
	b.WriteString(text)
	b.WriteString(`";`)
}

// isPHPInteger reports whether PHP converts an array key to an integer: a decimal number in the form in which PHP writes it.
func isPHPInteger(key string) bool {
	n, err := strconv.ParseInt(key, 10, 64)
	return err == nil && n > math.MinInt64 && strconv.FormatInt(n, 10) == key
}
