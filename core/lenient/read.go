package lenient

import (
	"slices"

	"github.com/hostclients/hostclients/core/internal/codec"
	"github.com/hostclients/hostclients/core/internal/scan"
)

// The ReadJSON methods give the same results as UnmarshalJSON, as part of one pass over the whole response. They return the end of
// the value, or -1 if UnmarshalJSON would return an error.

// ReadJSON does what UnmarshalJSON does, for the clients of this module.
func (d *Decimal) ReadJSON(s *codec.Source, i int) int {
	raw, end := numeric(s, i)
	*d = Decimal{raw}
	return end
}

// ReadJSON does what UnmarshalJSON does, for the clients of this module.
func (t *Time) ReadJSON(s *codec.Source, i int) int {
	raw, end := numeric(s, i)
	*t = Time{raw}
	return end
}

// numeric reads JSON that is accepted for a number or a date.
func numeric(s *codec.Source, i int) (raw string, end int) {
	if c := scan.At(s.Data, i); '0' <= c && c <= '9' {
		if end = scan.Number(s.Data, i); end < 0 {
			return "", -1
		}
		return s.Keep(s.Data[i:end]), end
	}
	if end = s.Skip(i); end < 0 {
		return "", -1
	}
	data := s.Data[i:end]
	if raw, ok := noneIn(data); ok {
		return raw, end
	}
	if !beginsLikeNumber(data) {
		return "", -1
	}
	return s.Keep(data), end
}

// ReadJSON does what UnmarshalJSON does, for the clients of this module.
func (n *Int) ReadJSON(s *codec.Source, i int) int {
	if value, end := s.Whole(i); end >= 0 {
		*n = Int{value: value, form: number}
		return end
	}
	end := s.Skip(i)
	if end < 0 || n.UnmarshalJSON(s.Data[i:end]) != nil {
		return -1
	}
	return end
}

// ReadJSON does what UnmarshalJSON does, for the clients of this module.
func (l *List[T]) ReadJSON(s *codec.Source, i int) int { return l.elements.read(s, i) }

// ReadJSON does what UnmarshalJSON does, for the clients of this module.
func (m *Map[T]) ReadJSON(s *codec.Source, i int) int {
	end := m.elements.read(s, i)
	if m.elements.form == array && len(m.elements.items) > 0 {
		return -1
	}
	return end
}

// ReadJSON does what UnmarshalJSON does, for the clients of this module.
func (o *Object[T]) ReadJSON(s *codec.Source, i int) int {
	if scan.At(s.Data, i) != '{' {
		end := s.Skip(i)
		if end < 0 || o.UnmarshalJSON(s.Data[i:end]) != nil {
			return -1
		}
		return end
	}
	o.form = object
	return codec.NewReader[T]().Read(s, i, &o.value)
}

// read reads an array or an object, or JSON that may replace them.
func (c *container[T]) read(s *codec.Source, i int) int {
	reader := codec.NewReader[T]()
	switch scan.At(s.Data, i) {
	case '[':
		*c = container[T]{form: array, items: []T{}}
		start := i
		return s.List(i, func(i int) int { return reader.Read(s, i, c.next(s, start, i)) })
	case '{':
		*c = container[T]{form: object, items: []T{}, keys: []string{}}
		start := i
		return s.Object(i, func(key []byte, i int) int {
			c.keys = append(c.keys, s.Keep(key))
			return reader.Read(s, i, c.next(s, start, i))
		})
	}
	end := s.Skip(i)
	if end < 0 || !c.keep(s.Data[i:end]) {
		return -1
	}
	return end
}

// next appends a zero element and returns a pointer to it.
func (c *container[T]) next(s *codec.Source, start, i int) *T {
	n := len(c.items)
	if n == cap(c.items) {
		c.items = slices.Grow(c.items, s.Room(start, i, n))
	}
	c.items = c.items[:n+1]
	return &c.items[n]
}
