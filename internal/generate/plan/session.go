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
	_, err := b.endSessions(x.Ends, option.Pointer+"/x-session", "x-session")
	return err
}

// endSessions marks the operations that an extension lists as ends of a session, and returns them.
func (b *builder) endSessions(ids []string, pointer, extension string) (ends []*Operation, err error) {
	for _, id := range ids {
		d := b.operation(id)
		if d == nil {
			return nil, b.doc.At(pointer, "%s: ends: the document has no operation %s", extension, id)
		}
		d.EndsSession = true
		ends = append(ends, d.Operation)
	}
	return ends, nil
}
