package runtime

import (
	"strings"

	"github.com/hostclients/hostclients/core/internal/codec"
)

// longestFailure is the longest body that is searched for the usual forms of an error. Longer bodies are lists or pages.
const longestFailure = 16 << 10

// usual has the forms in which hosting and billing back ends report an error inside a success. The keys are member names in lower
// case.
var usual = map[string]*Envelope{
	"error": {Field: "error"}, "errors": {Field: "errors"}, "success": {Field: "success", Falsy: true},
	"status": {Field: "status"}, "result": {Field: "result"},
}

// usualRejection returns the error that a success reports in one of the usual forms. It ignores members that the document
// describes.
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

// reports reports whether the value of a member indicates an error. In a status or a result, only false and words such as "failed"
// do.
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
