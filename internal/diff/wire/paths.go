package wire

import (
	"maps"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
)

// paths reports what becomes of the arguments of an operation's path.
func (f *findings) paths(p *pairing, both *pair) {
	before, after := both.path(), both.pathAfter
	for _, name := range slices.Sorted(maps.Keys(both.rename)) {
		if now := both.rename[name]; now != name && slices.Contains(slices.Collect(maps.Values(both.rename)), name) {
			f.add("path-parameters-moved", both, "path "+before, both.before.op.Origin, both.after.op.Origin,
				"the parameters of the path %s stand in another order in %s: what was %s is now taken as %s",
				before, after, name, now)
			break
		}
	}
	for _, path := range p.newPaths {
		if word := reserved(before, path); word != "" {
			item := p.after.Paths.Value(path)
			f.add("path-word-reserved", both, "path "+before, both.before.op.Origin, item.Origin,
				"calls of %s with %s now reach the new path %s", before, word, path)
		}
	}
}

// newPaths are the paths of the new document that the old one does not have, whatever their parameters are called.
func newPaths(before, after map[string][]string) []string {
	var all []string
	for shape, paths := range after {
		if before[shape] == nil {
			all = append(all, paths...)
		}
	}
	slices.Sort(all)
	return all
}

// reserved returns the words that stand in other where path has arguments, if the two are otherwise alike: a path without
// arguments goes before one with them. It returns "" if they are not.
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
