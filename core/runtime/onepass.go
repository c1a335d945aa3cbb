package runtime

import (
	"strings"

	"github.com/hostclients/hostclients/core/internal/codec"
)

// decodeUsual decodes in one pass a success with a result and nothing that could report an error, as nearly all are. If it
// returns false, the result is unchanged, and the separate steps of decode find out what the response is.
func (call *call) decodeUsual(data []byte) bool {
	op := call.op
	if call.result == nil || op.Result == "" || op.Returns != ReturnsJSON || call.client.settings.Check != nil {
		return false
	}
	usuals := !op.Literal && len(data) <= longestFailure
	limits := codec.Limits{Bounds: call.bounds(), Alive: call.ctx}
	seen, ok := codec.DecodeMember(data, op.Result, call.result, limits, func(name []byte) bool {
		return (!usuals || !isUsual(name)) && !op.hasEnvelope(name)
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

// isUsual reports whether a usual form of an error has a member of that name.
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
