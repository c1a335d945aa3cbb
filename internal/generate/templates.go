package generate

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"text/template"
)

//go:embed templates/*.tmpl
var templateFiles embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"join":    strings.Join,
	"comment": func(text string) string { return strings.Join(commentLines(text), "\n") },
	"arg":     argName,
}).ParseFS(templateFiles, "templates/*.tmpl"))

// Package is the name of the package.
func (p *pkg) Package() string { return p.config.PackageName }

// Name is the API's name in errors and logs.
func (p *pkg) Name() string { return p.source.name() }

// Title is the document's title.
func (p *pkg) Title() string { return p.doc.T.Info.Title }

// Description is the package's comment.
func (p *pkg) Description() string {
	text := fmt.Sprintf("Package %s is a typed client of %s, version %s of its document: %d operations, each a method of [API].",
		p.Package(), p.Title(), p.doc.T.Info.Version, len(p.Operations))
	if d := strings.TrimSpace(p.doc.T.Info.Description); d != "" && d != p.Title() {
		text += "\n\n" + d
	}
	return text + "\n\nErrors are explained in package core." + p.groups()
}

// groups lists the operations by tag, in the order of the document's tags: the methods of a type are sorted by name.
func (p *pkg) groups() string {
	var b strings.Builder
	byName := slices.SortedFunc(slices.Values(p.Operations), func(a, b *operation) int { return strings.Compare(a.Name, b.Name) })
	for _, tag := range p.doc.T.Tags {
		var items []string
		for _, op := range byName {
			spec := p.doc.T.Paths.Value(op.Path).GetOperation(op.Method)
			if slices.Contains(spec.Tags, tag.Name) {
				items = append(items, listItem+"[API."+op.Name+"] "+thirdPerson(spec.Summary))
			}
		}
		if len(items) == 0 {
			continue
		}
		b.WriteString("\n\n# " + tag.Name)
		if tag.Description != "" {
			b.WriteString("\n\n" + tag.Description)
		}
		b.WriteString("\n\n" + strings.Join(items, "\n"))
	}
	return b.String()
}

// NewComment is the comment of New.
func (p *pkg) NewComment() string {
	text := "New returns a client for the server at baseURL, an absolute URL in front of every operation's path"
	for _, s := range p.doc.T.Servers {
		if strings.HasPrefix(s.URL, "/") {
			text += ": that of an installation, with " + s.URL + " at its end"
			break
		}
	}
	text += ". Options that make no sense, or contradict each other, are an error."
	if p.CookieScheme() != "" {
		text += "\n\nThe client keeps the session's cookie, so one client is one session: make one for each user. A session outlives the program if the cookie jar does, which comes with [core.WithHTTPClient]."
	}
	return text
}

// APILiteral is the Go expression of what the package tells the runtime about itself.
func (p *pkg) APILiteral() string {
	text := fmt.Sprintf("core.API{Name: %q", p.Name())
	if name := p.CookieScheme(); name != "" {
		text += fmt.Sprintf(", CookieScheme: %q", name)
	}
	var choices []string
	for _, op := range p.Operations {
		var sets [][]string
		for _, set := range op.plan.security {
			// A session is no option: it is there if somebody has logged in.
			if len(set) > 0 && !slices.Contains(set, p.CookieScheme()) {
				sets = append(sets, set)
			}
		}
		choice := strings.TrimPrefix(securityLiteral(sets), "[][]string")
		if len(sets) > 1 && !slices.Contains(choices, choice) {
			choices = append(choices, choice)
		}
	}
	if len(choices) > 0 {
		text += ", Alternatives: [][][]string{" + strings.Join(choices, ", ") + "}"
	}
	if len(p.RawOperations()) > 0 {
		text += ", RawOperations: rawOperations"
	}
	return text + "}"
}

// RawOperations are the operationIds of the operations whose answers nobody documents.
func (p *pkg) RawOperations() []string {
	var ids []string
	for _, op := range p.Operations {
		if op.plan.raw {
			ids = append(ids, op.ID)
		}
	}
	return ids
}

// SpecPath and OverlayPath are where the contract tests, which run in the package's folder, find the document.
func (p *pkg) SpecPath() string { return p.source.up() + p.source.Spec }
func (p *pkg) OverlayPath() string {
	if p.source.Overlay == "" {
		return ""
	}
	return p.source.up() + p.source.Overlay
}

// up leads from the package's folder back to the root.
func (s Source) up() string { return strings.Repeat("../", strings.Count(s.Out, "/")+1) }

// server is a server of the document whose URL is known.
type server struct {
	Name, URL, Description string
}

// Servers are the document's servers that have a URL of their own and a Go name.
func (p *pkg) Servers() []server {
	var servers []server
	for _, s := range p.doc.T.Servers {
		if name, ok := s.Extensions["x-go-name"].(string); ok {
			servers = append(servers, server{name, s.URL, s.Description})
		}
	}
	return servers
}

// Signature is the method's parameters and results.
func (op *operation) Signature() string {
	var b strings.Builder
	b.WriteString("ctx context.Context")
	for _, a := range op.Args {
		fmt.Fprintf(&b, ", %s %s", a.Name, a.Type)
	}
	if op.Params != "" {
		fmt.Fprintf(&b, ", params *%s", op.Params)
	}
	if op.Body != nil && op.Body.Type != "" {
		star := ""
		if op.Body.Optional {
			star = "*"
		}
		fmt.Fprintf(&b, ", body %s%s", star, op.Body.Type)
	}
	return b.String()
}

// Return is the method's results.
func (op *operation) Return() string {
	if op.Result == "" {
		return "error"
	}
	return "(" + op.Result + ", error)"
}

// BuilderArgs are the arguments of the request builder, after the server.
func (op *operation) BuilderArgs() string {
	var b strings.Builder
	for _, a := range op.Args {
		b.WriteString(", " + a.Name)
	}
	if op.Params != "" {
		b.WriteString(", params")
	}
	if op.Body != nil {
		b.WriteString(", payload.ContentType, payload.Reader()")
	}
	return b.String()
}
