package page

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Match finds the operations of a known document that an imported one with made-up paths means. Both documents give the
// lines of their operations as x-source, and the vendor rarely moves an operation. So operations are in the same order, and
// two that have the same permissions and names of parameters are the same where the order allows it. What is left between
// two such pairs belongs together, one by one, if there are equally many on both sides. Lines themselves are not compared,
// as those of another edition of the page are others.
//
// The result has an entry for each imported operation that was found; both are written as in "GET /path".
func Match(imported, known *openapi3.T) (map[string]string, error) {
	a, err := sequence(imported)
	if err != nil {
		return nil, err
	}
	b, err := sequence(known)
	if err != nil {
		return nil, err
	}
	pairs := map[string]string{}
	// The ends are a pair, so that what stands before and behind all others is between two pairs as well.
	alike := append(common(a, b), [2]int{len(a), len(b)})
	i, j := 0, 0
	for _, pair := range alike {
		if pair[0]-i == pair[1]-j {
			for ; i < pair[0]; i, j = i+1, j+1 {
				pairs[a[i].name] = b[j].name
			}
		}
		if i, j = pair[0], pair[1]; i < len(a) {
			pairs[a[i].name] = b[j].name
			i, j = i+1, j+1
		}
	}
	return pairs, nil
}

// placed is an operation in the order of the page.
type placed struct {
	name, signature string
	line            int
}

// sequence returns the operations of a document in the order in which the page has them.
func sequence(document *openapi3.T) ([]placed, error) {
	var all []placed
	for path, item := range document.Paths.Map() {
		for method, o := range item.Operations() {
			p := placed{name: method + " " + path, signature: signature(item, o)}
			source, _ := o.Extensions["x-source"].(map[string]any)
			if p.line = mainLine(fmt.Sprint(source["lines"])); p.line == 0 {
				return nil, fmt.Errorf("%s has no x-source with lines", p.name)
			}
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b placed) int { return cmp.Or(a.line-b.line, strings.Compare(a.name, b.name)) })
	return all, nil
}

// mainLine returns the first line of the last of some ranges, or 0 if there are none. Before its own lines, an operation may
// name others that say something about it: "12-48, 2027-2037".
func mainLine(ranges string) int {
	last := ranges[strings.LastIndex(ranges, ",")+1:]
	first, _, _ := strings.Cut(strings.TrimSpace(last), "-")
	line, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return line
}

// signature writes what an operation is recognised by.
func signature(item *openapi3.PathItem, o *openapi3.Operation) string {
	names := map[string]bool{}
	for _, p := range slices.Concat(item.Parameters, o.Parameters) {
		names[p.Value.Name] = true
	}
	if o.RequestBody != nil {
		for _, media := range o.RequestBody.Value.Content {
			addProperties(names, media.Schema, map[*openapi3.Schema]bool{})
		}
	}
	permissions, _ := o.Extensions["x-permissions"].([]any)
	var sorted []string
	for _, permission := range permissions {
		sorted = append(sorted, fmt.Sprint(permission))
	}
	slices.Sort(sorted)
	return fmt.Sprint(sorted, slices.Sorted(maps.Keys(names)))
}

// addProperties adds the names of a schema's properties. Schemas may be parts of themselves, so it notes which it has seen.
func addProperties(names map[string]bool, schema *openapi3.SchemaRef, seen map[*openapi3.Schema]bool) {
	if schema == nil || schema.Value == nil || seen[schema.Value] {
		return
	}
	seen[schema.Value] = true
	for name := range schema.Value.Properties {
		names[name] = true
	}
	for _, part := range schema.Value.AllOf {
		addProperties(names, part, seen)
	}
}

// common returns the longest series of pairs of operations with the same signature, by their indexes.
func common(a, b []placed) [][2]int {
	// longest[i][j] is the length of the series in a[i:] and b[j:].
	longest := make([][]int, len(a)+1)
	longest[len(a)] = make([]int, len(b)+1)
	for i := len(a) - 1; i >= 0; i-- {
		longest[i] = make([]int, len(b)+1)
		for j := len(b) - 1; j >= 0; j-- {
			longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			if a[i].signature == b[j].signature {
				longest[i][j] = max(longest[i][j], longest[i+1][j+1]+1)
			}
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].signature == b[j].signature && longest[i][j] == longest[i+1][j+1]+1:
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case longest[i][j] == longest[i+1][j]:
			i++
		default:
			j++
		}
	}
	return pairs
}
