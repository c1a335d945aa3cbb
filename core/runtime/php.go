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

// serializePHP writes a JSON object of strings as PHP's serialize() writes an array of strings: a:1:{i:12;s:4:"text";}. It does
// not use a library: those that exist use reflection, write map keys in random order, and every client would compile one. The
// tests read the output back with one.
func serializePHP(data []byte) ([]byte, error) {
	var members map[string]*string
	if err := codec.Decode(data, &members); err != nil {
		return nil, errors.New("must be an object of strings")
	}
	texts := map[string]string{}
	for key, text := range members {
		if text == nil {
			return nil, errors.New("has a member that is null")
		}
		texts[key] = *text
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "a:%d:{", len(texts))
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		if isPHPInteger(key) {
			fmt.Fprintf(&b, "i:%s;", key)
		} else {
			writePHPString(&b, key)
		}
		writePHPString(&b, texts[key])
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// writePHPString writes a string with its length in bytes; nothing in it is escaped.
func writePHPString(b *bytes.Buffer, text string) {
	fmt.Fprintf(b, `s:%d:"`, len(text))
	b.WriteString(text)
	b.WriteString(`";`)
}

// isPHPInteger reports whether PHP takes an array key for an integer: a decimal number as PHP itself would write it.
func isPHPInteger(key string) bool {
	n, err := strconv.ParseInt(key, 10, 64)
	return err == nil && n > math.MinInt64 && strconv.FormatInt(n, 10) == key
}
