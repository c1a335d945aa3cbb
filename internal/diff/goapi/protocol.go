package goapi

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// aspect is something that an operation says of requests and responses and that cannot be judged: somebody must look.
type aspect struct {
	rule, what string
	of         func(*plan.Operation) any
}

// global are the aspects that a document may say of all operations.
var global = []aspect{
	{"error-body", "where errors keep message and code", func(op *plan.Operation) any { return op.ErrorBody }},
	{"error-codes", "which codes mean invalid input", func(op *plan.Operation) any { return op.Codes }},
	{"error-envelope", "how failures inside a success are told", func(op *plan.Operation) any { return envelopes(op.Envelopes) }},
	{"form-booleans", "how a form spells booleans", func(op *plan.Operation) any { return op.Booleans }},
}

// local are the aspects of single operations.
var local = []aspect{
	{"result-property", "the property of the response that is the result", func(op *plan.Operation) any { return op.Result.Property }},
	{"result-null", "whether the result may be null", func(op *plan.Operation) any { return op.Result.Nullable }},
	{"session-end", "whether tokens are void afterwards", func(op *plan.Operation) any { return op.EndsSession }},
	{"form-fields", "how the form spells its fields", func(op *plan.Operation) any {
		if !op.HasBody() {
			return nil
		}
		return op.Body.Fields
	}},
	{"body-credential", "whether the client adds a credential to the body", func(op *plan.Operation) any {
		return op.Body != nil && op.Body.Credential
	}},
}

// envelopes are envelopes without their Go types, which have the names that renamed types have.
func envelopes(all []plan.Envelope) []plan.Envelope {
	var plain []plan.Envelope
	for _, e := range all {
		e.GoType = ""
		plain = append(plain, e)
	}
	return plain
}

// compareClient compares what holds for all operations.
func (d *differ) compareClient() {
	e := element{subject: "Client"}
	if before, after := d.was.plan.CookieScheme, d.is.plan.CookieScheme; before != after {
		d.report(change.Risky, "session-changed", e, "Client: the cookie of the session is now that of %s instead of %s", words(after), words(before))
	}
	before, after := &plan.Operation{Protocol: d.was.plan.Default}, &plan.Operation{Protocol: d.is.plan.Default}
	for _, a := range global {
		if was, is := words(a.of(before)), words(a.of(after)); was != is {
			d.report(change.Risky, a.rule+"-changed", e, "Client: %s is now %s instead of %s, for every call that has no other way", a.what, is, was)
		}
	}
}

// compareProtocols compares the aspects of an operation. One that is as the document has it for all is told once.
func (d *differ) compareProtocols(pair operationPair) {
	e := pair.method()
	tell := func(a aspect, was, is string) {
		d.report(change.Risky, a.rule+"-changed", e, "%s: %s is now %s instead of %s", e.subject, a.what, is, was)
	}
	before, after := &plan.Operation{Protocol: d.was.plan.Default}, &plan.Operation{Protocol: d.is.plan.Default}
	for _, a := range global {
		was, is := words(a.of(pair.old)), words(a.of(pair.new))
		if was != is && (was != words(a.of(before)) || is != words(a.of(after))) {
			tell(a, was, is)
		}
	}
	for _, a := range local {
		if was, is := words(a.of(pair.old)), words(a.of(pair.new)); was != is && !d.isToldBySignature(a, pair) {
			tell(a, was, is)
		}
	}
}

// isToldBySignature reports whether a method returns or takes something else, so that it is no news how it comes.
func (d *differ) isToldBySignature(a aspect, pair operationPair) bool {
	if strings.HasPrefix(a.rule, "result") {
		return d.was.resultOf(pair.old, d.names) != d.is.resultOf(pair.new, nil)
	}
	return strings.HasPrefix(a.rule, "form") && pair.old.HasBody() != pair.new.HasBody()
}

// words writes a value of a plan on one line: what is zero is left out.
func words(value any) string {
	v := reflect.ValueOf(value)
	if !v.IsValid() || v.Kind() != reflect.Bool && v.IsZero() {
		return "nothing"
	}
	switch v.Kind() {
	case reflect.Pointer:
		return words(v.Elem().Interface())
	case reflect.Struct:
		var parts []string
		for i := range v.NumField() {
			if f := v.Field(i); !f.IsZero() {
				parts = append(parts, strings.ToLower(v.Type().Field(i).Name)+" "+words(f.Interface()))
			}
		}
		return strings.Join(parts, ", ")
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, words(v.Index(i).Interface()))
		}
		return strings.Join(parts, "; ")
	}
	return fmt.Sprint(value)
}

// compareDeprecation reports what has become deprecated, or is not any more.
func (d *differ) compareDeprecation(e element, before, after bool) {
	switch {
	case before == after:
	case after:
		d.report(change.Compatible, "deprecated", e, "%s is now deprecated", e.subject)
	default:
		d.report(change.Compatible, "deprecation-withdrawn", e, "%s is no longer deprecated", e.subject)
	}
}
