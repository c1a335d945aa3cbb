package goapi

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// carriers is how an option sends its credentials, as the package has it: core.Header("X-Key", key).
func (s *side) carriers(option string) string {
	var found []string
	s.eachCall(option, func(function string, call *ast.CallExpr) {
		if slices.Contains([]string{"core.Bearer", "core.Basic", "core.Header", "core.Query", "core.Field", "core.Exchange"},
			function) {
			if function == "core.Exchange" {
				found = append(found, "a login")
				return
			}
			found = append(found, s.text(call))
		}
	})
	return strings.Join(found, " and ")
}

// headerName is the name of a header in a text of carriers.
var headerName = regexp.MustCompile(`core\.Header\("[^"]*"`)

// sameHeaders returns a text of carriers with the names of headers in one case, since they have none.
func sameHeaders(carriers string) string {
	return headerName.ReplaceAllStringFunc(carriers, strings.ToLower)
}

// schemes are the security schemes whose credentials an option takes.
func (s *side) schemes(option string) []string {
	var found []string
	s.eachCall(option, func(function string, call *ast.CallExpr) {
		if function == "core.WithCredential" {
			if name, ok := s.value(call.Args[0]).(string); ok {
				found = append(found, name)
			}
		}
	})
	return found
}

// eachCall calls visit for every call in a function of the package.
func (s *side) eachCall(function string, visit func(function string, call *ast.CallExpr)) {
	decl := s.funcs[function]
	if decl == nil {
		return
	}
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			visit(s.text(call.Fun), call)
		}
		return true
	})
}

// options are the functions of the package that take credentials.
func (s *side) options() []string {
	var all []string
	for _, name := range sorted(s.funcs) {
		if len(s.schemes(name)) > 0 {
			all = append(all, name)
		}
	}
	return all
}

// schemeNames are the new names of security schemes, by those of the options that take their credentials.
func (d *differ) schemeNames() map[string]string {
	names := map[string]string{}
	for _, option := range d.was.options() {
		olds, news := d.was.schemes(option), d.is.schemes(d.renamed(option))
		for i := range min(len(olds), len(news)) {
			names[olds[i]] = news[i]
		}
	}
	return names
}

// cookieScheme is the security scheme of the session's cookie; "" if there is none.
func (s *side) cookieScheme() string {
	name := ""
	s.eachCall("New", func(function string, call *ast.CallExpr) {
		if function == "core.NewClient" {
			fields, _ := s.value(call.Args[0]).(map[string]any)
			name, _ = fields["CookieScheme"].(string)
		}
	})
	return name
}
