package codec

import (
	"reflect"
	"strings"
	"sync/atomic"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// structPlan describes how the members of a struct are read.
type structPlan struct {
	fields  []fieldPlan
	follow  []atomic.Int64 // element i+1 is the field that followed field i the last time; element 0 is the first field
	byName  map[string]int
	folded  map[string]bool // the names in lower case
	longest int             // the length of the longest name

	takesNull bool
}

type fieldPlan struct {
	name  string
	index int
	// passesNull is true if null leaves the field's zero value. Then read is not called for null, because it refuses null.
	passesNull bool
	read       func(s *Source, i int, v reflect.Value) int
}

// newStructPlan returns the plan of a struct, or nil for a struct that only the engine can handle: one with embedded fields, names
// that differ only in their case or have unusual characters, tag options other than omitempty and omitzero, no exported fields, or
// too many.
func newStructPlan(t reflect.Type, making map[reflect.Type]*reader) *structPlan {
	plan := &structPlan{byName: map[string]int{}, folded: map[string]bool{}, takesNull: hasPlaceForNull(t)}
	for i := range t.NumField() {
		field := t.Field(i)
		tag, tagged := field.Tag.Lookup("json")
		if tag == "-" {
			continue
		}
		if field.Anonymous || !field.IsExported() && tagged {
			return nil
		}
		if !field.IsExported() {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		if name == "" {
			name = field.Name
		}
		if options != "" && options != "omitempty" && options != "omitzero" || !isSimpleName(name) || plan.folded[strings.ToLower(name)] {
			return nil
		}
		plan.byName[name], plan.folded[strings.ToLower(name)] = len(plan.fields), true
		plan.fields = append(plan.fields, fieldPlan{name, i, options != "" && !hasPlaceForNull(field.Type), newReader(field.Type, making).read})
		plan.longest = max(plan.longest, len(name))
	}
	if len(plan.fields) > maxFields || len(plan.fields) == 0 && t.NumField() > 0 {
		return nil
	}
	plan.follow = make([]atomic.Int64, len(plan.fields)+1)
	for i := range plan.follow {
		plan.follow[i].Store(int64(i))
	}
	return plan
}

func isSimpleName(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-' && r != '.'
	})
}

func (p *structPlan) read(s *Source, i int, v reflect.Value) int {
	data := s.Data
	if scan.At(data, i) == 'n' && p.takesNull {
		return scan.Word(data, i, "null")
	}
	if scan.At(data, i) != '{' || !s.enter(i) {
		return -1
	}
	var seen fieldSet
	last := -1 // the previous field
	i = scan.Space(data, i+1)
	if scan.At(data, i) == '}' {
		i++
	} else {
	members:
		for {
			if scan.At(data, i) != '"' {
				return -1
			}
			end := scan.Plain(data, i+1)
			if scan.At(data, end) != '"' {
				return -1
			}
			field := p.field(data[i+1:end], last)
			i = end + 1
			if scan.At(data, i) != ':' {
				if i = scan.Space(data, i); scan.At(data, i) != ':' {
					return -1
				}
			}
			i = scan.Space(data, i+1)
			switch {
			case field >= 0:
				if seen.has(field) {
					return -1
				}
				seen.add(field)
				last = field
				if plan := &p.fields[field]; plan.passesNull && scan.At(data, i) == 'n' {
					i = scan.Word(data, i, "null")
				} else {
					i = plan.read(s, i, v.Field(plan.index))
				}
			case field == unknown:
				i = s.Skip(i)
			default:
				return -1
			}
			if i < 0 {
				return -1
			}
			switch i = scan.Space(data, i); scan.At(data, i) {
			case '}':
				i++
				break members
			case ',':
				s.values++
				i = scan.Space(data, i+1)
			default:
				return -1
			}
		}
	}
	s.leave()
	s.seen = Seen{p, seen}
	return i
}

// field returns these for names that are not exactly the name of a field.
const (
	unknown = -1 - iota
	misspelled
)

// field returns the index of the field with a name, or unknown, or misspelled if only the case differs from a field's name. Last is
// the index of the previous field. The field that followed last in an earlier document is tried first, because servers send members
// in the same order.
func (p *structPlan) field(name []byte, last int) int {
	if next := int(p.follow[last+1].Load()); next < len(p.fields) && string(name) == p.fields[next].name {
		return next
	}
	if i, ok := p.byName[string(name)]; ok {
		p.follow[last+1].Store(int64(i))
		return i
	}
	if len(name) > p.longest {
		return unknown
	}
	var small [64]byte
	if len(name) > len(small) {
		return misspelled
	}
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		small[i] = c
	}
	if p.folded[string(small[:len(name)])] {
		return misspelled
	}
	return unknown
}
