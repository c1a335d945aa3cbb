package goapi

import (
	"fmt"
	"go/types"
	"math/big"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// demand is one thing that a rule demands of a value.
type demand struct {
	at   string // the place of the value: "name", "labels.colour"; "" is the whole
	kind string // the field of core.Rule; of Required, at is the member
}

// demands are what a rule demands, with what: the values of an enumeration, a limit. Parts of an All are like the whole.
func demands(at string, rule any, into map[demand][]string) {
	fields, _ := rule.(map[string]any)
	for kind, value := range fields {
		switch kind {
		case "All":
			for _, part := range value.([]any) {
				demands(at, part, into)
			}
		case "Properties":
			for name, inner := range value.(map[string]any) {
				demands(below(at, name), inner, into)
			}
		case "Items":
			demands(at+"[]", value, into)
		case "Values":
			demands(at+"{}", value, into)
		case "Required", "NotNull":
			for _, name := range value.([]any) {
				into[demand{below(at, fmt.Sprint(name)), kind}] = nil
			}
		default:
			key := demand{at, kind}
			if list, ok := value.([]any); ok {
				for _, one := range list {
					into[key] = append(into[key], fmt.Sprint(one))
				}
				continue
			}
			into[key] = []string{fmt.Sprint(value)}
		}
	}
}

func below(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// compareRules compares what the client demands of a value before it sends it. The types are those that hold it: what is
// demanded of a member that is new, or gone, concerns nobody, unless it is required.
func (d *differ) compareRules(subject, what string, old, current any, oldType, newType types.Type) {
	before, after := map[demand][]string{}, map[demand][]string{}
	demands("", old, before)
	demands("", current, after)
	byPlace := func(a, b demand) int { return strings.Compare(a.at+" "+a.kind, b.at+" "+b.kind) }
	for _, key := range slices.SortedFunc(keys(before, after), byPlace) {
		was, had := before[key]
		is, stands := after[key]
		place := what
		if key.at != "" {
			place = strings.TrimSpace(what + " " + key.at)
		}
		switch {
		case had && stands && sameDemand(key.kind, was, is):
		case key.kind == "NotNull": // goes with Required
		case key.kind != "Required" && !d.was.hasMember(oldType, key.at), !stands && !d.is.hasMember(newType, key.at):
		case !stands:
			d.report(change.Compatible, "rule-dropped", subject, "%s: %s %s", subject, place, noLonger(key.kind, was))
		default:
			severity := tighter(key.kind, was, is, had)
			text := fmt.Sprintf("%s: %s %s", subject, place, now(key.kind, was, is, had))
			if severity != change.Compatible {
				text += "; calls that do otherwise are refused before anything is sent"
			}
			d.report(severity, "rule-changed", subject, "%s", text)
		}
	}
}

// sameDemand reports whether two demands of a kind are one; values that are listed have no order.
func sameDemand(kind string, was, is []string) bool {
	switch kind {
	case "Enum", "Not":
		return containsAll(was, is) && containsAll(is, was)
	}
	return slices.Equal(was, is)
}

func keys(a, b map[demand][]string) func(func(demand) bool) {
	return func(yield func(demand) bool) {
		for key := range a {
			if !yield(key) {
				return
			}
		}
		for key := range b {
			if _, both := a[key]; !both && !yield(key) {
				return
			}
		}
	}
}

// tighter judges a demand that is new or other.
func tighter(kind string, was, is []string, had bool) change.Severity {
	switch kind {
	case "Enum":
		if had && containsAll(is, was) {
			return change.Compatible
		}
		return change.Breaking
	case "Pattern", "Email":
		// Two patterns cannot be compared; where there was none, everything was allowed.
		if had {
			return change.Risky
		}
	case "Not", "NoNulls":
		if kind == "Not" && containsAll(was, is) {
			return change.Compatible
		}
		return change.Risky
	case "MaxLength", "MaxItems", "Maximum", "Below":
		if had && number(is[0]).Cmp(number(was[0])) >= 0 {
			return change.Compatible
		}
	case "MinLength", "MinItems", "Minimum", "Above":
		if had && number(is[0]).Cmp(number(was[0])) <= 0 {
			return change.Compatible
		}
	}
	return change.Breaking
}

func number(text string) *big.Rat {
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		return new(big.Rat)
	}
	return n
}

func containsAll(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

var kinds = map[string]string{
	"Pattern":     "must match",
	"Enum":        "must be one of",
	"Not":         "must not be",
	"MaxLength":   "must not be longer than",
	"MinLength":   "must not be shorter than",
	"Maximum":     "must not be more than",
	"Minimum":     "must not be less than",
	"Above":       "must be more than",
	"Below":       "must be less than",
	"MaxItems":    "must not have more items than",
	"MinItems":    "must not have fewer items than",
	"Email":       "must be an e-mail address",
	"NotEmpty":    "must not be empty",
	"Required":    "must be given",
	"NoNulls":     "must not hold null",
	"RequiredAny": "must have some of",
	"RequiredOne": "must have one of",
}

// demanded says in words what a kind of demand asks for.
func demanded(kind string, values []string) string {
	text := kinds[kind]
	if text == "" {
		text = "must satisfy " + kind
	}
	switch kind {
	case "Email", "NotEmpty", "Required", "NoNulls":
		return text
	}
	return text + " " + strings.Join(values, ", ")
}

func noLonger(kind string, was []string) string {
	return "was checked before it was sent (it " + demanded(kind, was) + "), and is not any more"
}

func now(kind string, was, is []string, had bool) string {
	if !had {
		return "now " + demanded(kind, is)
	}
	return demanded(kind, is) + " (it was " + strings.Join(was, ", ") + ")"
}

// hasMember reports whether a type of a request has a member at a place, as [demand] names them.
func (s *side) hasMember(t types.Type, at string) bool {
	for at != "" {
		name, rest, _ := strings.Cut(at, ".")
		plainName := strings.TrimRight(name, "[]{}")
		at = rest
		if plainName == "" {
			continue
		}
		named := s.innermost(t)
		if named == nil {
			return true // inside something that is no struct, every place was there
		}
		found := false
		for _, f := range fieldsOf(named) {
			if f.wire() == plainName {
				t, found = f.Type(), true
			}
		}
		if !found {
			return false
		}
	}
	return true
}
