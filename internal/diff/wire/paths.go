package wire

import (
	"maps"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
)

// paths reports path parameters that changed their order, and words that no longer work as path arguments.
func (f *findings) paths(p *pairing, both *pair) {
	before, after := both.before.Path, both.after.Path
	for _, name := range slices.Sorted(maps.Keys(both.rename)) {
		if now := both.rename[name]; now != name && slices.Contains(slices.Collect(maps.Values(both.rename)), name) {
			f.add("path-parameters-moved", both, "path "+before, both.before.Op.Origin, both.after.Op.Origin,
				"the parameters of the path %s are in another order in %s: the server reads the value of %s as %s", before, after, name, now)
			break
		}
	}
	ours := segments(after)
	for _, added := range p.newPaths {
		if words := reserved(ours, added.segments); words != "" {
			f.add("path-word-reserved", both, "path "+before, both.before.Op.Origin, added.Item.Origin,
				"calls of %s with %s now reach the new path %s", before, words, added.Path)
		}
	}
}

// segments returns the parts of a path, in which "{}" stands for an argument.
func segments(path string) []string { return strings.Split(spec.AnonymousPath(path), "/") }

// reserved returns the words that the path theirs has where ours has parameters; "" if the two paths differ elsewhere. Such words no
// longer work as path arguments, because servers prefer paths without parameters.
func reserved(ours, theirs []string) string {
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
