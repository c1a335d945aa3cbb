package goapi

import (
	"fmt"
	"go/ast"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/spec"
)

// compareOperations compares what methods that are on both sides do.
func (d *differ) compareOperations() {
	for _, name := range sorted(d.was.operations) {
		subject := "API." + name
		old, current := d.was.operations[name], d.is.operations[strings.TrimPrefix(d.renamed(subject), "API.")]
		if current == nil {
			continue
		}
		d.comparePaths(subject, old, current)
		d.compareRepeats(subject, old, current)
		d.compareSecurity(subject, old, current)
		d.compareTimeouts(subject, old, current)
		d.compareDetails(subject, old, current)
		d.compareDemands(subject, old, current)
		d.compareEncodings(subject, old, current)
		d.compareOthers(subject, old, current)
	}
	if before, after := d.was.cookieScheme(), d.is.cookieScheme(); before != after {
		d.report(change.Risky, "session-changed", "API", "API: the session's cookie was of the scheme %q, is of %q", before,
			after)
	}
}

func (d *differ) comparePaths(subject string, old, current *operation) {
	if old.ID != current.ID && d.names[subject] == "" {
		d.report(change.Compatible, "operation-id-changed", subject, "%s: errors and logs called it %s, call it %s", subject,
			old.ID, current.ID)
	}
	if old.Method == current.Method && spec.AnonymousPath(old.Path) == spec.AnonymousPath(current.Path) {
		return
	}
	for _, name := range sorted(d.is.operations) {
		other := d.is.operations[name]
		if other != current && other.Method == old.Method && spec.AnonymousPath(other.Path) == spec.AnonymousPath(old.Path) {
			d.report(change.Breaking, "method-calls-another-operation", subject,
				"%s: it called %s, which API.%s calls now, and calls %s", subject, old.title(), name, current.title())
			return
		}
	}
	d.report(change.Risky, "method-calls-another-path", subject, "%s: it called %s, calls %s", subject, old.title(),
		current.title())
}

// compareEncodings compares how bodies are sent. That there is one on one side only is what the signature says.
func (d *differ) compareEncodings(subject string, old, current *operation) {
	before, after := d.was.encoding(old.Name), d.is.encoding(current.Name)
	if before != after && before != "" && after != "" {
		d.report(change.Risky, "body-encoding-changed", subject, "%s: the body was sent as %s, is sent as %s", subject, before,
			after)
	}
}

// encoding is how a method sends its body; "" if it has none.
func (s *side) encoding(method string) string {
	found := ""
	s.eachCall("API."+method, func(function string, _ *ast.CallExpr) {
		switch function {
		case "call.JSON":
			found = "JSON"
		case "call.Form":
			found = "a form"
		}
	})
	return found
}

// repeats says when the client sends a request of the operation again, as x-retry is explained.
func (o *operation) repeats() string {
	const (
		safe   = "when the connection breaks or the server is overloaded"
		unsafe = "only if it cannot have reached the server"
		never  = "never, once a byte may have left"
	)
	switch o.fields["Repeat"] {
	case "RepeatAlways":
		return safe
	case "RepeatNever":
		return never
	}
	if slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, o.Method) {
		return safe
	}
	return unsafe
}

func (d *differ) compareRepeats(subject string, old, current *operation) {
	if before, after := old.repeats(), current.repeats(); before != after {
		d.report(change.Risky, "repeat-changed", subject, "%s: the client repeats a call %s; before, %s", subject, after,
			before)
	}
}

// security are the sets of schemes that authenticate an operation; one that is empty if it needs none.
func (o *operation) security(names map[string]string) [][]string {
	list, _ := o.fields["Security"].([]any)
	if len(list) == 0 {
		return [][]string{{}}
	}
	var sets [][]string
	for _, set := range list {
		alternative := []string{}
		for _, name := range set.([]any) {
			text := fmt.Sprint(name)
			if other := names[text]; other != "" {
				text = other
			}
			alternative = append(alternative, text)
		}
		slices.Sort(alternative)
		sets = append(sets, alternative)
	}
	return sets
}

func (d *differ) compareSecurity(subject string, old, current *operation) {
	before, after := old.security(d.schemeNames()), current.security(nil)
	if reflect.DeepEqual(before, after) {
		return
	}
	// Whoever had the credentials of any old set must have those of a new one.
	severity := change.Compatible
	for _, had := range before {
		if !slices.ContainsFunc(after, func(needed []string) bool { return containsAll(had, needed) }) {
			severity = change.Breaking
		}
	}
	d.report(severity, "security-changed", subject, "%s: it needed %s, needs %s", subject, credentials(old.security(nil)),
		credentials(after))
}

func credentials(sets [][]string) string {
	var texts []string
	for _, set := range sets {
		if len(set) == 0 {
			texts = append(texts, "no credential")
			continue
		}
		texts = append(texts, strings.Join(set, " with "))
	}
	return strings.Join(texts, ", or ")
}

// timeout is how long the client waits at least, written as the package has it: "600000000000".
func (o *operation) timeout() time.Duration {
	text, _ := o.fields["Timeout"].(string)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return time.Duration(n)
}

func (d *differ) compareTimeouts(subject string, old, current *operation) {
	before, after := old.timeout(), current.timeout()
	wait := func(t time.Duration) string {
		if t == 0 {
			return "as long as for any call"
		}
		return "for " + t.String() + " at least"
	}
	switch {
	case before < after:
		d.report(change.Compatible, "timeout-changed", subject, "%s: the client waited %s, waits %s", subject, wait(before),
			wait(after))
	case before > after:
		d.report(change.Risky, "timeout-changed", subject, "%s: the client waited %s, waits %s", subject, wait(before),
			wait(after))
	}
}

// compareDemands compares what must be true of arguments before anything is sent.
func (d *differ) compareDemands(subject string, old, current *operation) {
	was, is := signatureOf(d.was.methods()[old.Name]), signatureOf(d.is.methods()[current.Name])
	if was.params != nil && is.params != nil {
		d.compareRules(subject, "the parameter", old.fields["ParamsRule"], current.fields["ParamsRule"], was.params, is.params)
	}
	if was.body != nil && is.body != nil {
		d.compareRules(subject, "the body's", old.fields["BodyRule"], current.fields["BodyRule"], was.body, is.body)
	}
	olds, news := spec.PathParameters(old.Path), spec.PathParameters(current.Path)
	rule := func(o *operation, name string) any {
		rules, _ := o.fields["PathRules"].(map[string]any)
		return rules[name]
	}
	for i := range min(len(olds), len(news), len(was.arguments), len(is.arguments)) {
		d.compareRules(subject, "the argument "+olds[i], rule(old, olds[i]), rule(current, news[i]),
			was.arguments[i].Type(), is.arguments[i].Type())
	}
}
