package wire

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// portionSize is how many paths oasdiff is given at once. For every schema that an operation refers to, oasdiff goes through
// all the schemas that it has met, so that all paths at once would take time by the square of their number. Fewer would have
// it look at shared schemas more often.
var portionSize = 50

// portion is a part of both documents that belongs together.
type portion struct{ before, after *openapi3.T }

// portions divides documents by their paths. What is not in a path is in the first portion.
func portions(before, after *openapi3.T) []portion {
	olds, news := byShape(before), byShape(after)
	shapes := maps.Clone(olds)
	maps.Copy(shapes, news)
	keys := slices.Sorted(maps.Keys(shapes))
	var all []portion
	for part := range slices.Chunk(keys, portionSize) {
		first := len(all) == 0
		one := portion{excerpt(before, first), excerpt(after, first)}
		one.before.Paths, one.after.Paths = pathsOf(before, olds, part), pathsOf(after, news, part)
		all = append(all, one)
	}
	if len(all) == 0 {
		return []portion{{before, after}}
	}
	return all
}

// excerpt is a document whose paths are to be filled in: with the rest of it, or only with what each portion needs, which is
// the version, and the file that operations are in.
func excerpt(t *openapi3.T, rest bool) *openapi3.T {
	if !rest {
		return &openapi3.T{OpenAPI: t.OpenAPI, Info: t.Info, Origin: t.Origin}
	}
	own := *t
	return &own
}

// byShape are the paths of a document by what they are without the names of their parameters.
func byShape(t *openapi3.T) map[string][]string {
	all := map[string][]string{}
	for path := range t.Paths.Map() {
		all[spec.AnonymousPath(path)] = append(all[spec.AnonymousPath(path)], path)
	}
	return all
}

func pathsOf(t *openapi3.T, byShape map[string][]string, shapes []string) *openapi3.Paths {
	paths := openapi3.NewPathsWithCapacity(len(shapes))
	paths.Origin = t.Paths.Origin
	for _, shape := range shapes {
		for _, path := range byShape[shape] {
			paths.Set(path, t.Paths.Value(path))
		}
	}
	return paths
}
