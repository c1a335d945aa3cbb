package expr

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/hostclients/hostclients/internal/spec"
)

// A function receives the values of its arguments; an absent argument is nil.
type function struct {
	least, most int // the number of arguments; 0 for most means any number
	call        func(s Scope, arguments []any) (any, bool)
}

// arity returns the number of arguments in words. Every function takes either any number from least on, or exactly least.
func (f function) arity() string {
	if f.most == 0 {
		return fmt.Sprintf("at least %d", f.least)
	}
	return fmt.Sprint(f.least)
}

var functions = map[string]function{
	"$plus":  {2, 0, fold(decimal.Decimal.Add)},
	"$minus": {2, 2, fold(decimal.Decimal.Sub)},
	"$times": {2, 0, fold(decimal.Decimal.Mul)},
	"$min":   {2, 0, fold(func(a, b decimal.Decimal) decimal.Decimal { return decimal.Min(a, b) })},
	// {$percent: [20.00, 7.5]} is 7.5 percent of 20.00, rounded to cents as billing systems do: half away from zero.
	"$percent": {2, 2, func(_ Scope, a []any) (any, bool) {
		return number(Decimal(a[0]).Mul(Decimal(a[1])).Div(decimal.NewFromInt(100)).Round(2)), true
	}},
	// {$sum: list} adds up a list of numbers.
	"$sum": {1, 1, func(_ Scope, a []any) (any, bool) {
		total := decimal.Zero
		for _, item := range List(a[0]) {
			total = total.Add(Decimal(item))
		}
		return number(total), true
	}},
	// {$money: x} is an amount as a string, with two decimals.
	"$money":  {1, 1, func(_ Scope, a []any) (any, bool) { return Decimal(a[0]).StringFixed(2), true }},
	"$number": {1, 1, func(_ Scope, a []any) (any, bool) { return number(Decimal(a[0])), true }},
	"$text":   {1, 1, func(_ Scope, a []any) (any, bool) { return Text(a[0]), a[0] != nil }},
	"$join": {1, 0, func(_ Scope, a []any) (any, bool) {
		var b strings.Builder
		for _, part := range a {
			b.WriteString(Text(part))
		}
		return b.String(), true
	}},
	"$lower": {1, 1, func(_ Scope, a []any) (any, bool) { return strings.ToLower(Text(a[0])), true }},
	// {$default: [a, b]} is the first value that is neither absent nor null.
	"$default": {1, 0, func(_ Scope, a []any) (any, bool) {
		for _, value := range a {
			if value != nil {
				return value, true
			}
		}
		return nil, false
	}},
	"$equal": {2, 2, func(_ Scope, a []any) (any, bool) { return Equal(a[0], a[1]), true }},
	"$less":  {2, 2, func(_ Scope, a []any) (any, bool) { return Decimal(a[0]).LessThan(Decimal(a[1])), true }},
	"$in": {2, 2, func(_ Scope, a []any) (any, bool) {
		return slices.ContainsFunc(List(a[1]), func(item any) bool { return Equal(a[0], item) }), true
	}},
	"$not": {1, 1, func(_ Scope, a []any) (any, bool) { return !True(a[0]), true }},
	"$and": {1, 0, func(_ Scope, a []any) (any, bool) {
		return !slices.ContainsFunc(a, spec.IsEmpty), true
	}},
	"$or":     {1, 0, func(_ Scope, a []any) (any, bool) { return slices.ContainsFunc(a, True), true }},
	"$exists": {1, 1, func(_ Scope, a []any) (any, bool) { return a[0] != nil, true }},
	// {$get: [invoices, id]} is the record with the id in a collection.
	"$get": {2, 2, func(s Scope, a []any) (any, bool) {
		record := s.Env.Record(Text(a[0]), Text(a[1]))
		return record, record != nil
	}},
	// {$later: [$now, 5m]} is a later time in the same format: a date, a date with a time, or RFC 3339.
	"$later": {2, 2, func(_ Scope, a []any) (any, bool) {
		at, layout, ok := Moment(a[0])
		by, err := time.ParseDuration(Text(a[1]))
		if !ok || err != nil {
			return nil, false
		}
		return at.Add(by).Format(layout), true
	}},
	// {$past: [time, $now]} reports whether a time has passed.
	"$past": {2, 2, func(_ Scope, a []any) (any, bool) {
		at, _, ok := Moment(a[0])
		now, _, known := Moment(a[1])
		return ok && known && at.Before(now), true
	}},
	// {$merge: [a, b]} contains the members of all objects; the last one wins.
	"$merge": {1, 0, func(_ Scope, a []any) (any, bool) {
		merged := map[string]any{}
		for _, value := range a {
			object, _ := value.(map[string]any)
			maps.Copy(merged, object)
		}
		return merged, true
	}},
	// {$concat: [list, list]} contains the items of all lists.
	"$concat": {1, 0, func(_ Scope, a []any) (any, bool) { return concat(a), true }},
	"$last": {1, 1, func(_ Scope, a []any) (any, bool) {
		list := List(a[0])
		if len(list) == 0 {
			return nil, false
		}
		return list[len(list)-1], true
	}},
	// {$omit: [object, [names]]} is the object without the named members.
	"$omit": {2, 2, func(_ Scope, a []any) (any, bool) {
		object, _ := a[0].(map[string]any)
		rest := maps.Clone(object)
		for _, name := range List(a[1]) {
			delete(rest, Text(name))
		}
		return rest, rest != nil
	}},
	// {$flat: [[1], [2, 3]]} is [1, 2, 3].
	"$flat": {1, 1, func(_ Scope, a []any) (any, bool) { return concat(List(a[0])), true }},
	// {$pairs: [{invoice: [read, write]}, ":"]} is ["invoice:read", "invoice:write"].
	"$pairs": {2, 2, func(_ Scope, a []any) (any, bool) {
		object, _ := a[0].(map[string]any)
		all := []any{}
		for _, key := range slices.Sorted(maps.Keys(object)) {
			for _, value := range List(object[key]) {
				all = append(all, key+Text(a[1])+Text(value))
			}
		}
		return all, true
	}},
	// {$isTotp: [key, code]} reports whether an authenticator app shows a code now, or half a minute before or after.
	"$isTotp": {2, 2, func(s Scope, a []any) (any, bool) {
		now, _ := s.Env.Builtin("now")
		at, _, _ := Moment(now)
		for _, around := range []time.Duration{0, -30 * time.Second, 30 * time.Second} {
			if code, err := TOTP(Text(a[0]), at.Add(around)); err == nil && code == Text(a[1]) {
				return true, true
			}
		}
		return false, true
	}},
	// {$keyed: [list, id]} is an object with the items of a list, keyed by one of their members.
	"$keyed": {2, 2, func(_ Scope, a []any) (any, bool) {
		object := map[string]any{}
		for _, item := range List(a[0]) {
			key, _ := Member(item, []string{Text(a[1])})
			object[Text(key)] = item
		}
		return object, true
	}},
}

// concat returns the items of all lists.
func concat(lists []any) []any {
	all := []any{}
	for _, list := range lists {
		all = append(all, List(list)...)
	}
	return all
}

func fold(f func(a, b decimal.Decimal) decimal.Decimal) func(Scope, []any) (any, bool) {
	return func(_ Scope, arguments []any) (any, bool) {
		total := Decimal(arguments[0])
		for _, a := range arguments[1:] {
			total = f(total, Decimal(a))
		}
		return number(total), true
	}
}

func number(d decimal.Decimal) json.Number { return json.Number(d.String()) }
