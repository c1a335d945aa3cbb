package listing

import "strings"

// written returns the document that a reading makes of the lines.
func (s *search) written(r *reading) []byte {
	columns := make([]int, len(s.lines))
	for i := range columns {
		columns[i] = -1
	}
	for ; r.prev != nil; r = r.prev {
		if r.pos < 0 || columns[r.pos] >= 0 {
			continue
		}
		columns[r.pos] = r.column
		for i := r.pos + 1; i < s.tokenEnd(r); i++ {
			columns[i] = r.further
		}
	}
	// A comment stands as what comes after it.
	next := 0
	for i := len(s.lines) - 1; i >= 0; i-- {
		if columns[i] < 0 {
			columns[i] = next
		}
		if s.lines[i].text != "" {
			next = columns[i]
		}
		if s.spaced && !s.lines[i].indented {
			columns[i] = 0
		}
	}
	var out strings.Builder
	for i, l := range s.lines {
		if l.text != "" {
			out.WriteString(strings.Repeat(" ", columns[i]))
			out.WriteString(l.text + l.tail)
		}
		if i < len(s.lines)-1 || l.text != "" {
			out.WriteByte('\n')
		}
	}
	return []byte(out.String())
}

// tokenEnd returns the line after a reading's token; a line of a text is a token by itself.
func (s *search) tokenEnd(r *reading) int {
	if r.owner == nil {
		return r.pos + 1
	}
	return s.token(r.pos).next
}
