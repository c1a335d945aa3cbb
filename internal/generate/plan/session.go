package plan

// session is the content of the extension x-session: what a session needs in addition to its cookie.
type session struct {
	Rotates string   `yaml:"rotates"` // the header whose value every response renews and every request must send
	Ends    []string `yaml:"ends"`    // the operationIds after which the session is over
}

// readSession reads the x-session of an option's security scheme, if it has one.
func (b *builder) readSession(option *Option) error {
	if option.Kind == "field" {
		return nil // x-credential is not a security scheme
	}
	var x *session
	scheme := b.doc.T.Components.SecuritySchemes[option.Schemes[0]].Value
	if err := b.schemeWord(option, scheme, "x-session", &x, "cookie", "a security scheme of type apiKey in a cookie"); err != nil || x == nil {
		return err
	}
	b.plan.Rotating = x.Rotates
	for _, id := range x.Ends {
		end := b.operation(id)
		if end == nil {
			return b.doc.At(option.Pointer+"/x-session", "x-session: ends: the document has no operation %s", id)
		}
		end.EndsSession = true
	}
	return nil
}
