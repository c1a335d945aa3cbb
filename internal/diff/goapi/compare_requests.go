package goapi

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// styles are how a request builder writes parameters, by their name: style, explode and place.
func (s *side) styles(builder string) map[string]string {
	all := map[string]string{}
	s.eachCall(builder, func(function string, call *ast.CallExpr) {
		if strings.HasPrefix(function, "runtime.StyleParam") && len(call.Args) > 2 {
			if name, ok := s.value(call.Args[2]).(string); ok {
				all[name] = "style " + s.text(call.Args[0]) + ", explode " + s.text(call.Args[1])
			}
		}
	})
	return all
}

// builder is the name of the function that builds a method's request.
func (s *side) builder(method string) string {
	for _, name := range []string{"new" + method + "Request", "new" + method + "RequestWithBody"} {
		if s.funcs[name] != nil {
			return name
		}
	}
	return ""
}

// compareRequests looks into the code that builds requests and walks pages, for what no signature, tag or rule tells.
func (d *differ) compareRequests() {
	for _, name := range sorted(d.was.methods()) {
		subject := "API." + name
		other := strings.TrimPrefix(d.renamed(subject), "API.")
		if d.is.funcs["API."+other] == nil {
			continue
		}
		before, after := d.was.styles(d.was.builder(name)), d.is.styles(d.is.builder(other))
		for _, parameter := range sorted(before) {
			if is, there := after[parameter]; there && is != before[parameter] {
				d.report(change.Risky, "parameter-style-changed", subject, "%s: the parameter %s was written with %s, is with %s",
					subject, parameter, before[parameter], is)
			}
		}
		if d.was.source(name) == d.is.source(other) || d.explained(name) {
			continue
		}
		if d.was.operations[name] == nil {
			d.report(change.Risky, "pagination-changed", subject, "%s: it finds the next page in another way", subject)
		} else {
			d.report(change.Risky, "code-changed", subject,
				"%s: its signature is the same, what it does is not: compare the generated code", subject)
		}
	}
}

// source is the code of a method and of its request builder.
func (s *side) source(method string) string {
	text := s.text(s.funcs["API."+method].Body)
	if builder := s.funcs[s.builder(method)]; builder != nil {
		text += s.text(builder.Body)
	}
	return text
}

// explained reports whether there is a change that explains why the code of a method is other. What is only added
// explains the code of a method, which hands it on, but not that of an iterator.
func (d *differ) explained(method string) bool {
	op := d.was.operationOf(method)
	if op == nil || d.names["API."+method] != "" {
		return true
	}
	iterator := op.Name != method
	for _, c := range d.found {
		typeName, _, _ := strings.Cut(c.Subject, ".")
		if c.Subject == "API."+method {
			return true
		}
		if typeName == "API" || iterator && c.Severity == change.Compatible {
			continue
		}
		if slices.Contains(d.was.users[typeName], op.Name) || slices.Contains(d.is.users[d.renamed(typeName)], op.Name) {
			return true
		}
	}
	return false
}
