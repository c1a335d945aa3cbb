package runtime

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/hostclients/hostclients/core/internal/codec"
	"github.com/hostclients/hostclients/core/internal/scan"
)

// fits reports whether a JSON body certainly satisfies the rule. It is fast, but may return false for a valid body. In that
// case, explain decides and reports what is wrong.
func (r *Rule) fits(body []byte) bool { return codec.Visit(body, r.pass) }

// pass returns the end of the value at i if the value satisfies the rule, and -1 if it may not.
func (r *Rule) pass(s *codec.Source, i int) int {
	if r == nil || scan.At(s.Data, i) == 'n' {
		return s.Skip(i)
	}
	for _, part := range r.All {
		if part.pass(s, i) < 0 {
			return -1
		}
	}
	switch scan.At(s.Data, i) {
	case '"':
		return r.passString(s, i)
	case '[':
		return r.passList(s, i)
	case '{':
		return r.passObject(s, i)
	case 't', 'f':
		return s.Skip(i)
	}
	if len(r.Enum) > 0 || r.Minimum != "" || r.Maximum != "" || r.Above != "" || r.Below != "" {
		return -1
	}
	return s.Skip(i)
}

func (r *Rule) passString(s *codec.Source, i int) int {
	text, end := s.Bytes(i)
	if end < 0 {
		return -1
	}
	length := len(text)
	if r.MinLength > 0 || r.MaxLength > 0 {
		length = utf8.RuneCount(text)
	}
	switch {
	case r.NotEmpty && length == 0, length < r.MinLength, r.MaxLength > 0 && length > r.MaxLength:
		return -1
	case len(r.Enum) > 0 && !slices.ContainsFunc(r.Enum, func(word string) bool { return word == string(text) }):
		return -1
	case len(r.Not) > 0 || r.Email || r.Pattern != nil:
		var found problems
		r.checkString(string(text), place{found: &found})
		if len(found.list) > 0 {
			return -1
		}
	}
	return end
}

func (r *Rule) passList(s *codec.Source, i int) int {
	n := 0
	end := s.List(i, func(i int) int {
		n++
		return r.Items.pass(s, i)
	})
	if n < r.MinItems || r.MaxItems > 0 && n > r.MaxItems {
		return -1
	}
	return end
}

func (r *Rule) passObject(s *codec.Source, i int) int {
	n, required := 0, uint64(0)
	var one, some membersFound
	end := s.Object(i, func(key []byte, i int) int {
		name := key[1 : len(key)-1]
		if bytes.IndexByte(name, '\\') >= 0 {
			return -1
		}
		n++
		null := scan.At(s.Data, i) == 'n'
		for i, wanted := range r.Required {
			if wanted == string(name) && (!null || !slices.Contains(r.NotNull, wanted)) {
				required |= 1 << i
			}
		}
		rule, declared := r.Properties[string(name)]
		if !declared {
			rule = r.Values
			if r.NoNulls && null {
				return -1
			}
		}
		end := rule.pass(s, i)
		if end >= 0 && (len(r.RequiredOne) > 0 || len(r.RequiredAny) > 0) {
			something := r.isSomething(s.Data[i:end])
			one.note(r.RequiredOne, name, something)
			some.note(r.RequiredAny, name, something)
		}
		return end
	})
	switch {
	case n < r.MinItems, required != 1<<len(r.Required)-1:
		return -1
	case len(r.RequiredOne) > 0 && one.complete(r.RequiredOne) != 1, len(r.RequiredAny) > 0 && some.complete(r.RequiredAny) < 1:
		return -1
	}
	return end
}

// membersFound records which members of the sets are in an object. Each member has one bit, in the order of the sets.
type membersFound uint64

// note records whether a member counts as present. If a member occurs twice, the last one wins.
func (m *membersFound) note(sets [][]string, name []byte, something bool) {
	bit := membersFound(1)
	for _, set := range sets {
		for _, wanted := range set {
			if wanted == string(name) {
				*m &^= bit
				if something {
					*m |= bit
				}
			}
			bit <<= 1
		}
	}
}

// complete returns the number of sets that are complete in the object, or -1 if the sets have more members than m has bits.
func (m membersFound) complete(sets [][]string) (n int) {
	bits := 0
	for _, set := range sets {
		all := membersFound(1)<<len(set) - 1
		if m>>bits&all == all {
			n++
		}
		bits += len(set)
	}
	if bits > 64 {
		return -1
	}
	return n
}

// isSomething reports whether a member with this value counts as present. Null does not. In a form, neither does an empty value.
func (r *Rule) isSomething(value []byte) bool {
	return value[0] != 'n' && (!r.Form || len(value) > len(`""`) || value[0] != '"' && value[0] != '[' && value[0] != '{')
}
