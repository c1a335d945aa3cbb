// Package scan finds where a JSON value ends, without allocating.
//
// It accepts the same JSON as encoding/json, except for strings that are not valid Unicode, in which encoding/json inserts U+FFFD.
// So any part of scanned JSON can be written again unchanged. Functions that return the end of a value return -1 for invalid JSON.
package scan

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxDepth is the maximum depth of nested arrays and objects, the same as in encoding/json.
const MaxDepth = 10000

// At returns data[i], or 0, which never occurs in JSON, if i is beyond the end.
func At(data []byte, i int) byte {
	if i < len(data) {
		return data[i]
	}
	return 0
}

// Space returns the index of the first byte from i on that is not whitespace.
func Space(data []byte, i int) int {
	for i < len(data) && data[i] <= ' ' && (data[i] == ' ' || data[i] == '\n' || data[i] == '\r' || data[i] == '\t') {
		i++
	}
	return i
}

// Digits returns the index of the first byte from i on that is not a digit.
func Digits(data []byte, i int) int {
	for i < len(data) && '0' <= data[i] && data[i] <= '9' {
		i++
	}
	return i
}

// Value returns the end of the JSON value at data[i], which is inside depth arrays and objects.
func Value(data []byte, i, depth int) int {
	switch At(data, i) {
	case '"':
		return String(data, i)
	case '[', '{':
		return Members(data, i, depth+1, nil)
	case 't':
		return Word(data, i, "true")
	case 'f':
		return Word(data, i, "false")
	case 'n':
		return Word(data, i, "null")
	default:
		return Number(data, i)
	}
}

// Members returns the end of the JSON array or object at data[i]. It calls visit, unless that is nil, for each member. Key is the
// member's name as received, including quotation marks, or nil in an array. Depth includes the array or object itself.
func Members(data []byte, i, depth int, visit func(key, value []byte)) int {
	var closing byte
	switch At(data, i) {
	case '[':
		closing = ']'
	case '{':
		closing = '}'
	default:
		return -1
	}
	if depth > MaxDepth {
		return -1
	}
	i = Space(data, i+1)
	if At(data, i) == closing {
		return i + 1
	}
	for {
		var key []byte
		if closing == '}' {
			start := i
			if i = String(data, i); i < 0 {
				return -1
			}
			key = data[start:i]
			if i = Space(data, i); At(data, i) != ':' {
				return -1
			}
			i = Space(data, i+1)
		}
		start := i
		if i = Value(data, i, depth); i < 0 {
			return -1
		}
		if visit != nil {
			visit(key, data[start:i])
		}
		switch i = Space(data, i); At(data, i) {
		case closing:
			return i + 1
		case ',':
			i = Space(data, i+1)
		default:
			return -1
		}
	}
}

// Plain returns the index of the first byte from i on that is special in a JSON string: a quotation mark, a backslash, a control
// character, or a byte that is not ASCII.
func Plain(data []byte, i int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for i+8 <= len(data) {
		// Eight bytes at a time. The first marked byte is correct; bytes after it may be marked wrongly.
		x := binary.LittleEndian.Uint64(data[i:])
		quote, backslash := x^(ones*'"'), x^(ones*'\\')
		special := (x | (x-ones*' ')&^x | (quote-ones)&^quote | (backslash-ones)&^backslash) & highs
		if special != 0 {
			return i + bits.TrailingZeros64(special)/8
		}
		i += 8
	}
	for i < len(data) && data[i] >= ' ' && data[i] < utf8.RuneSelf && data[i] != '"' && data[i] != '\\' {
		i++
	}
	return i
}

// String returns the end of the JSON string at data[i].
func String(data []byte, i int) int {
	if At(data, i) != '"' {
		return -1
	}
	start, ascii := i, true
	for i++; ; i++ {
		if i = Plain(data, i); i == len(data) {
			return -1
		}
		switch c := data[i]; {
		case c == '"':
			if !ascii && !utf8.Valid(data[start:i]) {
				return -1
			}
			return i + 1
		case c >= utf8.RuneSelf:
			ascii = false
		case c != '\\':
			return -1
		default:
			if i = endOfEscape(data, i+1); i < 0 {
				return -1
			}
		}
	}
}

// endOfEscape returns the index of the last byte of an escape sequence; i is the index after the backslash.
func endOfEscape(data []byte, i int) int {
	switch At(data, i) {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i
	case 'u':
		unit := CodeUnit(data, i)
		if utf16.IsSurrogate(unit) {
			// The second half of a pair must follow immediately: \ud83d\ude00.
			if i += len(`u1234`); At(data, i) != '\\' || utf16.DecodeRune(unit, CodeUnit(data, i+1)) == utf8.RuneError {
				return -1
			}
			i++
		} else if unit < 0 {
			return -1
		}
		return i + len(`1234`)
	}
	return -1
}

// CodeUnit returns the value of u and four hexadecimal digits at data[i], or -1 for anything else.
func CodeUnit(data []byte, i int) rune {
	if At(data, i) != 'u' {
		return -1
	}
	unit := rune(0)
	for range 4 {
		i++
		switch c := At(data, i); {
		case '0' <= c && c <= '9':
			unit = unit<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			unit = unit<<4 | rune(c|0x20-'a'+10)
		default:
			return -1
		}
	}
	return unit
}

// Word returns the end of word at data[i], or -1 if data[i:] does not begin with word.
func Word(data []byte, i int, word string) int {
	if !bytes.HasPrefix(data[i:], []byte(word)) {
		return -1
	}
	return i + len(word)
}

// Number returns the end of the JSON number at data[i].
func Number(data []byte, i int) int {
	if At(data, i) == '-' {
		i++
	}
	start := i
	if i = Digits(data, i); i == start || data[start] == '0' && i > start+1 {
		return -1
	}
	if At(data, i) == '.' {
		start = i + 1
		if i = Digits(data, start); i == start {
			return -1
		}
	}
	if c := At(data, i); c == 'e' || c == 'E' {
		i++
		if c := At(data, i); c == '+' || c == '-' {
			i++
		}
		start = i
		if i = Digits(data, start); i == start {
			return -1
		}
	}
	return i
}
