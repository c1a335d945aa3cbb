package clientgen

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
	return text + "\n\nErrors are explained in package core."
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
	return text + "}"
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

// Give returns the Go expression that turns the string variable arg into a field of the login's body.
func (x *exchange) Give(field string) (string, error) {
	name := argName(field)
	switch goType := propertyOf(x.Call.plan.body, field).GoTypeDef(); goType {
	case "string":
		return name, nil
	case "*string":
		return "&" + name, nil
	case "core.Secret":
		return "core.NewSecret(" + name + ")", nil
	case "*core.Secret":
		return "new(core.NewSecret(" + name + "))", nil
	default:
		return "", fmt.Errorf("%s is a %s in Go, which no string becomes", field, goType)
	}
}

// GoField returns the Go name of a field of the login's body.
func (x *exchange) GoField(field string) string {
	return propertyOf(x.Call.plan.body, field).GoFieldName()
}

// TakeToken returns the Go expression for the token in the login's answer, a secret.
func (x *exchange) TakeToken() (string, error) {
	p := propertyOf(x.Call.plan.result, x.Token)
	if p.GoTypeDef() == "core.Secret" {
		return "answer." + p.GoFieldName(), nil
	}
	text, err := x.Take(x.Token)
	return "core.NewSecret(" + text + ")", err
}

// Take returns the Go expression for a string in the login's answer.
func (x *exchange) Take(property string) (string, error) {
	p := propertyOf(x.Call.plan.result, property)
	expr := "answer." + p.GoFieldName()
	switch goType := p.GoTypeDef(); goType {
	case "string":
		return expr, nil
	case "core.Secret":
		return expr + ".Reveal()", nil
	default:
		return "", fmt.Errorf("%s is a %s in Go, not a string", property, goType)
	}
}

// Seconds returns the Go expression for the token's life.
func (x *exchange) Seconds() string {
	return "time.Duration(answer." + propertyOf(x.Call.plan.result, x.Expires).GoFieldName() + ") * time.Second"
}

// Secret reports whether a field of the login's body is one.
func (x *exchange) Secret(field string) bool {
	return strings.HasSuffix(propertyOf(x.Call.plan.body, field).GoTypeDef(), "core.Secret")
}
