package plan

import (
	"fmt"
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
	if usual := b.usual(); usual != "" {
		comment = append(comment, "An operation "+usual+", unless its comment says otherwise.")
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

// retryWords explains the retry rules that occur in the comments of this package's methods.
func (b *builder) retryWords() []string {
	words := []struct{ word, means string }{
		{"safe.", "safe: the client retries when the connection breaks or the server is overloaded."},
		{"only if not sent.", "only if not sent: the client retries only if the request cannot have reached the server."},
		{"only if not sent, or after a refused token.", "only if not sent, or after a refused token: the client retries if the request cannot have reached the server, and once with a new token if the server refused the token."},
		{"never. After an unclear error, check before you call it again.", "never: the operation orders, pays, registers, deletes, or works once. The client does not retry if any byte of the request may have reached the server."},
	}
	var items []string
	for _, w := range words {
		for _, d := range b.drafts {
			if b.retryText(d.Operation) == w.word {
				items = append(items, listItem+w.means)
				break
			}
		}
	}
	if len(items) == 0 {
		return nil
	}
	return []string{"The Retry line in a method's comment shows when the client retries:", strings.Join(items, "\n")}
}
