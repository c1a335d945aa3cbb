package goapi

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
	"github.com/hostclients/hostclients/internal/spec"
)

// global holds the aspects that a document can set for all operations. They are compared in the client, and in each operation that
// overrides them.
var global = []aspect{
	setting("error-body", "%s: the message and the code of an error are now at %s instead of %s", func(op *plan.Operation) any { return op.ErrorBody }),
	setting("error-codes", "%s: the codes for invalid input are now %s instead of %s", func(op *plan.Operation) any { return op.Codes }),
	setting("error-envelope", "%s: the rule for errors in successful responses is now %s instead of %s",
		func(op *plan.Operation) any { return envelopes(op.Envelopes) }),
	setting("form-booleans", "%s: booleans in forms are now written as %s instead of %s", func(op *plan.Operation) any { return op.Booleans }),
}

// exceptions limits aspects to operations that differ from the client's defaults. So a changed default is not reported again for each
// operation.
func exceptions(global []aspect) (own []aspect) {
	for _, a := range global {
		own = append(own, a.when(func(old, current *element) bool {
			return a.of(old) != a.of(old.side.client) || a.of(current) != a.of(current.side.client)
		}))
	}
	return own
}

// local holds the aspects of single operations that Go signatures do not show. Aspects of results count only if the Go type is the
// same on both sides, and aspects of bodies only if both sides have a body.
var local = []aspect{
	setting("retry", "%s: the rule for retries is now: %s; before: %s", func(op *plan.Operation) any { return retries(op) }),
	setting("timeout", "%s: the client now waits %s; before, it waited %s", func(op *plan.Operation) any { return timeout(op) }).
		as(func(old, current *element) change.Severity {
			if old.op.Timeout < current.op.Timeout {
				return compatible
			}
			return risky
		}),
	flag("session-end", "%s now ends the session: its tokens are dropped", "%s no longer ends the session",
		func(op *plan.Operation) bool { return op.EndsSession }),
	setting("result-property", "%s now returns the property %s of the response instead of %s",
		func(op *plan.Operation) any { return op.Result.Property }).when(haveOneResult),
	flag("result-null", "%s: the result may now be null", "%s: the result may no longer be null",
		func(op *plan.Operation) bool { return op.Result.Nullable }).when(haveOneResult),
	setting("body-encoding", "%s now sends its body as %s instead of %s",
		func(op *plan.Operation) any { return map[bool]string{true: "a form", false: "JSON"}[op.Body.IsForm()] }).when(haveBodies),
	setting("body-fields", "%s: the format of the form's fields is now %s instead of %s",
		func(op *plan.Operation) any { return op.Body.Fields }).when(haveBodies),
	flag("body-credential", "%s: the client now adds a credential to the body", "%s: the client no longer adds a credential to the body",
		func(op *plan.Operation) bool { return op.Body.Credential }).when(haveBodies),
}

func haveOneResult(old, current *element) bool { return old.result() == current.result() }

func haveBodies(old, current *element) bool { return old.op.HasBody() && current.op.HasBody() }

// setting is an aspect of operations that an extension sets. If the value differs, the change is risky.
func setting(what, format string, of func(*plan.Operation) any) aspect {
	return other(risky, what+"-changed", format, func(e *element) string { return words(of(e.op)) })
}

// flag is a setting that is on or off.
func flag(what, on, off string, of func(*plan.Operation) bool) aspect {
	return toggle(sentence{risky, what + "-changed", on}, sentence{risky, what + "-changed", off}, func(e *element) bool { return of(e.op) })
}

// retries describes when the client retries a request.
func retries(op *plan.Operation) string {
	reads := slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, op.Method)
	switch {
	case op.Retry == plan.RetryNever:
		return "never, if any byte may have reached the server"
	case op.Retry == plan.RetryAlways || reads:
		return "when the connection breaks or the server is overloaded"
	}
	return "only if the request cannot have reached the server"
}

func timeout(op *plan.Operation) string {
	if op.Timeout == 0 {
		return "as long as for other calls"
	}
	return "for at least " + op.Timeout.String()
}

// envelopes returns envelopes without their Go types, so that a renamed type is not a change.
func envelopes(all []plan.Envelope) []spec.Envelope {
	var plain []spec.Envelope
	for _, e := range all {
		plain = append(plain, e.Envelope)
	}
	return plain
}

// words formats a value of a plan on one line, without zero fields.
func words(value any) string {
	v := reflect.ValueOf(value)
	if !v.IsValid() || v.IsZero() {
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
