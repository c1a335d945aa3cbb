package codec

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// Source is JSON on its way into values. Its readers get the index where a value begins and return where it ends, or -1 if the
// value is not what they expect. That is not a verdict: whoever gets -1 at the end lets the engine decide, and say why.
type Source struct {
	Data []byte

	depth      int
	values     int // how many there were so far
	containers int
	look       int // where to check next whether the caller still waits
	limits     Limits
	seen       Seen
	texts      strings.Builder
	scrap      []byte
}

// Reader is implemented by types that read themselves faster than by UnmarshalJSON, with the same result.
type Reader interface {
	// ReadJSON reads the value at i into the receiver, which is the zero value.
	ReadJSON(s *Source, i int) int
}

// Texts are kept in blocks: an allocation for each would cost more than reading it. A block lives as long as one of its texts,
// so it must not be large, and long texts have their own.
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

// Inside returns what a valid string, which is given with its quotation marks, stands for. It is good until the next call.
func (s *Source) Inside(quoted []byte) []byte {
	text := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(text, '\\') < 0 {
		return text
	}
	return s.unescape(text)
}

var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unescape returns what text, which is the inside of a valid string, stands for. It is good until the next call.
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

// wholeDigits is how many digits an int64 has room for, whichever they are.
const wholeDigits = 18

// Whole reads the number at i if it is written as a whole one, as strconv would write it.
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

// Bytes reads the string at i as Text does, but what it returns is good until the next call only.
func (s *Source) Bytes(i int) ([]byte, int) {
	end := scan.String(s.Data, i)
	if end < 0 {
		return nil, -1
	}
	return s.Inside(s.Data[i:end]), end
}

// List reads the array at i: read gets where each element begins.
func (s *Source) List(i int, read func(i int) int) int {
	return s.members(i, '[', ']', read)
}

// fewElements is what a list gets room for at first: most lists within results are short.
const fewElements = 4

// Room returns for how many more elements there should be room in a list that begins at start and has n elements so far, of which
// the next one begins at i. An outer list may be as long as its elements so far and the rest of the data let expect, but no more
// than eight times as long as it is: a server must not make us take memory for what it does not send.
func (s *Source) Room(start, i, n int) int {
	if n < fewElements || s.depth > outerList {
		return max(fewElements, n)
	}
	expected := (len(s.Data) - i) / max(1, (i-start)/n)
	return min(expected+expected/8+1, 7*n)
}

// outerList is how deep the lists are that make up most of a response: in a member of it, and in none deeper.
const outerList = 2

// Object reads the object at i: read gets each key as it is written, quotation marks included, and where its value begins.
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

// enter goes into the object or list at i, if the limits allow one more.
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

// foreign passes over the value at i, which other code reads, and counts what is in it.
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

// Skip passes over the value at i.
func (s *Source) Skip(i int) int { return scan.Value(s.Data, i, s.depth) }
