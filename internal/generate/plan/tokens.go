package plan

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// tokenOptions adds the options that get bearer tokens when they are needed: from a source that the caller provides, and, if the
// document has a token URL, with the id and the secret of a client.
func (b *builder) tokenOptions() error {
	var bearers []*Option
	for _, option := range b.plan.Options {
		if option.Kind == "bearer" {
			bearers = append(bearers, option)
		}
	}
	name := func(option *Option, usual string) []string {
		own := option.Name + usual
		if len(bearers) == 1 {
			return []string{"With" + usual, own}
		}
		return []string{own}
	}
	for _, option := range bearers {
		var err error
		if option.Source, err = b.give(b.names, "the source of tokens for "+option.Schemes[0], option.Origin, name(option, "TokenSource")...); err != nil {
			return err
		}
		at := tokenURL(b.doc.T.Components.SecuritySchemes[option.Schemes[0]].Value)
		if at == "" {
			continue
		}
		option.TokenURL = at
		if option.ClientCredentials, err = b.give(b.names, "the client credentials for "+option.Schemes[0], option.Origin, name(option, "ClientCredentials")...); err != nil {
			return err
		}
	}
	return nil
}

// tokenURL returns the URL at which a client's id and secret are exchanged for a token, or "" if the scheme has none.
func tokenURL(s *openapi3.SecurityScheme) string {
	if s.Flows == nil || s.Flows.ClientCredentials == nil {
		return ""
	}
	return s.Flows.ClientCredentials.TokenURL
}

// SourceComment returns the comment of the option for a source of tokens.
func (o *Option) SourceComment() []string {
	return []string{fmt.Sprintf("%s makes the client get tokens for the security scheme %s from source when it needs them. The source can be one of golang.org/x/oauth2: see [core.TokenSource].",
		o.Source, o.Schemes[0])}
}

// ClientCredentialsComment returns the comment of the option for an id and a secret.
func (o *Option) ClientCredentialsComment() []string {
	return []string{fmt.Sprintf("%s makes the client get tokens for the security scheme %s by itself: it sends id and secret to %s when a token is first needed, again before the token expires, and again if the server refuses it. "+
		"Concurrent calls share one token. If scopes are left out, the server chooses them.", o.ClientCredentials, o.Schemes[0], strings.TrimSpace(o.TokenURL))}
}
