package listing

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	specs "github.com/hostclients/hostclients/internal/spec"
)

// shown is how many characters of a text an error shows.
const shown = 80

// hidden is an error that is known but says nothing.
type hidden struct{ error }

func (hidden) Error() string   { return "" }
func (h hidden) Unwrap() error { return h.error }

// tooMany says where the readings begin to differ.
func (s *search) tooMany(list []*reading) error {
	first, _ := parting(list[0], list[1])
	for _, r := range list[2:] {
		if d, _ := parting(list[0], r); d.one.pos < first.one.pos {
			first = d
		}
	}
	return fmt.Errorf("%w, and what follows has too many readings", s.doubtful(first))
}

// tooMuch says where the search was given up.
func (s *search) tooMuch(r *reading, pos int) error {
	if r.top.depth > deepest {
		return fmt.Errorf("%s:%d: more than %d objects and lists stand in one another here", s.name, s.lines[pos].at, deepest)
	}
	return fmt.Errorf("%s:%d: up to here there is too much to try: "+
		"the listing is too large, or too much of it could be read otherwise", s.name, s.lines[pos].at)
}

// fails notes why a reading ended; what is said of it is made only if no reading comes further.
func (s *search) fails(pos int, fault func() string) {
	if pos > s.faultPos {
		s.faultPos, s.fault = pos, fault
	}
}

// misfits notes that a line fits nowhere.
func (s *search) misfits(r *reading, pos int) {
	s.fails(pos, func() string { return s.misfit(r, pos) })
}

// quoted returns a line for an error.
func (s *search) quoted(pos int) string {
	return strconv.Quote(specs.Beginning(s.lines[pos].text, shown))
}

// reason says why a frame cannot end.
func (s *search) reason(f *frame) string {
	why := s.unsound(f)
	if why != leadsNowhere {
		return why
	}
	for _, name := range slices.Sorted(maps.Keys(s.wanted[f.key])) {
		if !f.has(name) {
			return fmt.Sprintf("there is no %s, to which a reference leads", specs.Beginning(name, shown))
		}
	}
	return why
}

// misfit says that a line fits nowhere.
func (s *search) misfit(r *reading, pos int) string {
	f := r.top
	switch t := s.token(pos); {
	case t.kind == text:
		return s.quoted(pos) + " is no member, no item and no value"
	case t.value == unclosed:
		return fmt.Sprintf("the value of %s does not end", s.quoted(pos))
	case t.value == foreign:
		return s.quoted(pos) + " has an anchor, an alias, a tag, a list in a list or a number of columns, which are not read"
	}
	for up := f; up != nil; up = s.frames.closed(up) {
		if why := s.reason(up); why != "" {
			return fmt.Sprintf("%s has no place in the %s in line %d, which cannot end here: %s",
				s.quoted(pos), up.name(), s.lines[min(up.opened, len(s.lines)-1)].at, why)
		}
	}
	if f.object == prose {
		f = f.up
	}
	return fmt.Sprintf("%s belongs neither to the %s in line %d nor to what encloses it",
		s.quoted(pos), f.name(), s.lines[f.opened].at)
}

// doubtful says what a doubt is about.
func (s *search) doubtful(d *doubt) error {
	pos := max(d.one.pos, d.other.pos)
	return fmt.Errorf("%s:%d: %s can belong to %s or to %s", s.name, s.lines[pos].at, s.quoted(pos),
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
