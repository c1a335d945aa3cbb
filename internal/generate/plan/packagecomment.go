package plan

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// packageComment describes what all operations have in common, and lists the services with their methods.
func (b *builder) packageComment() []string {
	p := b.plan
	services := "services"
	if len(p.Services) == 1 {
		services = "service"
	}
	version := ""
	if p.Version != "" {
		version = fmt.Sprintf(" (version %s of its document)", p.Version)
	}
	comment := []string{fmt.Sprintf("Package %s is a typed client for %s%s: %d operations in %d %s.",
		p.Name, p.Title, version, len(p.Operations), len(p.Services), services)}
	if d := p.Description; d != "" && d != p.Title {
		comment = append(comment, d)
	}
	comment = append(comment,
		"Every method takes a context, which limits the call, and options for this call only, such as [core.CallTimeout]. Every error of a method is a [*core.Error], which has the response.",
	)
	if b.usual != "" {
		comment = append(comment, "An operation "+b.usual+", unless its comment says otherwise.")
	}
	comment = append(comment, b.retryWords()...)
	for _, s := range p.Services {
		comment = append(comment, "# "+s.Name)
		if s.Description != "" {
			comment = append(comment, s.Description)
		}
		var items []string
		for _, op := range s.Operations {
			items = append(items, listItem+sentence("["+link(op)+"]", op.Summary))
			if op.Pager != nil {
				items = append(items, listItem+"["+s.Type+"."+op.Pager.Name+"] yields the items of all pages.")
			}
		}
		comment = append(comment, strings.Join(items, "\n"))
	}
	return comment
}

// retryRule describes when the client sends a request again. Line is for the Retry line of a method's comment, and means explains it.
type retryRule struct{ line, means string }

// The indexes of retryRules.
const (
	safe = iota
	unsent
	unsentOrRefused
	never
)

// retryRules are in the order of the package comment.
var retryRules = []retryRule{
	{"safe.", "safe: the client retries when the connection breaks or the server is overloaded."},
	{"only if not sent.", "only if not sent: the client retries only if the request cannot have reached the server."},
	{"only if not sent, or after a refused token.", "only if not sent, or after a refused token: the client retries if the request cannot have reached the server, and once with a new token if the server refused the token."},
	{"never. After an unclear error, check before you call it again.", "never: the operation orders, pays, registers, deletes, or works once. The client does not retry if any byte of the request may have reached the server."},
}

// retry returns the rule of an operation.
func (b *builder) retry(op *Operation) retryRule {
	reads := op.Method == http.MethodGet || op.Method == http.MethodHead || op.Method == http.MethodOptions
	switch {
	case op.Retry == RetryNever:
		return retryRules[never]
	case op.Retry == RetryAlways || reads:
		return retryRules[safe]
	case slices.ContainsFunc(b.plan.Options, func(o *Option) bool { return o.Login != nil && contains(op.Security, o.Schemes[0]) }):
		return retryRules[unsentOrRefused]
	}
	return retryRules[unsent]
}

// retryWords explains the retry rules that occur in the comments of this package's methods.
func (b *builder) retryWords() []string {
	var items []string
	for _, rule := range retryRules {
		if slices.ContainsFunc(b.drafts, func(d *draft) bool { return b.retry(d.Operation) == rule }) {
			items = append(items, listItem+rule.means)
		}
	}
	if len(items) == 0 {
		return nil
	}
	return []string{"The Retry line in a method's comment shows when the client retries:", strings.Join(items, "\n")}
}
