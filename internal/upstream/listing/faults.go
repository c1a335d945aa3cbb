package listing

import (
	"fmt"
)

// hidden is an error that is known but says nothing.
type hidden struct{ error }

func (hidden) Error() string   { return "" }
func (h hidden) Unwrap() error { return h.error }

// tooMany says where the readings begin to differ.
func (s *search) tooMany(list []*reading) error {
	first := parting(list[0], list[1])
	for _, r := range list[2:] {
		if d := parting(list[0], r); d.one.pos < first.one.pos {
			first = d
		}
	}
	return fmt.Errorf("%w, and what follows has too many readings", s.doubtful(first))
}

func (s *search) fails(pos int, format string, args ...any) {
	if pos > s.faultPos {
		s.faultPos, s.fault = pos, fmt.Sprintf(format, args...)
	}
}

// misfit says that a line fits nowhere.
func (s *search) misfit(r *reading, pos int) string {
	f := r.top
	switch t := s.token(pos); {
	case t.kind == text:
		return fmt.Sprintf("%q is no member, no item and no value", s.lines[pos].text)
	case t.value == unclosed:
		return fmt.Sprintf("the value of %q does not end", s.lines[pos].text)
	case t.value == foreign:
		return fmt.Sprintf("%q has an anchor, an alias, a tag, a list in a list or a number of columns, which are not read",
			s.lines[pos].text)
	}
	for up := f; up != nil; up = s.frames.closed(up) {
		if why := s.unsound(up); why != "" {
			return fmt.Sprintf("%q has no place in the %s in line %d, which cannot end here: %s",
				s.lines[pos].text, up.name(), s.lines[min(up.opened, len(s.lines)-1)].at, why)
		}
	}
	if f.object == prose {
		f = f.up
	}
	return fmt.Sprintf("%q belongs neither to the %s in line %d nor to what encloses it",
		s.lines[pos].text, f.name(), s.lines[f.opened].at)
}

// doubtful says what a doubt is about.
func (s *search) doubtful(d *doubt) error {
	pos := max(d.one.pos, d.other.pos)
	return fmt.Errorf("%s:%d: %q can belong to %s or to %s", s.name, s.lines[pos].at, s.lines[pos].text,
		s.home(d.one), s.home(d.other))
}

// home says where the token of a reading stands.
func (s *search) home(r *reading) string {
	owner := r.owner
	if owner == nil {
		return fmt.Sprintf("the text in line %d", s.lines[r.pos].at)
	}
	if owner.opened == r.pos && owner.up != nil && owner.up.object == nil {
		owner = owner.up // the token is an item
	}
	what := owner.name()
	if r.top.object == freeMap && owner.object != freeMap {
		what += ", as a free value,"
	}
	return fmt.Sprintf("the %s in line %d", what, s.lines[owner.opened].at)
}
