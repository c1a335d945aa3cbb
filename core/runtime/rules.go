package runtime

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hostclients/hostclients/core/internal/codec"
)

// Rule describes what a document requires of a value in a request. A zero field requires nothing, and null is always allowed.
type Rule struct {
	NotEmpty             bool // of strings
	MinLength, MaxLength int  // of strings, in characters; MaxLength 0 is no limit
	Pattern              *regexp.Regexp
	Enum, Not            []string   // the allowed values; the forbidden values
	Above, Below         string     // of numbers, as decimals: exclusive limits; "" is no limit
	Minimum, Maximum     string     // of numbers, as decimals; "" is no limit
	MinItems, MaxItems   int        // of lists, and MinItems also of maps; MaxItems 0 is no limit
	Email                bool       // of strings: must be an email address
	Required, NotNull    []string   // of objects: members that must be present; required members that must not be null
	RequiredAny          [][]string // of objects: sets of members; at least one set must be complete
	RequiredOne          [][]string // of objects: sets of members; exactly one set must be complete
	Form                 bool       // an empty member of a set counts as missing, as in a form
	Properties           map[string]*Rule
	Items                *Rule // of each item of a list
	NoNulls              bool  // of maps: values that are not in Properties must not be null
	Values               *Rule // of each value of a map that is not in Properties
	All                  []*Rule
}

// problems are the errors in the arguments of a call.
type problems struct{ list []error }

// add adds an error, unless the list already has it: a document may state a requirement several times.
func (p *problems) add(err error) {
	if err != nil && !slices.ContainsFunc(p.list, func(other error) bool { return other.Error() == err.Error() }) {
		p.list = append(p.list, err)
	}
}

// place is the location of a value: at is "" for the body.
type place struct {
	at    string
	found *problems
}

func (p place) problem(format string, args ...any) {
	at := p.at
	if at == "" {
		at = "the body"
	}
	p.found.add(fmt.Errorf("%s "+format, append([]any{at}, args...)...))
}

// count reports a number of units that is less than least, or more than most. If most is 0, there is no maximum.
func (p place) count(n int, unit string, least, most int) {
	if n != 1 {
		unit += "s"
	}
	if n < least {
		p.problem("has %d %s; want at least %d", n, unit, least)
	}
	if most > 0 && n > most {
		p.problem("has %d %s; want at most %d", n, unit, most)
	}
}

// explain returns all violations in a body, or nil if it is valid.
func (r *Rule) explain(body []byte) error {
	tree, err := codec.Tree(body)
	if err != nil {
		return err
	}
	var found problems
	r.check("", tree, &found)
	return errors.Join(found.list...)
}

// check adds every violation of the rule in v, a JSON tree whose numbers are json.Number, to found. The errors contain locations but
// never values, which may be secrets.
func (r *Rule) check(at string, v any, found *problems) {
	if r == nil || v == nil {
		return
	}
	place := place{at, found}
	for _, part := range r.All {
		part.check(at, v, found)
	}
	switch v := v.(type) {
	case string:
		r.checkString(v, place)
	case json.Number:
		r.checkNumber(v, place)
	case []any:
		place.count(len(v), "item", r.MinItems, r.MaxItems)
		for i, item := range v {
			r.Items.check(fmt.Sprintf("%s[%d]", at, i), item, found)
		}
	case map[string]any:
		place.count(len(v), "member", r.MinItems, 0)
		for _, name := range r.Required {
			if value, ok := v[name]; !ok || value == nil && slices.Contains(r.NotNull, name) {
				found.add(fmt.Errorf("%s is missing", below(at, name)))
			}
		}
		r.checkSets(at, v, found)
		for _, name := range slices.Sorted(maps.Keys(v)) {
			rule, declared := r.Properties[name]
			if !declared {
				rule = r.Values
				if r.NoNulls && v[name] == nil {
					found.add(fmt.Errorf("%s is null", below(at, name)))
				}
			}
			rule.check(below(at, name), v[name], found)
		}
	}
}

// checkSets checks RequiredAny and RequiredOne.
func (r *Rule) checkSets(at string, v map[string]any, report *problems) {
	complete := func(sets [][]string) (found, all []string) {
		for _, set := range sets {
			text := strings.Join(set, " with ")
			all = append(all, text)
			if !slices.ContainsFunc(set, func(name string) bool { return v[name] == nil || r.Form && isEmpty(v[name]) }) {
				found = append(found, text)
			}
		}
		return found, all
	}
	if found, all := complete(r.RequiredAny); len(all) > 0 && len(found) == 0 {
		report.add(fmt.Errorf("%s is missing", below(at, strings.Join(all, " or "))))
	}
	switch found, all := complete(r.RequiredOne); {
	case len(all) > 0 && len(found) == 0:
		report.add(fmt.Errorf("%s is missing", below(at, strings.Join(all, " or "))))
	case len(found) > 1:
		report.add(fmt.Errorf("%s are mutually exclusive", below(at, strings.Join(found, " and "))))
	}
}

// isEmpty reports whether back ends treat the value as missing from a form.
func isEmpty(v any) bool {
	switch v := v.(type) {
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

func (r *Rule) checkString(v string, place place) {
	if r.NotEmpty && v == "" {
		place.problem("is empty")
		return
	}
	if len(r.Enum) > 0 && !slices.Contains(r.Enum, v) {
		place.problem("is not one of %s", strings.Join(r.Enum, ", "))
	}
	if i := slices.IndexFunc(r.Not, func(word string) bool { return strings.EqualFold(word, v) }); i >= 0 {
		place.problem("is %q, which has a special meaning in this API", r.Not[i])
	}
	if r.Email && !isEmail(v) {
		place.problem("must be an email address")
	}
	place.count(utf8.RuneCountInString(v), "character", r.MinLength, r.MaxLength)
	if r.Pattern != nil && !r.Pattern.MatchString(v) {
		place.problem("does not match the pattern %s", r.Pattern)
	}
}

// isEmail reports whether text is an email address without a name, a comment or unprintable characters.
func isEmail(text string) bool {
	parsed, err := mail.ParseAddress(text)
	at := strings.LastIndexByte(text, '@')
	if err != nil || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return false
	}
	local, domain := text[:at], text[at+1:]
	// The parser removes the quotation marks around a quoted local part.
	quoted := len(local) > 2 && strings.HasPrefix(local, `"`) && strings.HasSuffix(local, `"`)
	whole := parsed.Address == text || quoted && strings.HasSuffix(parsed.Address, "@"+domain)
	return whole && !slices.ContainsFunc(strings.Split(domain, "."), func(label string) bool {
		return strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-")
	})
}

func (r *Rule) checkNumber(v json.Number, place place) {
	if len(r.Enum) > 0 && !slices.Contains(r.Enum, v.String()) {
		place.problem("is not one of %s", strings.Join(r.Enum, ", "))
	}
	if r.Minimum == "" && r.Maximum == "" && r.Above == "" && r.Below == "" {
		return
	}
	n, ok := new(big.Rat).SetString(v.String())
	if !ok {
		place.problem("is not a number")
		return
	}
	if limit, ok := new(big.Rat).SetString(r.Minimum); ok && n.Cmp(limit) < 0 {
		place.problem("is less than %s", r.Minimum)
	}
	if limit, ok := new(big.Rat).SetString(r.Maximum); ok && n.Cmp(limit) > 0 {
		place.problem("is more than %s", r.Maximum)
	}
	if limit, ok := new(big.Rat).SetString(r.Above); ok && n.Cmp(limit) <= 0 {
		place.problem("is not more than %s", r.Above)
	}
	if limit, ok := new(big.Rat).SetString(r.Below); ok && n.Cmp(limit) >= 0 {
		place.problem("is not less than %s", r.Below)
	}
}

func below(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}
