package listing

import (
	"errors"
	"fmt"
	"regexp"
)

const (
	// most is how many readings are followed at a time.
	most = 400
	// mostSteps is how much work there may be in all: readings that come to a line, weighed with what that costs, and members
	// that are looked at. The largest document here, of 9,000 lines, takes some 200,000.
	mostSteps = 10_000_000
	arrival   = 20
	// deepest is how many objects and lists may stand in one another.
	deepest = 200
)

// A search reads the lines from the first to the last, and follows every reading that the grammar allows.
type search struct {
	name     string
	lines    []line
	spaced   bool // a line without a space before it is at the margin
	step     int  // columns from a key to the dashes of its list
	habits   *habits
	frames   frames
	at       []readings
	tokens   map[int]token
	count    map[string]int             // how many lines have a key
	wanted   map[string]map[string]bool // the components that are referred to, by section
	referred map[string]bool            // the names of all components that are referred to
	opening  map[string]int             // how many lines could be the component of a name
	schemes  map[string]bool            // keys that may be security schemes
	verdicts map[*frame]string
	fault    func() string // why the last reading ended
	faultPos int
	steps    int
}

// readings are those that have come to the same line.
type readings struct {
	list []*reading
	tops map[*frame]int
}

// errUnread is for listings that have no reading, in difference to those that have too many.
var errUnread = errors.New("no reading")

func newSearch(name string, lines []line) *search {
	s := &search{
		name: name, lines: lines, step: 2, tokens: map[int]token{}, count: map[string]int{},
		wanted: map[string]map[string]bool{}, referred: map[string]bool{}, opening: map[string]int{}, schemes: map[string]bool{},
	}
	schemes := false
	for i, l := range lines {
		s.spaced = s.spaced || l.indented
		if l.class == comment {
			continue
		}
		for _, ref := range reference.FindAllStringSubmatch(l.text, -1) {
			if s.wanted[ref[1]] == nil {
				s.wanted[ref[1]] = map[string]bool{}
			}
			s.wanted[ref[1]][ref[2]] = true
			s.referred[ref[2]] = true
		}
		if c := l.class; c == entry || c == dash {
			t := s.token(i)
			s.count[t.key]++
			if t.kind == entry && (t.value == nothing || t.value == flow) {
				s.opening[t.key]++
				schemes = schemes || t.key == "securitySchemes"
				if schemes {
					s.schemes[t.key] = true
				}
			}
		}
	}
	if s.spaced {
		for _, l := range lines {
			if !l.indented && l.class == dash {
				s.step = 0
			}
		}
	}
	return s
}

var reference = regexp.MustCompile(`\$ref["']?: *["']?#/components/([a-zA-Z]+)/([a-zA-Z0-9._-]+)["']?[ ,}]*`)

func (s *search) token(pos int) token {
	t, found := s.tokens[pos]
	if !found {
		t = lex(s.lines, pos)
		s.tokens[pos] = t
	}
	return t
}

// run returns the one reading of the lines, which may be in doubt.
func (s *search) run() (*reading, error) {
	s.at = make([]readings, len(s.lines)+1)
	s.frames, s.verdicts = frames{}, map[*frame]string{}
	s.faultPos, s.steps = -1, 0
	root := &reading{pos: -1, top: s.frames.open(nil, "", document, nil, 0, 0)}
	s.arrive(root)
	for pos := range s.lines {
		here := s.at[pos]
		s.at[pos].tops = nil
		if len(here.list) > most {
			return nil, s.tooMany(here.list)
		}
		for _, r := range here.list {
			if s.steps > mostSteps || r.top.depth > deepest {
				return nil, s.tooMuch(r, pos)
			}
			s.read(r, pos)
		}
	}
	var whole *reading
	for _, r := range s.at[len(s.lines)].list {
		if !s.ends(r.top, len(s.lines)) {
			continue
		}
		if whole == nil {
			whole = r
		} else {
			whole = s.merge(whole, r, len(s.lines))
		}
	}
	if whole == nil {
		at := s.lines[min(max(s.faultPos, 0), len(s.lines)-1)]
		return nil, fmt.Errorf("%s:%d: %s%w", s.name, at.at, s.fault(), hidden{errUnread})
	}
	return whole, nil
}

// arrive adds a reading to those that have come to its next line.
func (s *search) arrive(r *reading) {
	s.steps += arrival
	here := &s.at[r.next]
	if here.tops == nil {
		here.tops = map[*frame]int{}
	}
	if i, found := here.tops[r.top]; found {
		here.list[i] = s.merge(here.list[i], r, r.next)
		return
	}
	here.tops[r.top] = len(here.list)
	here.list = append(here.list, r)
}

// read continues a reading with the line at pos.
func (s *search) read(r *reading, pos int) {
	l := s.lines[pos]
	switch c := l.class; {
	case c == blank, c == marker && r.prev == nil:
		s.pass(r, pos)
	case r.top.object == prose:
		s.readProse(r, pos, c)
	case c == comment:
		s.pass(r, pos)
	default:
		if !s.place(r, pos) {
			s.misfits(r, pos)
		}
	}
}

// pass skips a line that says nothing.
func (s *search) pass(r *reading, pos int) {
	passed := *r
	passed.next = pos + 1
	s.arrive(&passed)
}

// readProse continues a reading in the text of a block scalar. The text ends before the first line that can be a member of
// what encloses it. A line that looks like a member of OpenAPI, but fits nowhere, is not taken for text: rather is there a
// fault before it.
func (s *search) readProse(r *reading, pos int, c class) {
	margin := s.spaced && !s.lines[pos].indented
	switch {
	case c == comment && margin:
		s.pass(r, pos)
		return
	case c == comment:
		// Text goes on, or ends here, as the next line that is no such line says.
		if next := skip(s.lines, pos); next == len(s.lines) || s.lines[next].class != text {
			s.fails(pos, func() string { return s.quoted(pos) + " is a comment or the end of a text" })
			return
		}
	case c == entry || c == dash:
		if s.place(r, pos) {
			return
		}
		if words[s.token(pos).key] {
			s.misfits(r, pos)
			return
		}
	}
	if margin {
		s.misfits(r, pos)
		return
	}
	s.arrive(&reading{
		top: r.top, prev: r, pos: pos, next: pos + 1, column: r.top.column, against: r.against, doubt: r.doubt, doubted: r.doubted,
	})
}
