package runtime

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/hostclients/hostclients/core/internal/codec"
	"github.com/hostclients/hostclients/core/internal/scan"
)

// fits reports whether a body keeps the rule, from the JSON that is about to be sent. If it returns false, check says what is
// wrong, if anything is.
func (r *Rule) fits(body []byte) bool { return codec.Visit(body, r.pass) }

// pass returns where the value at i ends if it keeps the rule, and -1 if it may not.
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
		return rule.pass(s, i)
	})
	if n < r.MinItems || required != 1<<len(r.Required)-1 || end >= 0 && !r.passSets(s, i) {
		return -1
	}
	return end
}

// passSets reports whether the object at i has the sets of members that the rule demands.
func (r *Rule) passSets(s *codec.Source, i int) bool {
	complete := func(sets [][]string) (n int) {
		for _, set := range sets {
			if !slices.ContainsFunc(set, func(name string) bool { return !r.has(s, i, name) }) {
				n++
			}
		}
		return n
	}
	return (len(r.RequiredAny) == 0 || complete(r.RequiredAny) > 0) && (len(r.RequiredOne) == 0 || complete(r.RequiredOne) == 1)
}

// has reports whether the object at i has a member that is something.
func (r *Rule) has(s *codec.Source, i int, name string) (found bool) {
	s.Object(i, func(key []byte, i int) int {
		end := s.Skip(i)
		if end >= 0 && string(key[1:len(key)-1]) == name {
			value := s.Data[i:end]
			found = value[0] != 'n' && (!r.Form || len(value) > len(`""`) || value[0] != '"' && value[0] != '[' && value[0] != '{')
		}
		return end
	})
	return found
}
