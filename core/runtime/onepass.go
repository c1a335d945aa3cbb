package runtime

import (
	"strings"

	"github.com/hostclients/hostclients/core/internal/codec"
)

// decodeUsual decodes a typical success in one pass: one that has a result and no member that could report an error. If it returns
// false, the result is still the zero value, and decode must process the response in separate steps.
func (call *call) decodeUsual(data []byte) bool {
	op := call.op
	if call.result == nil || op.Result == "" || op.Returns != ReturnsJSON || call.client.settings.Check != nil {
		return false
	}
	checkUsual := !op.Literal && len(data) <= longestFailure
	limits := codec.Limits{Bounds: call.bounds(), Alive: call.ctx}
	seen, ok := codec.DecodeMember(data, op.Result, call.result, limits, func(name []byte) bool {
		return (!checkUsual || !isUsual(name)) && !op.hasEnvelope(name)
	})
	if !ok {
		return false
	}
	if seen.HasAll(op.Required) || len(membersOf(call.result)) == 0 {
		return true
	}
	codec.Clear(call.result)
	return false
}

// isUsual reports whether back ends usually report errors in a member with this name.
func isUsual(name []byte) bool {
	if len(name) > len("success") {
		return false
	}
	return usual[strings.ToLower(string(name))] != nil
}

func (o *Operation) hasEnvelope(name []byte) bool {
	for i := range o.Envelopes {
		if o.Envelopes[i].Field == string(name) {
			return true
		}
	}
	return false
}
