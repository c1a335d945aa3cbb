package wire

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// schemes compares what the document says about security: the schemes that have kept their name, and what operations demand
// that say nothing else.
func (f *findings) schemes(p *pairing) {
	olds, news := schemesOf(p.before), schemesOf(p.after)
	for _, name := range slices.Sorted(maps.Keys(olds)) {
		before, after := olds[name], news[name]
		// Another type is what oasdiff sees.
		if after == nil || before.Type != after.Type {
			continue
		}
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
				"the tokens of %s came from %s and now come from %s", name, was, is)
		}
	}
	f.security(p, nil, p.before.Security, p.after.Security)
}

// ownSecurity compares what an operation demands, if it does not demand what the document does.
func (f *findings) ownSecurity(p *pairing, both *pair) {
	before, after := both.before.op.Security, both.after.op.Security
	if before == nil && after == nil {
		return
	}
	if before == nil {
		before = &p.before.Security
	}
	if after == nil {
		after = &p.after.Security
	}
	f.security(p, both, *before, *after)
}

// security reports the credentials that were enough and are not any more. Scopes are left to oasdiff.
func (f *findings) security(p *pairing, both *pair, before, after openapi3.SecurityRequirements) {
	olds, news := alternatives(before, nil), alternatives(after, p.schemes)
	var lost []string
	for _, old := range olds {
		if !slices.ContainsFunc(news, func(needed []string) bool { return subset(needed, old) }) {
			lost = append(lost, said(old))
		}
	}
	var old, now *openapi3.Origin
	if both != nil {
		old, now = both.before.op.Origin, both.after.op.Origin
	} else {
		old, now = p.before.Origin, p.after.Origin
	}
	if len(lost) == 0 {
		open := func(needed []string) bool { return len(needed) == 0 }
		if slices.ContainsFunc(news, open) && !slices.ContainsFunc(olds, open) {
			f.add("security-dropped", both, "security", old, now, "credentials were needed and are not any more")
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
	f.add(rule, both, "security", old, now, "%s was enough and is not any more; needed is %s",
		strings.Join(lost, " or "), strings.Join(needed, " or "))
}

// demands reports whether the old document, or an operation of it, demands the credentials of a scheme.
func (p *pairing) demands(scheme string) bool {
	has := func(requirement openapi3.SecurityRequirement) bool { _, ok := requirement[scheme]; return ok }
	if slices.ContainsFunc(p.before.Security, has) {
		return true
	}
	for _, op := range p.old {
		if op.Security != nil && slices.ContainsFunc(*op.Security, has) {
			return true
		}
	}
	return false
}

func said(schemes []string) string {
	if len(schemes) == 0 {
		return "a call without credentials"
	}
	return strings.Join(schemes, " with ")
}

// alternatives are the sets of schemes of which one is enough. No requirement is the same as an empty one.
func alternatives(requirements openapi3.SecurityRequirements, called map[string]string) [][]string {
	if len(requirements) == 0 {
		return [][]string{{}}
	}
	var all [][]string
	for _, requirement := range requirements {
		set := []string{}
		for _, name := range slices.Sorted(maps.Keys(requirement)) {
			if other, ok := called[name]; ok {
				name = other
			}
			set = append(set, name)
		}
		all = append(all, set)
	}
	return all
}

func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// schemesOf are the security schemes of a document.
func schemesOf(t *openapi3.T) map[string]*openapi3.SecurityScheme {
	all := map[string]*openapi3.SecurityScheme{}
	if t.Components != nil {
		for name, ref := range t.Components.SecuritySchemes {
			if ref != nil && ref.Value != nil {
				all[name] = ref.Value
			}
		}
	}
	return all
}

// renamedSchemes maps schemes that are new by name, but not by what they are, to their old name. Names are not sent.
func renamedSchemes(before, after *openapi3.T) map[string]string {
	olds, news := schemesOf(before), schemesOf(after)
	names := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(olds)) {
		if news[name] == nil {
			names[canonical(olds[name])+" "+tokenURLs(olds[name])] = name
		}
	}
	renamed := map[string]string{}
	for name, s := range news {
		if old, ok := names[canonical(s)+" "+tokenURLs(s)]; ok && olds[name] == nil {
			renamed[name] = old
		}
	}
	return renamed
}

// spelling says how the credentials of a scheme are sent.
func spelling(s *openapi3.SecurityScheme) string {
	switch s.Type {
	case "apiKey":
		return s.In + " " + s.Name
	case "http":
		return "HTTP " + s.Scheme
	}
	return "a token"
}

// canonical is the same for schemes whose credentials are sent in the same way.
func canonical(s *openapi3.SecurityScheme) string {
	text := spelling(s)
	if s.Type == "http" || s.In == openapi3.ParameterInHeader {
		text = strings.ToLower(text)
	}
	return s.Type + " " + text
}

// tokenURLs are where tokens come from, but for the implicit flow, which is all that oasdiff looks at.
func tokenURLs(s *openapi3.SecurityScheme) string {
	var all []string
	if s.OpenIdConnectUrl != "" {
		all = append(all, s.OpenIdConnectUrl)
	}
	if s.Flows != nil {
		for _, flow := range []*openapi3.OAuthFlow{s.Flows.Password, s.Flows.ClientCredentials, s.Flows.AuthorizationCode} {
			if flow != nil {
				all = append(all, flow.AuthorizationURL, flow.TokenURL, flow.RefreshURL)
			}
		}
	}
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), ", ")
}
