package plan

// session is x-session: what a session needs in addition to its cookie.
type session struct {
	Rotates string   `yaml:"rotates"` // the header that every response renews and every request sends back
	Ends    []string `yaml:"ends"`    // the operationIds after which the session is over
}

// readSession reads what the session of a security scheme needs, if it says so.
func (b *builder) readSession(option *Option) error {
	if option.Kind == "field" {
		return nil // it has no scheme
	}
	var x *session
	scheme := b.doc.T.Components.SecuritySchemes[option.Schemes[0]].Value
	if err := b.schemeWord(option, scheme, "x-session", &x, "cookie", "a scheme of type apiKey in a cookie"); err != nil || x == nil {
		return err
	}
	b.plan.Rotating = x.Rotates
	for _, id := range x.Ends {
		end := b.operation(id)
		if end == nil {
			return b.doc.At(option.Pointer+"/x-session", "x-session: ends: there is no operation %s", id)
		}
		end.EndsSession = true
	}
	return nil
}
