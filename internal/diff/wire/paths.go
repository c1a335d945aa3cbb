package wire

import (
	"maps"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
)

// paths reports path parameters that changed their order, and words that no longer work as arguments of the path.
func (f *findings) paths(p *pairing, both *pair) {
	before, after := both.before.Path, both.after.Path
	for _, name := range slices.Sorted(maps.Keys(both.rename)) {
		if now := both.rename[name]; now != name && slices.Contains(slices.Collect(maps.Values(both.rename)), name) {
			f.add("path-parameters-moved", both, "path "+before, both.before.Op.Origin, both.after.Op.Origin,
				"the parameters of the path %s are in another order in %s: the server reads the value of %s as %s", before, after, name, now)
			break
		}
	}
	for _, added := range p.newPaths {
		if words := reserved(after, added.Path); words != "" {
			f.add("path-word-reserved", both, "path "+before, both.before.Op.Origin, added.Item.Origin,
				"calls of %s with %s now reach the new path %s", before, words, added.Path)
		}
	}
}

// reserved returns the words that other has where path has arguments; "" if the two paths differ elsewhere. Such words no longer
// work as arguments, because servers prefer paths without arguments.
func reserved(path, other string) string {
	ours, theirs := strings.Split(spec.AnonymousPath(path), "/"), strings.Split(spec.AnonymousPath(other), "/")
	if len(ours) != len(theirs) {
		return ""
	}
	var words []string
	for i := range ours {
		switch {
		case ours[i] == theirs[i]:
		case ours[i] == "{}" && !strings.Contains(theirs[i], "{}"):
			words = append(words, theirs[i])
		default:
			return ""
		}
	}
	return strings.Join(words, " and ")
}
