package listing

import "strings"

// A frame is an object or a list that is still open, on top of those that it stands in. Frames are never changed, so that
// readings can share them: whatever is added makes a new frame, and the same addition to the same frame makes the same one.
// Two readings with the same frame on top will go on alike.
type frame struct {
	object *object // nil for a list
	items  *value  // of a list
	key    string  // of the member that this frame is the value of
	up     *frame
	column int     // of the members, or of the dashes
	opened int     // the line of the first member
	filled bool    // there is a member or an item
	last   *member // the last that matters
	size   int     // how many members and items matter
	depth  int     // how many frames it stands on
}

// A member is a member of an object, or an item of a list.
type member struct {
	key   string
	fact  fact
	pos   int
	child *frame // what was open as its value, where the object's check asks for it
	prev  *member
}

func (f *frame) name() string {
	if f.object != nil {
		return f.object.name
	}
	return "list " + f.key
}

func (f *frame) has(key string) bool {
	for m := f.last; m != nil; m = m.prev {
		if m.key == key {
			return true
		}
	}
	return false
}

// known returns what is known of the frame's members, without extensions, which no check asks for.
func (f *frame) known() facts {
	members := facts{}
	for m := f.last; m != nil; m = m.prev {
		if strings.HasPrefix(m.key, "x-") {
			continue
		}
		known := m.fact
		if m.child != nil {
			known.frame = m.child
			for typed := m.child.last; m.key == "schema" && typed != nil; typed = typed.prev {
				if typed.key == "type" {
					known.text = typed.fact.text
				}
			}
		}
		members[m.key] = known
	}
	return members
}

// names are the keys of an object, or the texts of a list.
func (f *frame) names() []string {
	var names []string
	for m := f.last; m != nil; m = m.prev {
		if f.object != nil {
			names = append(names, m.key)
		} else {
			names = append(names, m.fact.text)
		}
	}
	return names
}

// change names a change to a frame.
type change struct {
	frame   *frame
	pos     int    // of the line that is added
	child   *frame // or the frame that is closed
	object  *object
	items   *value
	variant class
}

// frames makes frames, each only once.
type frames map[change]*frame

// add returns a frame with one member or item more.
func (fs frames) add(f *frame, m member) *frame {
	c := change{frame: f, pos: m.pos, variant: m.fact.class}
	made, found := fs[c]
	if !found {
		added := *f
		added.filled = true
		m.prev = f.last
		added.last = &m
		added.size++
		made = &added
		fs[c] = made
	}
	return made
}

// fill returns a frame with a member more that does not matter for what comes later, so that readings that differ in it go
// on alike.
func (fs frames) fill(f *frame) *frame {
	if f.filled {
		return f
	}
	c := change{frame: f, pos: -1}
	made, found := fs[c]
	if !found {
		filled := *f
		filled.filled = true
		made = &filled
		fs[c] = made
	}
	return made
}

// open returns a new frame on top of another.
func (fs frames) open(up *frame, key string, o *object, items *value, column, pos int) *frame {
	c := change{frame: up, pos: pos, object: o, items: items}
	made, found := fs[c]
	if !found {
		made = &frame{object: o, items: items, key: key, up: up, column: column, opened: pos}
		if up != nil {
			made.depth = up.depth + 1
		}
		fs[c] = made
	}
	return made
}

// kept are the members whose content the check of their object asks for.
var kept = map[string]bool{"properties": true, "required": true, "schema": true}

// closed returns the frame below one that ends.
func (fs frames) closed(f *frame) *frame {
	up := f.up
	if up == nil || up.object == nil || up.object.section == "" && up.object != mediaType || !kept[f.key] {
		return up
	}
	c := change{frame: up, child: f}
	made, found := fs[c]
	if !found {
		closing, last := *up, *up.last
		last.child = f
		closing.last = &last
		made = &closing
		fs[c] = made
	}
	return made
}
