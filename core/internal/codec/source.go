package codec

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// Source is JSON that is being read. Readers receive the index of a value. They return the index after the value, or -1 if they
// cannot read it. The value may still be valid: the caller then uses the engine, which reads the value or returns an error.
type Source struct {
	Data []byte

	depth      int
	values     int // the number of values so far
	containers int
	look       int // the index at which to check next whether the caller still waits
	limits     Limits
	seen       Seen
	texts      strings.Builder
	scrap      []byte
}

// Reader is implemented by types that can read themselves faster than with UnmarshalJSON, with the same result.
type Reader interface {
	// ReadJSON reads the value at i into the receiver, which is the zero value.
	ReadJSON(s *Source, i int) int
}

// Strings share blocks of memory, because an allocation for each string would cost more than reading it. A block stays in memory
// as long as one of its strings is used, so blocks are small, and a long string gets its own memory.
const (
	block    = 4 << 10
	longText = block / 8
)

// Keep returns a copy of data.
func (s *Source) Keep(data []byte) string {
	if len(data) == 0 || len(data) > longText {
		return string(data)
	}
	if s.texts.Cap()-s.texts.Len() < len(data) {
		s.texts.Reset()
		s.texts.Grow(max(len(data), min(block, len(s.Data)/2)))
	}
	start := s.texts.Len()
	s.texts.Write(data)
	return s.texts.String()[start:]
}

// Text reads the string at i.
func (s *Source) Text(i int) (string, int) {
	if scan.At(s.Data, i) != '"' {
		return "", -1
	}
	start := i + 1
	if end := scan.Plain(s.Data, start); scan.At(s.Data, end) == '"' {
		return s.Keep(s.Data[start:end]), end + 1
	}
	end := scan.String(s.Data, i)
	if end < 0 {
		return "", -1
	}
	return s.Keep(s.Inside(s.Data[i:end])), end
}

// Inside returns the value of a valid JSON string. The result is valid until the next call.
func (s *Source) Inside(quoted []byte) []byte {
	text := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(text, '\\') < 0 {
		return text
	}
	return s.unescape(text)
}

var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unescape returns the value of a valid JSON string without its quotation marks. The result is valid until the next call.
func (s *Source) unescape(text []byte) []byte {
	s.scrap = s.scrap[:0]
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c != '\\' {
			s.scrap = append(s.scrap, c)
			continue
		}
		i++
		if text[i] != 'u' {
			s.scrap = append(s.scrap, escapes[text[i]])
			continue
		}
		unit := scan.CodeUnit(text, i)
		i += len(`1234`)
		if utf16.IsSurrogate(unit) {
			unit = utf16.DecodeRune(unit, scan.CodeUnit(text, i+len(`\u`)))
			i += len(`\u1234`)
		}
		s.scrap = utf8.AppendRune(s.scrap, unit)
	}
	return s.scrap
}

// wholeDigits is the number of digits that always fit into an int64.
const wholeDigits = 18

// Whole reads the number at i if it is an integer in the form that strconv writes.
func (s *Source) Whole(i int) (n int64, end int) {
	negative := scan.At(s.Data, i) == '-'
	if negative {
		i++
	}
	end = scan.Digits(s.Data, i)
	digits := s.Data[i:end]
	if len(digits) == 0 || len(digits) > wholeDigits || digits[0] == '0' && (len(digits) > 1 || negative) {
		return 0, -1
	}
	if c := scan.At(s.Data, end); c == '.' || c == 'e' || c == 'E' {
		return 0, -1
	}
	for _, c := range digits {
		n = n*10 + int64(c-'0')
	}
	if negative {
		n = -n
	}
	return n, end
}

// Bytes reads the string at i like Text, but the result is valid only until the next call.
func (s *Source) Bytes(i int) ([]byte, int) {
	end := scan.String(s.Data, i)
	if end < 0 {
		return nil, -1
	}
	return s.Inside(s.Data[i:end]), end
}

// List reads the array at i. It calls read with the index of each element.
func (s *Source) List(i int, read func(i int) int) int {
	return s.members(i, '[', ']', read)
}

// fewElements is the initial capacity of a list, because most lists within results are short.
const fewElements = 4

// Room returns the number of elements by which to grow a list. The list begins at start, has n elements so far, and the next element
// begins at i. For an outer list, Room estimates the number from the size of the elements so far and the rest of the data. The list
// grows to at most eight times its length, because a server must not make a client allocate memory for data that it does not send.
func (s *Source) Room(start, i, n int) int {
	if n < fewElements || s.depth > outerList {
		return max(fewElements, n)
	}
	expected := (len(s.Data) - i) / max(1, (i-start)/n)
	return min(expected+expected/8+1, 7*n)
}

// outerList is the maximum depth of an outer list, which makes up most of a response: it is the response or one of its members.
const outerList = 2

// Object reads the object at i. It calls read with each key as received, including quotation marks, and the index of its value.
func (s *Source) Object(i int, read func(key []byte, i int) int) int {
	return s.members(i, '{', '}', func(i int) int {
		start := i
		if i = scan.String(s.Data, i); i < 0 {
			return -1
		}
		key := s.Data[start:i]
		if i = scan.Space(s.Data, i); scan.At(s.Data, i) != ':' {
			return -1
		}
		return read(key, scan.Space(s.Data, i+1))
	})
}

func (s *Source) members(i int, opening, closing byte, read func(i int) int) int {
	if scan.At(s.Data, i) != opening || !s.enter(i) {
		return -1
	}
	defer s.leave()
	i = scan.Space(s.Data, i+1)
	if scan.At(s.Data, i) == closing {
		return i + 1
	}
	for {
		if i = read(i); i < 0 {
			return -1
		}
		switch i = scan.Space(s.Data, i); scan.At(s.Data, i) {
		case closing:
			return i + 1
		case ',':
			if s.values++; s.values > s.limits.Values {
				return -1
			}
			i = scan.Space(s.Data, i+1)
		default:
			return -1
		}
	}
}

// enter counts the object or list at i, and reports whether it is within the limits.
func (s *Source) enter(i int) bool {
	s.depth++
	s.containers++
	if i >= s.look {
		s.look = i + checkEvery
		if s.limits.Alive != nil && s.limits.Alive.Err() != nil {
			return false
		}
	}
	return s.depth <= s.limits.Depth && s.containers <= s.limits.Containers && s.values <= s.limits.Values
}

func (s *Source) leave() { s.depth-- }

// foreign returns the end of the value at i, which other code will read, and counts its structure.
func (s *Source) foreign(i int) int {
	end := s.Skip(i)
	if end < 0 || s.Data[i] != '{' && s.Data[i] != '[' {
		return end
	}
	depth := s.limits.Depth - s.depth
	values, containers, err := Bounds{depth, s.limits.Values - s.values + 1, s.limits.Containers - s.containers}.count(s.Data[i:end], nil)
	s.values, s.containers = s.values+values-1, s.containers+containers
	if err != nil {
		return -1
	}
	return end
}

// Skip returns the end of the value at i.
func (s *Source) Skip(i int) int { return scan.Value(s.Data, i, s.depth) }
