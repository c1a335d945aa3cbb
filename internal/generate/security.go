package generate

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"

	"github.com/hostclients/hostclients/internal/spec"
)

// scheme is a way to authenticate, and the option of New that takes its credentials.
type scheme struct {
	// Names are the security schemes of the document; more than one if they always go together and share an x-go-name.
	Names []string
	// Kind is bearer, basic, header, query, cookie or field.
	Kind string
	// Option is the name of the option, such as WithAccessToken.
	Option string
	// Description is the document's.
	Description string
	// Wire are the names of the headers, query parameters or fields, one for each name.
	Wire []string
	// Exchange is how a bearer token is got for a login; nil if it is not.
	Exchange *exchange
}

// Args are the option's parameters, which are strings.
func (s *scheme) Args() []string {
	switch {
	case s.Kind == "basic":
		return []string{"user", "password"}
	case s.Kind == "bearer":
		return []string{"token"}
	case len(s.Names) == 1:
		return []string{"key"}
	}
	var args []string
	for _, name := range s.Names {
		args = append(args, codegen.LowercaseFirstCharacters(goName(name)))
	}
	return args
}

// readSecurity turns the document's security schemes into options.
func (p *pkg) readSecurity() error {
	components := p.doc.T.Components
	if components == nil {
		return nil
	}
	byOption := map[string]*scheme{}
	for _, name := range sorted(components.SecuritySchemes) {
		ref := components.SecuritySchemes[name]
		at := spec.Pointer("components", "securitySchemes", name)
		kind, wire := schemeKind(ref.Value)
		if kind == "" {
			return p.doc.At(at, "clientgen knows no security scheme of type %s %s", ref.Value.Type, ref.Value.Scheme)
		}
		s := &scheme{Names: []string{name}, Kind: kind, Wire: []string{wire}, Description: ref.Value.Description}
		s.Option = "With" + goName(name)
		if own, ok := ref.Value.Extensions["x-go-name"].(string); ok {
			s.Option = "With" + own
		}
		if value := ref.Value.Extensions["x-token-exchange"]; value != nil {
			s.Exchange = &exchange{}
			if err := decodeStrict(value, s.Exchange); err != nil {
				return p.doc.At(at+"/x-token-exchange", "x-token-exchange: %v", err)
			}
			if kind != "bearer" {
				return p.doc.At(at+"/x-token-exchange", "x-token-exchange belongs to a bearer scheme")
			}
		}
		if other := byOption[s.Option]; other != nil {
			if other.Kind != kind || kind != "header" {
				return p.doc.At(at, "the schemes %s and %s cannot share the option %s", other.Names[0], name, s.Option)
			}
			other.Names, other.Wire = append(other.Names, name), append(other.Wire, wire)
			continue
		}
		byOption[s.Option] = s
		p.Schemes = append(p.Schemes, s)
	}
	return nil
}

func schemeKind(s *openapi3.SecurityScheme) (kind, wire string) {
	switch {
	case s.Type == "http" && strings.EqualFold(s.Scheme, "bearer"):
		return "bearer", "Authorization"
	case s.Type == "http" && strings.EqualFold(s.Scheme, "basic"):
		return "basic", "Authorization"
	case s.Type == "apiKey":
		return s.In, s.Name
	}
	return "", ""
}

// takeCredential removes the body's field that carries a credential (x-credential) from what callers fill in, and returns
// its name: the client adds it. "" if there is none.
func (p *pkg) takeCredential(body *openapi3.SchemaRef) string {
	for _, name := range sorted(body.Value.Properties) {
		if body.Value.Properties[name].Value.Extensions["x-credential"] != true {
			continue
		}
		// Schemas are shared: what has been taken out of one use is out of all.
		delete(body.Value.Properties, name)
		body.Value.Required = slices.DeleteFunc(slices.Clone(body.Value.Required), func(s string) bool { return s == name })
		if !slices.ContainsFunc(p.Schemes, func(s *scheme) bool { return s.Kind == "field" && s.Names[0] == name }) {
			p.Schemes = append(p.Schemes, &scheme{Names: []string{name}, Kind: "field", Option: "With" + goName(name), Wire: []string{name}})
		}
		p.taken[body.Value] = name
		return name
	}
	return p.taken[body.Value]
}

// CookieScheme returns the security scheme whose credential is a session cookie; "" if there is none.
func (p *pkg) CookieScheme() string {
	for _, s := range p.Schemes {
		if s.Kind == "cookie" {
			return s.Names[0]
		}
	}
	return ""
}
