package runtime

import (
	"strings"

	"github.com/hostclients/hostclients/core/internal/codec"
)

// longestFailure is how long a body is searched for the usual forms of an error: what is longer is a list or a page.
const longestFailure = 16 << 10

// usual are the forms in which back ends of this field report an error inside a success, by the lower-case name of the member.
var usual = map[string]*Envelope{
	"error": {Field: "error"}, "errors": {Field: "errors"}, "success": {Field: "success", Falsy: true},
	"status": {Field: "status"}, "result": {Field: "result"},
}

// usualRejection returns the error that a success reports in one of the usual forms. A member that the document describes is
// no such form.
func (call *call) usualRejection(data []byte) (v *Envelope, found any) {
	if call.op.Literal || len(data) > longestFailure {
		return nil, nil
	}
	known := call.knownMembers()
	_ = codec.Members(data, func(name string, read func() ([]byte, error)) error {
		form := usual[strings.ToLower(name)]
		if form == nil || known[name] || v != nil {
			return nil
		}
		value, err := read()
		if err != nil {
			return err
		}
		tree, err := codec.Tree(value)
		if err != nil {
			return err
		}
		if form.reports(tree) {
			v, found = form, tree
		}
		return nil
	})
	return v, found
}

// reports reports whether the member of a usual form says that there is an error. A status or a result says it in words.
func (v *Envelope) reports(found any) bool {
	switch v.Field {
	case "status", "result":
		text, isText := found.(string)
		switch strings.ToLower(text) {
		case "error", "fail", "failed", "failure", "false":
			return true
		}
		return !isText && found == false
	}
	return v.fits(found)
}
