package goapi

import (
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// kind describes how elements of one kind are compared: what is reported if one is removed, new or renamed, and which aspects are
// compared if both packages have it. The variables below are the table of all kinds.
type kind struct {
	removed, added sentence
	// renamed returns the sentence for a renamed element, and its values. It is nil for elements that are renamed only together
	// with the element that contains them.
	renamed func(d *differ, p *pair) (sentence, []any)
	// value returns what sentences add about a removed or new element. It is nil if the name is enough.
	value func(e *element) string
	// with names whatever is removed or renamed with an element.
	with func(d *differ, p *pair) []string
	// keep returns the advice for a renamed element; unmade is the advice for a removed one.
	keep   func(d *differ, p *pair) string
	unmade string
	// follows reports whether the change of another element already implies the change of this one. It is nil if that never
	// happens.
	follows func(d *differ, p *pair) bool
	// also returns the other names that are added or removed with an element.
	also func(e *element) []string

	// certain and alike report whether a removed element and a new one are the same element under two names. Both count only if no
	// other element qualifies. alike is a weaker test for elements that certain does not match, or nil.
	// certain is nil if elements of this kind are never renamed, or if [differ.pairUp] finds their new names in another way.
	certain, alike func(d *differ, old, current *element) bool

	aspects []aspect
	// more compares what an aspect cannot express.
	more []func(d *differ, p *pair)
}

// aspect is a property of an element that is compared as a string.
type aspect struct {
	of func(e *element) string
	// changed is reported if the value differs. If added is set, it is reported instead when the old value is empty. If removed is
	// set, it is reported instead when the new value is empty.
	changed, added, removed sentence
	// judge and counts are nil, or set by [aspect.as] and [aspect.when].
	judge  func(old, current *element) change.Severity
	counts func(old, current *element) bool
}

// sentence is the severity, the rule and the text of a change.
type sentence struct {
	severity change.Severity
	rule     string
	// format takes the name of the element and as many of the values as it has verbs for. An aspect has two values: the new one,
	// then the old one.
	format string
}

// These are suffixes of formats. If a format ends in with, the text names what is removed or renamed with the element. If it ends in
// users, the text names the operations that use the type.
const with, users = "{with}", "{users}"

// breaks is the severity of a change after which programs do not compile. It is reported as breaking, and apidiff's findings about
// the subject are dropped.
const breaks = change.Breaking + 1

const (
	compatible = change.Compatible
	risky      = change.Risky
	breaking   = change.Breaking
)

var clientKind = &kind{
	aspects: append([]aspect{
		{
			of:      func(e *element) string { return e.side.plan.CookieScheme },
			added:   sentence{risky, "session-changed", "%s now keeps a session cookie, for the security scheme %s"},
			removed: sentence{risky, "session-changed", "%s no longer keeps a session cookie; it was for the security scheme %s"},
			changed: sentence{risky, "session-changed", "%s now keeps the session cookie for the security scheme %s instead of %s"},
		},
	}, global...),
}

var serviceKind = &kind{
	removed: sentence{breaks, "service-removed", "%s is gone: no operation is left in it"},
	added:   sentence{compatible, "service-added", "%s is new"},
	renamed: func(_ *differ, p *pair) (sentence, []any) {
		return sentence{breaks, "service-renamed", "%s is now Client.%s, and its type %s is %s"},
			[]any{p.new.service.Name, p.old.service.Type, p.new.service.Type}
	},
	keep: (*differ).keepService,
	also: func(e *element) []string { return []string{e.service.Type} },
}

var methodKind = &kind{
	removed: sentence{breaks, "method-removed", "%s is gone" + with},
	added:   sentence{compatible, "method-added", "%s is new"},
	renamed: func(d *differ, p *pair) (sentence, []any) {
		if p.old.op.Service.Type != p.new.op.Service.Type && d.names["Client."+p.old.op.Service.Name] == "" {
			return sentence{breaks, "method-moved", "%s has moved to %s" + with}, []any{p.new.subject}
		}
		return sentence{breaks, "method-renamed", "%s is now called %s" + with}, []any{p.new.op.Name}
	},
	with: (*differ).withMethod,
	keep: (*differ).keepMethod,
	follows: func(d *differ, p *pair) bool {
		if p.old == nil || p.new == nil {
			return d.known[p.subject] // compareLeftOut has reported or explained it
		}
		return d.names["Client."+p.old.op.Service.Name] == "Client."+p.new.op.Service.Name && p.old.op.Name == p.new.op.Name
	},
	also: func(e *element) []string {
		names := []string{e.op.Const}
		if e.op.Pager != nil {
			names = append(names, e.op.Service.Type+"."+e.op.Pager.Name)
		}
		return names
	},
	aspects: slices.Concat([]aspect{
		other(compatible, "operation-id-changed", "%s: errors and logs now call it %s instead of %s", func(e *element) string { return e.op.ID }).
			when(func(old, current *element) bool { return old.op.Const == current.op.Const }),
		other(breaks, "method-result-changed", "%s now returns %s instead of %s", (*element).result),
		other(breaking, "security-changed", "%s now needs %s instead of %s", func(e *element) string { return credentials(e.security()) }).
			as(judgeSecurity),
		deprecation(func(e *element) bool { return e.op.Deprecated }),
	}, exceptions(global), local),
	more: []func(*differ, *pair){
		(*differ).compareConst, (*differ).compareArguments, (*differ).comparePaths, (*differ).compareFailures, (*differ).compareBodies,
	},
}

var iteratorKind = &kind{
	unmade:  "if the list is still paginated, say so in the overlay (x-pagination)",
	removed: sentence{breaks, "iterator-removed", "%s is gone"},
	added:   sentence{compatible, "iterator-added", "%s is new"},
	aspects: []aspect{
		other(breaks, "iterator-changed", "%s now returns iter.Seq2[%s, error] instead of iter.Seq2[%s, error]",
			func(e *element) string { return e.spell(e.op.Pager.Item) }),
	},
	more: []func(*differ, *pair){(*differ).comparePaging},
}

// sent holds the aspects of every parameter.
var sent = []aspect{
	other(risky, "parameter-moved", "%s is now sent in the %s instead of the %s", func(e *element) string { return e.parameter.In }),
	other(risky, "parameter-style-changed", "%s is now serialized with %s instead of %s", func(e *element) string { return style(e.parameter) }).
		when(func(old, current *element) bool {
			return old.parameter.In == current.parameter.In && old.parameter.GoType == current.parameter.GoType
		}),
}

var argumentKind = &kind{
	aspects: sent,
	more:    []func(*differ, *pair){(*differ).compareParameterRules},
}

var parameterKind = &kind{
	added: nowRequired,
	follows: func(_ *differ, p *pair) bool {
		return !p.new.parameter.Required || p.in.old.op.Params == nil // without old params, the new argument is the change
	},
	aspects: append([]aspect{toggle(nowRequired, noLongerRequired, func(e *element) bool { return e.parameter.Required })}, sent...),
	more:    []func(*differ, *pair){(*differ).compareParameterRules},
}

var typeKind = &kind{
	removed: sentence{breaks, "type-removed", "type %s is gone" + with + users},
	added:   sentence{compatible, "type-added", "type %s is new"},
	renamed: called("type-renamed", "type %s is now called %s"+users),
	with:    func(_ *differ, p *pair) []string { return valuesOf(p.old) },
	keep:    (*differ).keepType,
	follows: (*differ).goesWithMethods,
	also:    valuesOf,
	aspects: []aspect{deprecation(func(e *element) bool { return e.typ.Deprecated })},
	more:    []func(*differ, *pair){(*differ).compareMade},
}

var fieldKind = &kind{
	removed: sentence{breaks, "field-removed", "field %s is gone" + users},
	added:   sentence{compatible, "field-added", "field %s is new"},
	renamed: func(_ *differ, p *pair) (sentence, []any) {
		return sentence{breaks, "field-renamed", "field %s is gone; %s.%s, of the same type, is new" + users}, []any{p.new.typ.Name, p.new.field.Name}
	},
	keep:    (*differ).keepField,
	certain: func(_ *differ, old, current *element) bool { return old.field.Wire == current.field.Wire },
	alike: func(d *differ, old, current *element) bool {
		return old.as(d.names).fieldType() == current.fieldType()
	},
	aspects: []aspect{
		other(breaks, "field-type-changed", "field %s is now %s instead of %s"+users, (*element).fieldType),
		other(risky, "field-wire-name-changed", "field %s is now %q in requests and responses instead of %q",
			func(e *element) string { return e.field.Wire }).
			when(func(old, current *element) bool { return old.field.Name == current.field.Name }),
		deprecation(func(e *element) bool { return e.field.Deprecated }),
		// Omission matters only in requests. If the type changed, that change is enough.
		other(risky, "field-omission-changed", "field %s is now %s when it is empty; it was %s",
			func(e *element) string { return map[bool]string{true: "sent", false: "left out"}[e.field.Omit == ""] }).
			when(areSent),
		// An absent value is Go's zero value, unless the field is a pointer.
		toggle(sentence{compatible, "field-required", "field %s is now in every response"},
			sentence{risky, "field-optional", "field %s may now be absent from responses, and is then the zero value" + users},
			func(e *element) bool { return e.field.Required }).
			when(func(old, current *element) bool { return areReceived(old, current) && !current.typ.Sent }),
		toggle(sentence{risky, "field-nullable", "field %s may now be null in responses" + users},
			sentence{compatible, "field-not-nullable", "field %s is no longer null in responses"},
			func(e *element) bool { return e.field.Nullable }).
			when(areReceived),
		// Go code still compiles if the server's default changes, but code that relies on the default then does something else.
		aspect{
			of:      func(e *element) string { return e.field.Default },
			added:   sentence{compatible, "default-added", "the document now says what leaving out %s means: %s"},
			removed: sentence{risky, "default-changed", "the document no longer says what leaving out %s means; it meant %s"},
			changed: sentence{risky, "default-changed", "leaving out %s now means %s instead of %s"},
		}.when(areSent),
	},
}

// extraKind is the field for additional properties.
var extraKind = &kind{
	aspects: []aspect{{
		of:      func(e *element) string { return e.spell(e.typ.Extra) },
		added:   sentence{compatible, "field-added", "field %s is new: map[string]%s"},
		removed: sentence{breaks, "field-removed", "field %s is gone" + users},
		changed: sentence{breaks, "field-type-changed", "field %s is now map[string]%s instead of map[string]%s" + users},
	}},
}

// constantKind is a value of an enum.
var constantKind = &kind{
	removed: sentence{breaks, "constant-removed", "constant %s is gone (it was %s)" + users},
	added:   sentence{compatible, "constant-added", "constant %s is new (%s)"},
	renamed: func(_ *differ, p *pair) (sentence, []any) {
		format := "constant %s is now called %s"
		if p.old.value.Text != p.new.value.Text {
			format = "constant %s is gone; %s is the only new one"
		}
		return sentence{breaks, "constant-renamed", format + users}, []any{p.new.subject}
	},
	value: (*element).literal,
	keep:  (*differ).keepConstants,
	follows: func(_ *differ, p *pair) bool { // with its type
		return p.old != nil && p.new != nil && p.old.typ.Name != p.new.typ.Name && p.old.value.Text == p.new.value.Text
	},
	certain: func(d *differ, old, current *element) bool {
		return d.areFree(old, current) && old.value.Text == current.value.Text
	},
	alike: (*differ).areFree,
	more:  []func(*differ, *pair){(*differ).compareValue},
}

var serverKind = &kind{
	removed: sentence{breaks, "constant-removed", "constant %s is gone (it was %s)"},
	added:   sentence{compatible, "constant-added", "constant %s is new (%s)"},
	renamed: called("constant-renamed", "constant %s is now called %s"),
	value:   func(e *element) string { return e.server.URL },
	keep:    (*differ).keepServer,
	certain: func(_ *differ, old, current *element) bool { return old.server.URL == current.server.URL },
	more:    []func(*differ, *pair){(*differ).compareServer},
}

// optionKind is a function that gives the client a credential.
var optionKind = &kind{
	removed: sentence{breaks, "option-removed", "%s, which gives the client a credential, is gone"},
	added:   sentence{compatible, "option-added", "%s, which gives the client a credential, is new"},
	renamed: called("option-renamed", "%s is now called %s"),
	keep:    (*differ).keepOption,
	certain: func(_ *differ, old, current *element) bool { return carrier(old) == carrier(current) },
	aspects: []aspect{
		other(risky, "credential-moved", "%s now sends the credential %s instead of %s", carrier).
			when(func(old, current *element) bool { // header names ignore case
				return old.option.Kind != "header" || !strings.EqualFold(carrier(old), carrier(current))
			}),
	},
	more: []func(*differ, *pair){(*differ).compareTakes},
}

// other returns an aspect that is reported if its value differs.
func other(severity change.Severity, rule, format string, of func(e *element) string) aspect {
	return aspect{of: of, changed: sentence{severity, rule, format}}
}

// toggle returns an aspect that is either present or absent.
func toggle(added, removed sentence, of func(e *element) bool) aspect {
	return aspect{of: func(e *element) string { return map[bool]string{true: "yes"}[of(e)] }, added: added, removed: removed}
}

func deprecation(of func(e *element) bool) aspect {
	return toggle(sentence{compatible, "deprecated", "%s is now deprecated"},
		sentence{compatible, "deprecation-withdrawn", "%s is no longer deprecated"}, of)
}

// when limits the aspect to pairs that counts accepts. The old element that counts receives uses the new names of types.
func (a aspect) when(counts func(old, current *element) bool) aspect {
	a.counts = counts
	return a
}

// as sets a severity that depends on the two elements.
func (a aspect) as(judge func(old, current *element) change.Severity) aspect {
	a.judge = judge
	return a
}

// called returns a [kind.renamed] whose only value is the new name.
func called(rule, format string) func(*differ, *pair) (sentence, []any) {
	return func(_ *differ, p *pair) (sentence, []any) {
		return sentence{breaks, rule, format}, []any{p.new.subject}
	}
}

func areSent(old, current *element) bool {
	return old.typ.Sent && current.typ.Sent && old.fieldType() == current.fieldType()
}

func areReceived(old, current *element) bool {
	return old.typ.Received && current.typ.Received && old.fieldType() == current.fieldType()
}

func (e *element) fieldType() string { return e.spell(e.field.GoType) }

// valuesOf returns the names of a type's constants.
func valuesOf(e *element) []string {
	return namesOf(e.typ.Values, func(v plan.Value) string { return v.Const })
}
