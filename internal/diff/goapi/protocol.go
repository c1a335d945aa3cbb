package goapi

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// aspect is something that an operation does and Go does not see.
type aspect struct {
	rule string
	// format says it of the method, with the new and the old value.
	format string
	of     func(*plan.Operation) string
	// judge says how bad another value is; nil if somebody must look.
	judge func(old, current *plan.Operation) change.Severity
}

// global are the aspects that a document may say of all operations.
var global = []aspect{
	{rule: "error-body", format: "%s: where errors keep message and code is now %s instead of %s",
		of: func(op *plan.Operation) string { return words(op.ErrorBody) }},
	{rule: "error-codes", format: "%s: which codes mean invalid input is now %s instead of %s",
		of: func(op *plan.Operation) string { return words(op.Codes) }},
	{rule: "error-envelope", format: "%s: how failures inside a success are recognized is now %s instead of %s",
		of: func(op *plan.Operation) string { return words(envelopes(op.Envelopes)) }},
	{rule: "form-booleans", format: "%s: how a form spells booleans is now %s instead of %s",
		of: func(op *plan.Operation) string { return words(op.Booleans) }},
}

// local are the aspects of single operations.
var local = []aspect{
	{rule: "retry", format: "%s: the client now retries a call %s; before, %s", of: retries},
	{rule: "timeout", format: "%s: the client now waits %s; before, %s", of: timeout, judge: func(old, current *plan.Operation) change.Severity {
		if old.Timeout < current.Timeout {
			return change.Compatible
		}
		return change.Risky
	}},
	{rule: "result-property", format: "%s: the property of the response that is the result is now %s instead of %s",
		of: func(op *plan.Operation) string { return words(op.Result.Property) }},
	{rule: "result-null", format: "%s: whether the result may be null is now %s instead of %s",
		of: func(op *plan.Operation) string { return words(op.Result.Nullable) }},
	{rule: "session-end", format: "%s: whether tokens are void afterwards is now %s instead of %s",
		of: func(op *plan.Operation) string { return words(op.EndsSession) }},
	{rule: "body-encoding", format: "%s now sends its body as %s instead of %s", of: func(op *plan.Operation) string {
		return map[bool]string{true: "a form", false: "JSON"}[op.Body != nil && op.Body.IsForm()]
	}},
	{rule: "body-fields", format: "%s: how the form spells its fields is now %s instead of %s", of: func(op *plan.Operation) string {
		if op.Body == nil {
			return ""
		}
		return words(op.Body.Fields)
	}},
	{rule: "body-credential", format: "%s: whether the client adds a credential to the body is now %s instead of %s",
		of: func(op *plan.Operation) string { return words(op.Body != nil && op.Body.Credential) }},
}

// retries says when the client sends a request again, as x-retry is explained.
func retries(op *plan.Operation) string {
	reads := slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, op.Method)
	switch {
	case op.Retry == plan.RetryNever:
		return "never, once a byte may have left"
	case op.Retry == plan.RetryAlways || reads:
		return "when the connection breaks or the server is overloaded"
	}
	return "only if it cannot have reached the server"
}

func timeout(op *plan.Operation) string {
	if op.Timeout == 0 {
		return "as long as for any call"
	}
	return "for at least " + op.Timeout.String()
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
		d.report(change.Risky, "session-changed", e, "%s: the cookie of the session is now that of %s instead of %s", e.subject, words(after), words(before))
	}
	d.compareAspects(global, e, d.defaults(), nil)
}

// defaults is what a document says of all operations, as a pair of operations that say nothing else.
func (d *differ) defaults() operationPair {
	return operationPair{&plan.Operation{Protocol: d.was.plan.Default}, &plan.Operation{Protocol: d.is.plan.Default}}
}

// compareAspects compares aspects of two operations. What is reported for all operations is not repeated for each.
func (d *differ) compareAspects(aspects []aspect, e element, pair operationPair, told *operationPair) {
	for _, a := range aspects {
		was, is := a.of(pair.old), a.of(pair.new)
		if was == is || told != nil && was == a.of(told.old) && is == a.of(told.new) {
			continue
		}
		severity := change.Risky
		if a.judge != nil {
			severity = a.judge(pair.old, pair.new)
		}
		d.report(severity, a.rule+"-changed", e, a.format, e.subject, is, was)
	}
}

// compareProtocols compares what an operation does that Go does not see, but for what its signature tells.
func (d *differ) compareProtocols(pair operationPair) {
	e, told := pair.method(), d.defaults()
	d.compareAspects(global, e, pair, &told)
	own := slices.DeleteFunc(slices.Clone(local), func(a aspect) bool {
		return strings.HasPrefix(a.rule, "result") && d.was.resultOf(pair.old, d.names) != d.is.resultOf(pair.new, nil) ||
			strings.HasPrefix(a.rule, "body") && (!pair.old.HasBody() || !pair.new.HasBody())
	})
	d.compareAspects(own, e, pair, nil)
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
