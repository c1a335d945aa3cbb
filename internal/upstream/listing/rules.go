package listing

import (
	"slices"
	"strings"
	"unicode"
)

// habits count what a document shows of the hand that wrote it, where there is no doubt.
type habits struct {
	before map[habit]int // members that stand before others
	seen   map[habit]int // members that objects have
	looks  map[habit]int // how names in maps look
}

// A habit is that objects of a kind have one member before another, or names that look one of several ways.
type habit struct{ object, first, second string }

// habitsOf takes the habits out of a reading of the whole listing.
func (s *search) habitsOf(r *reading) *habits {
	doubtful := make([]bool, len(s.lines))
	for d := r.doubted; d != nil; d = d.prev {
		for i := d.from; i < d.to; i++ {
			doubtful[i] = true
		}
	}
	type place struct {
		object         *object
		opened, column int
	}
	members := map[place][]string{} // backwards
	h := &habits{before: map[habit]int{}, seen: map[habit]int{}, looks: map[habit]int{}}
	for ; r.prev != nil; r = r.prev {
		if r.owner == nil || r.owner.object == nil || doubtful[r.pos] {
			continue
		}
		p := place{r.owner.object, r.owner.opened, r.owner.column}
		name := p.object.name
		for _, look := range s.looks(r.owner, r.key, r.pos) {
			h.looks[habit{name, look.first, look.second}]++
		}
		if p.object.members == nil {
			continue
		}
		h.seen[habit{object: name, first: r.key}]++
		if s.beside(r.owner, r.key) {
			h.seen[habit{name, "$ref", "not alone"}]++
		}
		for _, later := range members[p] {
			h.before[habit{name, r.key, later}]++
		}
		members[p] = append(members[p], r.key)
	}
	return h
}

// A look is one of several ways that names in maps can look.
type look struct{ first, second string }

// looks says how a name in a map looks: whether a blank line is before it, unless it is the first, and how it begins.
func (s *search) looks(f *frame, key string, pos int) []look {
	if f.object.names == nil || f.object == freeMap || key == "" {
		return nil
	}
	var looks []look
	switch first := []rune(key)[0]; {
	case unicode.IsUpper(first):
		looks = append(looks, look{"begins", "upper case"})
	case unicode.IsLower(first):
		looks = append(looks, look{"begins", "lower case"})
	}
	if f.filled {
		second := "no"
		for pos--; pos >= 0 && s.lines[pos].text == "" || pos >= 0 && s.lines[pos].text[0] == '#'; pos-- {
			if s.lines[pos].text == "" {
				second = "yes"
			}
		}
		looks = append(looks, look{"blank line", second})
	}
	return looks
}

// opposite names the other way to look.
var opposite = map[string]string{"upper case": "lower case", "lower case": "upper case", "yes": "no", "no": "yes"}

// precedents is how many names must look one way, and none the other, to make a habit.
const precedents = 2

// against counts what speaks against an entry as a member of an object. Where two readings are valid, one with nothing
// against it is right if there is something against the other:
//
//   - A name that is a status code, or "default", is a response if there are responses around.
//   - What is called additionalProperties, allOf, anyOf, oneOf, discriminator or externalDocs is no property.
//   - A default or an example that has a "type" as schemas have is a property.
//   - A member does not stand behind another if elsewhere the document has it before that, and nowhere behind.
//   - An annotation (description, example, nullable …) does not stand behind a member if elsewhere annotations stand before
//     that, at least twice, and nowhere behind.
//   - An extension does not belong to an object of a kind that has it nowhere else.
//   - Nothing stands beside a reference, unless the document does that elsewhere.
//   - A schema that says "type: object" and nothing of what is in it is not left to give what says that to an outer schema.
//   - A name in a map does not look (by its first letter, or the blank line before it) as no other in such maps does, if at
//     least two look the other way.
func (s *search) against(top, f *frame, t token) int {
	n := 0
	maps := t.value == nothing || t.value == flow
	if o := f.object; o == properties || o == freeMap || o.name == schemaName && t.key == "default" && maps {
		if (statusCode(t.key) || t.key == "default") && within(f, responses) {
			n++
		}
	}
	if f.object == properties && unlikely[t.key] {
		n++
	}
	typed := t.key == "type" && t.value == scalar && oneOf(typeNames...)(t.text)
	if f.object == freeMap && (f.key == "default" || f.key == "example") && typed {
		n++
	}
	if f.object.name == schemaName && contents[t.key] && s.leavesBare(top, f) {
		n++
	}
	h := s.habits
	if h == nil {
		return n
	}
	name, last := f.object.name, f.last
	for _, look := range s.looks(f, t.key, t.pos) {
		if h.looks[habit{name, look.first, look.second}] == 0 &&
			h.looks[habit{name, look.first, opposite[look.second]}] >= precedents {
			n++
		}
	}
	if strings.HasPrefix(t.key, "x-") && f.object.member(t.key) == free && h.seen[habit{object: name, first: t.key}] == 0 {
		n++
	}
	if s.beside(f, t.key) && h.seen[habit{name, "$ref", "not alone"}] == 0 {
		n++
	}
	if last == nil || f.object.members == nil {
		return n
	}
	if last.fact.class == scalar {
		return n
	}
	if h.before[habit{name, t.key, last.key}] > 0 && h.before[habit{name, last.key, t.key}] == 0 {
		return n + 1
	}
	if slices.Contains(annotations, t.key) {
		before, behind := 0, 0
		for _, annotation := range annotations {
			before += h.before[habit{name, annotation, last.key}]
			behind += h.before[habit{name, last.key, annotation}]
		}
		if before >= precedents && behind == 0 {
			return n + 1
		}
	}
	return n
}

// annotations are the members that say something about a whole object.
var annotations = []string{
	"title", "description", "default", "example", "nullable", "readOnly", "writeOnly", "deprecated", "xml", "externalDocs",
}

// beside says whether a member stands beside a reference, which OpenAPI tells readers to ignore.
func (s *search) beside(f *frame, key string) bool {
	if f.object.section == "" {
		return false
	}
	return key != "$ref" && s.has(f, "$ref") || key == "$ref" && f.last != nil
}

// unlikely are the names that properties hardly have.
var unlikely = map[string]bool{
	"additionalProperties": true, "allOf": true, "anyOf": true, "oneOf": true, "discriminator": true, "externalDocs": true,
}

// contents are the members that say what is in an object.
var contents = map[string]bool{
	"properties": true, "additionalProperties": true, "allOf": true, "anyOf": true, "oneOf": true, "not": true,
}

// leavesBare says whether a schema between two frames says "type: object" and nothing of what is in it.
func (s *search) leavesBare(top, f *frame) bool {
	for ; top != nil && (top.opened != f.opened || top.column != f.column); top = top.up {
		if top.object == nil || top.object.name != schemaName {
			continue
		}
		bare := false
		for m := top.last; m != nil; m = m.prev {
			if contents[m.key] {
				bare = false
				break
			}
			bare = bare || m.key == "type" && m.fact.text == "object"
		}
		if bare {
			return true
		}
	}
	return false
}

// within says whether a frame stands in one of an object.
func within(f *frame, o *object) bool {
	for f = f.up; f != nil; f = f.up {
		if f.object == o {
			return true
		}
	}
	return false
}
