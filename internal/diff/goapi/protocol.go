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

// global holds the aspects that a document can set for all operations. The client has their defaults.
var global = []aspect{
	said("error-body", "%s: where errors keep message and code is now %s instead of %s", func(op *plan.Operation) any { return op.ErrorBody }),
	said("error-codes", "%s: which codes mean invalid input is now %s instead of %s", func(op *plan.Operation) any { return op.Codes }),
	said("error-envelope", "%s: how errors in successful responses are recognized is now %s instead of %s",
		func(op *plan.Operation) any { return envelopes(op.Envelopes) }),
	said("form-booleans", "%s: how a form spells booleans is now %s instead of %s", func(op *plan.Operation) any { return op.Booleans }),
}

// exceptions limits aspects to operations that differ from the client's defaults, so that a changed default is not reported again
// for each operation.
func exceptions(global []aspect) (own []aspect) {
	for _, a := range global {
		own = append(own, a.when(func(old, current *element) bool {
			return a.of(old) != a.of(old.side.client) || a.of(current) != a.of(current.side.client)
		}))
	}
	return own
}

// local holds the aspects of single operations that Go signatures do not show. If the signature changes as well, that is reported
// instead.
var local = []aspect{
	said("retry", "%s: the client now retries a call %s; before, %s", func(op *plan.Operation) any { return retries(op) }),
	said("timeout", "%s: the client now waits %s; before, %s", func(op *plan.Operation) any { return timeout(op) }).
		as(func(old, current *element) change.Severity {
			if old.op.Timeout < current.op.Timeout {
				return compatible
			}
			return risky
		}),
	said("session-end", "%s: whether tokens are void afterwards is now %s instead of %s", func(op *plan.Operation) any { return op.EndsSession }),
	said("result-property", "%s: the property of the response that is the result is now %s instead of %s",
		func(op *plan.Operation) any { return op.Result.Property }).when(haveOneResult),
	said("result-null", "%s: whether the result may be null is now %s instead of %s",
		func(op *plan.Operation) any { return op.Result.Nullable }).when(haveOneResult),
	said("body-encoding", "%s now sends its body as %s instead of %s",
		func(op *plan.Operation) any { return map[bool]string{true: "a form", false: "JSON"}[op.Body.IsForm()] }).when(haveBodies),
	said("body-fields", "%s: how the form spells its fields is now %s instead of %s",
		func(op *plan.Operation) any { return op.Body.Fields }).when(haveBodies),
	said("body-credential", "%s: whether the client adds a credential to the body is now %s instead of %s",
		func(op *plan.Operation) any { return op.Body.Credential }).when(haveBodies),
}

func haveOneResult(old, current *element) bool { return old.result() == current.result() }

func haveBodies(old, current *element) bool { return old.op.HasBody() && current.op.HasBody() }

// said is an aspect of operations that an extension sets. If the value differs, the change is risky.
func said(what, format string, of func(*plan.Operation) any) aspect {
	return other(risky, what+"-changed", format, func(e *element) string { return words(of(e.op)) })
}

// retries describes when the client retries a request, in the words that explain x-retry.
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

// envelopes returns envelopes without their Go types, whose names change when types are renamed.
func envelopes(all []plan.Envelope) []plan.Envelope {
	var plain []plan.Envelope
	for _, e := range all {
		e.GoType = ""
		plain = append(plain, e)
	}
	return plain
}

// words writes a value of a plan on one line, without zero fields.
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
