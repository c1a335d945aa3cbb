package listing

import (
	"fmt"
	"maps"
	"slices"
)

// place adds the token at pos wherever it can stand, and says whether it can.
func (s *search) place(r *reading, pos int) bool {
	t := s.token(pos)
	if t.kind == text || t.value == foreign || t.value == unclosed {
		return false
	}
	placed := false
	for f := r.top; f != nil; f = s.frames.closed(f) {
		s.steps++
		if f.object != prose && s.margin(f, pos) {
			if t.kind == entry && f.object != nil {
				placed = s.entry(r, f, t, f.column, 0) || placed
			}
			if t.kind == dash && f.object == nil {
				placed = s.item(r, f, t) || placed
			}
		}
		if s.unsound(f) != "" {
			break
		}
	}
	return placed
}

// margin says whether the space before a line, or its absence, lets it stand in a frame.
func (s *search) margin(f *frame, pos int) bool {
	if s.lines[pos].indented {
		return f.column > 0
	}
	return !s.spaced || f.column == 0
}

// item adds a token to a list.
func (s *search) item(r *reading, f *frame, t token) bool {
	v := f.items
	column := f.column + t.offset
	m := member{pos: t.pos, fact: fact{class: t.inner, text: t.text}}
	switch t.inner {
	case entry, nothing:
		o := v.object
		if v.free {
			o = freeMap
		}
		m.fact.class = flow
		if t.inner == nothing {
			if o == nil || !s.follows(t.next, entry) {
				return false
			}
			top := s.frames.open(s.add(f, m), m.key, o, nil, f.column+2, t.next)
			s.move(r, top, f, t, f.column, 0)
			return true
		}
		if o == nil {
			return false
		}
		top := s.frames.open(s.add(f, m), m.key, o, nil, column, t.pos)
		return s.entry(r, top, t, f.column, 0)
	case block:
		if v.scalar == nil && !v.free {
			return false
		}
		m.fact.class = scalar
		s.move(r, s.frames.open(s.add(f, m), m.key, prose, nil, f.column+2, t.pos), f, t, f.column, 0)
		return true
	}
	if !v.accepts(t.node) {
		return false
	}
	m.fact = factOf(t.node)
	s.move(r, s.add(f, m), f, t, f.column, 0)
	return true
}

// entry adds a token to an object. The column is where its line begins.
func (s *search) entry(r *reading, f *frame, t token, column, against int) bool {
	v := f.object.member(t.key)
	if v == nil || s.count[t.key] > 1 && s.has(f, t.key) || !s.mayBe(f, t) {
		return false
	}
	against += s.against(r.top, f, t)
	m := member{key: t.key, pos: t.pos}
	switch t.value {
	case nothing:
		return s.opens(r, f, t, v, m, column, against)
	case block:
		if v.scalar == nil && !v.free {
			return false
		}
		m.fact.class = scalar
		if s.clashes(f, m) {
			return false
		}
		top := s.frames.open(s.add(f, m), m.key, prose, nil, f.column+2, t.pos)
		s.move(r, top, f, t, column, against)
		return true
	}
	if !v.accepts(t.node) {
		return false
	}
	m.fact = factOf(t.node)
	if s.clashes(f, m) {
		return false
	}
	s.move(r, s.add(f, m), f, t, column, against)
	return true
}

// opens adds an entry whose value begins on the next line, or is null.
func (s *search) opens(r *reading, f *frame, t token, v *value, m member, column, against int) bool {
	placed := false
	o, items := v.object, v.list
	if v.free {
		o, items = freeMap, free
		m.fact.class = nothing
		s.move(r, s.add(f, m), f, t, column, against)
		placed = true
	}
	if m.fact.class = flow; o != nil && s.follows(t.next, entry) && !s.clashes(f, m) {
		top := s.frames.open(s.add(f, m), m.key, o, nil, f.column+2, t.pos)
		s.move(r, top, f, t, column, against)
		placed = true
	}
	if m.fact.class = dash; items != nil && s.follows(t.next, dash) && !s.clashes(f, m) {
		top := s.frames.open(s.add(f, m), m.key, nil, items, f.column+s.step, t.pos)
		s.move(r, top, f, t, column, against)
		placed = true
	}
	return placed
}

// add adds a member to a frame. Of components only those matter that are referred to.
func (s *search) add(f *frame, m member) *frame {
	if f.up != nil && f.up.object == components && !s.wanted[f.key][m.key] {
		return s.frames.fill(f)
	}
	return s.frames.add(f, m)
}

// move lets a reading go on behind a token.
func (s *search) move(r *reading, top, owner *frame, t token, column, against int) {
	further := column + 2
	if t.kind == dash && t.inner == entry {
		further = column + t.offset + 2
	}
	s.arrive(&reading{
		top: top, prev: r, pos: t.pos, next: t.next, column: column, further: further, owner: owner, key: t.key,
		against: r.against + against, doubt: r.doubt, doubted: r.doubted,
	})
}

// mayBe says whether a token may be a member of an object for what the rest of the document says.
func (s *search) mayBe(f *frame, t token) bool {
	if f.object == freeMap && t.key == "$ref" {
		return false
	}
	if f.object == requirement && !s.schemes[t.key] {
		return false
	}
	if f.up != nil && f.up.object == components {
		return true
	}
	// The only line that can be a component that is referred to is that component.
	return s.opening[t.key] != 1 || !s.referred[t.key] || t.kind != entry || t.value != nothing && t.value != flow
}

// has says whether a frame has a member.
func (s *search) has(f *frame, key string) bool {
	s.steps += f.size / 8
	return f.has(key)
}

// clashes says whether a member does not go together with those that an object has.
func (s *search) clashes(f *frame, m member) bool {
	if f.object.section == "" && f.object != mediaType {
		return false
	}
	s.steps += f.size
	members := f.known()
	members[m.key] = m.fact
	return f.object.clash(members) != ""
}

func (s *search) follows(pos int, c class) bool {
	next := skip(s.lines, pos)
	return next < len(s.lines) && s.lines[next].class == c
}

// ends closes everything that is open.
func (s *search) ends(f *frame, pos int) bool {
	for ; f != nil; f = s.frames.closed(f) {
		if s.unsound(f) != "" {
			s.fails(pos, func() string {
				return fmt.Sprintf("the document ends in the %s in line %d, which cannot end here: %s",
					f.name(), s.lines[min(f.opened, len(s.lines)-1)].at, s.reason(f))
			})
			return false
		}
	}
	return true
}

// unsound says why a frame cannot end.
func (s *search) unsound(f *frame) string {
	why, known := s.verdicts[f]
	if !known {
		why = s.judge(f)
		s.verdicts[f] = why
	}
	return why
}

// leadsNowhere is the verdict on components of which some are missing; reason says which.
const leadsNowhere = "a reference leads nowhere"

func (s *search) judge(f *frame) string {
	if f.object == prose {
		return ""
	}
	if !f.filled {
		return "it is empty"
	}
	if f.object == nil || f.object.names != nil && f.object.members == nil && f.up.object != components {
		return ""
	}
	if f.up != nil && f.up.object == components {
		if f.size < len(s.wanted[f.key]) {
			return leadsNowhere // add keeps those alone that are wanted
		}
		return ""
	}
	if f.object == components {
		for _, section := range slices.Sorted(maps.Keys(s.wanted)) {
			if !f.has(section) {
				return "it has no " + section
			}
		}
	}
	s.steps += f.size
	for m := f.last; m != nil; m = m.prev {
		if m.child != nil {
			s.steps += m.child.size
		}
	}
	return f.object.fault(f.known())
}
