package lenient

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// The functions of this file find where a JSON value ends, without an allocation. They accept what encoding/json accepts,
// but for texts that are not Unicode, into which encoding/json puts U+FFFD. So what they have passed over may be cut into
// pieces and be written back. All return -1 for what is not JSON.

// maxDepth is how deep arrays and objects may be nested, as encoding/json has it.
const maxDepth = 10000

// at returns data[i], and behind the end a byte that JSON has no use for.
func at(data []byte, i int) byte {
	if i < len(data) {
		return data[i]
	}
	return 0
}

func skipSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\r' || data[i] == '\t') {
		i++
	}
	return i
}

func skipDigits(data []byte, i int) int {
	for i < len(data) && '0' <= data[i] && data[i] <= '9' {
		i++
	}
	return i
}

// endOfValue returns the end of the JSON value at data[i]; depth arrays and objects are open around it.
func endOfValue(data []byte, i, depth int) int {
	switch at(data, i) {
	case '"':
		return endOfString(data, i)
	case '[', '{':
		return endOfMembers(data, i, depth+1, nil)
	case 't':
		return endOfWord(data, i, "true")
	case 'f':
		return endOfWord(data, i, "false")
	case 'n':
		return endOfWord(data, i, "null")
	default:
		return endOfNumber(data, i)
	}
}

// endOfMembers returns the end of the JSON array or object at data[i], and calls visit, unless that is nil, with each of
// its members: with the key of an object as it is written, quotes included, and nil for an array, and with the value.
func endOfMembers(data []byte, i, depth int, visit func(key, value []byte)) int {
	var closing byte
	switch at(data, i) {
	case '[':
		closing = ']'
	case '{':
		closing = '}'
	default:
		return -1
	}
	if depth > maxDepth {
		return -1
	}
	i = skipSpace(data, i+1)
	if at(data, i) == closing {
		return i + 1
	}
	for {
		var key []byte
		if closing == '}' {
			start := i
			if i = endOfString(data, i); i < 0 {
				return -1
			}
			key = data[start:i]
			if i = skipSpace(data, i); at(data, i) != ':' {
				return -1
			}
			i = skipSpace(data, i+1)
		}
		start := i
		if i = endOfValue(data, i, depth); i < 0 {
			return -1
		}
		if visit != nil {
			visit(key, data[start:i])
		}
		switch i = skipSpace(data, i); at(data, i) {
		case closing:
			return i + 1
		case ',':
			i = skipSpace(data, i+1)
		default:
			return -1
		}
	}
}

func endOfString(data []byte, i int) int {
	if at(data, i) != '"' {
		return -1
	}
	start, ascii := i, true
	for i++; i < len(data); i++ {
		switch c := data[i]; {
		case c == '"':
			if !ascii && !utf8.Valid(data[start:i]) {
				return -1
			}
			return i + 1
		case c < ' ':
			return -1
		case c >= utf8.RuneSelf:
			ascii = false
		case c == '\\':
			i++
			switch at(data, i) {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				unit := codeUnit(data, i)
				if utf16.IsSurrogate(unit) {
					// The second half of a pair follows at once: \ud83d\ude00.
					if i += len(`u1234`); at(data, i) != '\\' || utf16.DecodeRune(unit, codeUnit(data, i+1)) == utf8.RuneError {
						return -1
					}
					i++
				} else if unit < 0 {
					return -1
				}
				i += len(`1234`)
			default:
				return -1
			}
		}
	}
	return -1
}

// codeUnit returns the number that u and four hexadecimal digits at data[i] write, -1 for anything else.
func codeUnit(data []byte, i int) rune {
	if at(data, i) != 'u' {
		return -1
	}
	unit := rune(0)
	for range 4 {
		i++
		switch c := at(data, i); {
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

func endOfWord(data []byte, i int, word string) int {
	if !bytes.HasPrefix(data[i:], []byte(word)) {
		return -1
	}
	return i + len(word)
}

func endOfNumber(data []byte, i int) int {
	if at(data, i) == '-' {
		i++
	}
	start := i
	if i = skipDigits(data, i); i == start || data[start] == '0' && i > start+1 {
		return -1
	}
	if at(data, i) == '.' {
		start = i + 1
		if i = skipDigits(data, start); i == start {
			return -1
		}
	}
	if c := at(data, i); c == 'e' || c == 'E' {
		i++
		if c := at(data, i); c == '+' || c == '-' {
			i++
		}
		start = i
		if i = skipDigits(data, start); i == start {
			return -1
		}
	}
	return i
}
