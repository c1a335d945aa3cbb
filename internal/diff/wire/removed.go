package wire

import (
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// silentRemovals reports what oasdiff does not since it was announced for a day that has passed.
func (f *findings) silentRemovals(p *pairing, found []change.Change) {
	said := map[string]bool{}
	for _, c := range found {
		switch {
		case strings.HasPrefix(c.Rule, "api-path-removed"), strings.HasPrefix(c.Rule, "api-removed"):
			said[c.Operation] = true
		case strings.HasPrefix(c.Rule, "request-parameter-removed"):
			said[c.Operation+" "+c.Subject] = true
		}
	}
	for i := range p.gone {
		if gone := &p.gone[i]; !said[gone.name] {
			f.add("operation-removed", gone, "", gone.before.op.Origin, nil, "the operation was removed")
		}
	}
	for i := range p.both {
		both := &p.both[i]
		news := parametersOf(both.after)
		for _, ref := range parametersOf(both.before) {
			subject := ref.Value.In + " parameter " + ref.Value.Name
			if news.GetByInAndName(ref.Value.In, both.nameAfter(ref.Value)) == nil && !said[both.name+" "+subject] {
				f.add("parameter-removed", both, subject, ref.Value.Origin, nil,
					"the %s parameter %s was removed", ref.Value.In, ref.Value.Name)
			}
		}
	}
}
