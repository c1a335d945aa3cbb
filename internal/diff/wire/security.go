package wire

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// schemes compares the security schemes that are in both documents, and the documents' default requirements.
func (f *findings) schemes(p *pairing) {
	olds, news := spec.SecuritySchemes(p.before), spec.SecuritySchemes(p.after)
	for _, name := range slices.Sorted(maps.Keys(olds)) {
		// Oasdiff reports a changed type.
		if news[name] == nil || olds[name].Value.Type != news[name].Value.Type {
			continue
		}
		before, after := olds[name].Value, news[name].Value
		subject := "security scheme " + name
		if was, is := spelling(before), spelling(after); canonical(before) != canonical(after) {
			rule := "security-scheme-changed"
			if !p.demands(name) {
				rule = "unused-security-scheme-changed"
			}
			f.add(rule, nil, subject, before.Origin, after.Origin,
				"the credentials of %s were %s and are now %s", name, was, is)
		}
		if was, is := tokenURLs(before), tokenURLs(after); was != is {
			f.add("security-url-changed", nil, subject, before.Origin, after.Origin,
				"the tokens of %s were issued by %s and are now issued by %s", name, was, is)
		}
	}
	if !p.followsDefault() {
		return
	}
	f.security(nil, spec.Security(p.before, nil), spec.Security(p.after, nil), p.before.Origin, p.after.Origin)
}

// followsDefault reports whether an operation requires what the documents require by default. If none does, the default has no effect.
func (p *pairing) followsDefault() bool {
	return slices.ContainsFunc(p.both, func(both pair) bool { return both.before.Op.Security == nil && both.after.Op.Security == nil })
}

// ownSecurity compares what an operation requires, unless it follows the document's default.
func (f *findings) ownSecurity(p *pairing, both *pair) {
	before, after := both.before.Op, both.after.Op
	if before.Security != nil || after.Security != nil {
		f.security(both, spec.Security(p.before, before), spec.Security(p.after, after), before.Origin, after.Origin)
	}
}

// security reports credentials that are no longer sufficient. An empty list means that no credentials are required. Oasdiff compares
// the scopes.
func (f *findings) security(both *pair, olds, news [][]string, old, now *openapi3.Origin) {
	for _, sets := range []*[][]string{&olds, &news} {
		if len(*sets) == 0 {
			*sets = [][]string{{}}
		}
	}
	var lost []string
	for _, old := range olds {
		if !slices.ContainsFunc(news, func(needed []string) bool { return subset(needed, old) }) {
			lost = append(lost, said(old))
		}
	}
	if len(lost) == 0 {
		open := func(needed []string) bool { return len(needed) == 0 }
		if slices.ContainsFunc(news, open) && !slices.ContainsFunc(olds, open) {
			f.add("security-dropped", both, "security", old, now, "credentials are no longer needed")
		}
		return
	}
	rule := "security-alternative-removed"
	if len(lost) == len(olds) {
		rule = "security-required"
	}
	var needed []string
	for _, alternative := range news {
		needed = append(needed, said(alternative))
	}
	f.add(rule, both, "security", old, now, "%s was sufficient before; now required: %s",
		strings.Join(lost, " or "), strings.Join(needed, " or "))
}

// demands reports whether the old document or one of its operations requires a scheme.
func (p *pairing) demands(scheme string) bool {
	has := func(requirement openapi3.SecurityRequirement) bool { _, ok := requirement[scheme]; return ok }
	if slices.ContainsFunc(p.before.Security, has) {
		return true
	}
	demands := func(o *spec.Operation) bool { return o.Op.Security != nil && slices.ContainsFunc(*o.Op.Security, has) }
	return slices.ContainsFunc(p.both, func(both pair) bool { return demands(both.before) }) || slices.ContainsFunc(p.gone, demands)
}

func said(schemes []string) string {
	if len(schemes) == 0 {
		return "a call without credentials"
	}
	return strings.Join(schemes, " with ")
}

func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// renameSchemes undoes renames of security schemes in the copy of the new document, because their names are never sent.
func renameSchemes(p *pairing) {
	olds, news := p.before.Components.SecuritySchemes, p.after.Components.SecuritySchemes
	key := func(ref *openapi3.SecuritySchemeRef) string { return canonical(ref.Value) + " " + tokenURLs(ref.Value) }
	gone := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(olds)) {
		if news[name] == nil {
			gone[key(olds[name])] = name
		}
	}
	for _, name := range slices.Sorted(maps.Keys(news)) {
		old, ok := gone[key(news[name])]
		if !ok || olds[name] != nil {
			continue
		}
		delete(gone, key(news[name]))
		news[old] = news[name]
		delete(news, name)
		rename := func(requirements openapi3.SecurityRequirements) {
			for _, requirement := range requirements {
				if scopes, ok := requirement[name]; ok {
					requirement[old] = scopes
					delete(requirement, name)
				}
			}
		}
		rename(p.after.Security)
		for _, op := range spec.Operations(p.after) {
			if op.Op.Security != nil {
				rename(*op.Op.Security)
			}
		}
	}
}

// spelling describes how the credentials of a scheme are sent.
func spelling(s *openapi3.SecurityScheme) string {
	switch s.Type {
	case "apiKey":
		return s.In + " " + s.Name
	case "http":
		return "HTTP " + s.Scheme
	}
	return "a token"
}

// canonical returns the same string for schemes whose credentials are sent in the same way.
func canonical(s *openapi3.SecurityScheme) string {
	text := spelling(s)
	if s.Type == "http" || s.In == openapi3.ParameterInHeader {
		text = strings.ToLower(text)
	}
	return s.Type + " " + text
}

// tokenURLs returns the flows that issue tokens, with their URLs.
func tokenURLs(s *openapi3.SecurityScheme) string {
	var all []string
	if s.OpenIdConnectUrl != "" {
		all = append(all, s.OpenIdConnectUrl)
	}
	if s.Flows != nil {
		for _, one := range []struct {
			name string
			flow *openapi3.OAuthFlow
		}{
			{"implicit", s.Flows.Implicit}, {"password", s.Flows.Password},
			{"clientCredentials", s.Flows.ClientCredentials}, {"authorizationCode", s.Flows.AuthorizationCode},
		} {
			if one.flow != nil {
				all = append(all, one.name, one.flow.AuthorizationURL, one.flow.TokenURL, one.flow.RefreshURL)
			}
		}
	}
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), ", ")
}
