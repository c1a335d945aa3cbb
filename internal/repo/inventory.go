// Package repo counts what the repository holds: APIs, operations, fixtures by provenance, and what of each document
// was inferred. README.md shows its table, and a test keeps the two equal.
package repo

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/hostclients/hostclients/contract"
	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/spec"
)

// API is what there is of one API.
type API struct {
	Name       string
	Title      string
	Operations []Operation
	// Exchanges counts the recorded requests with their answers, by provenance.
	Exchanges map[string]int
	// Inferred counts the elements of the document that are marked as inferred.
	Inferred int
}

// Operation is one operation, from its source to its proof.
type Operation struct {
	ID, Method, Path string
	// Go is the name of the generated method.
	Go string
	// Source is where the operation is documented: document and lines.
	Source string
	// Fixtures are the cassettes that prove it, below the API's folder of fixtures.
	Fixtures []string
}

// Read takes the inventory of the repository at root.
func Read(root string) ([]API, error) {
	names, err := generate.Names(root)
	if err != nil {
		return nil, err
	}
	var all []API
	for _, name := range names {
		api, err := read(root, name)
		if err != nil {
			return nil, err
		}
		all = append(all, api)
	}
	return all, nil
}

func read(root, name string) (API, error) {
	folder := filepath.Join(root, "specs", name)
	doc, err := spec.Load(filepath.Join(folder, "openapi.yaml"), filepath.Join(root, "overlays", name+".yaml"))
	if err != nil {
		return API{}, err
	}
	methodName, err := generate.MethodNames(generate.API(root, name))
	if err != nil {
		return API{}, err
	}
	api := API{Name: name, Title: doc.T.Info.Title, Exchanges: map[string]int{}, Inferred: doc.Count("x-inferred")}
	for _, template := range doc.T.Paths.InMatchingOrder() {
		for method, op := range doc.T.Paths.Value(template).Operations() {
			o := Operation{ID: op.OperationID, Method: method, Path: template, Go: methodName(op.OperationID)}
			if source, ok := op.Extensions["x-source"].(map[string]any); ok {
				o.Source = fmt.Sprintf("%v:%v", source["document"], source["lines"])
			}
			for _, provenance := range contract.Provenances {
				file := filepath.Join(folder, "fixtures", provenance, op.OperationID)
				if _, err := os.Stat(file + ".yaml"); err != nil {
					continue
				}
				tape, err := cassette.Load(file)
				if err != nil {
					return API{}, fmt.Errorf("%s.yaml: %w", file, err)
				}
				api.Exchanges[provenance] += len(tape.Interactions)
				o.Fixtures = append(o.Fixtures, path.Join(provenance, op.OperationID+".yaml"))
			}
			api.Operations = append(api.Operations, o)
		}
	}
	slices.SortFunc(api.Operations, func(a, b Operation) int { return strings.Compare(a.ID, b.ID) })
	return api, nil
}

// Table returns the table of README.md.
func Table(apis []API) string {
	var b strings.Builder
	b.WriteString("| package | API | operations | exchanges: recorded | documented | synthetic | inferred elements |\n")
	b.WriteString("|---|---|--:|--:|--:|--:|--:|\n")
	for _, api := range apis {
		fmt.Fprintf(&b, "| [`%s`](specs/%s/README.md) | %s | %d", api.Name, api.Name, api.Title, len(api.Operations))
		for _, provenance := range contract.Provenances {
			fmt.Fprintf(&b, " | %d", api.Exchanges[provenance])
		}
		fmt.Fprintf(&b, " | %d |\n", api.Inferred)
	}
	return b.String()
}

// Listing returns one line for each operation: API, operation, method, request, source, fixtures.
func Listing(apis []API) string {
	var b strings.Builder
	for _, api := range apis {
		for _, op := range api.Operations {
			fmt.Fprintf(&b, "%s\t%s\t%s\t%s %s\t%s\t%s\n", api.Name, op.ID, op.Go, op.Method, op.Path, op.Source, strings.Join(op.Fixtures, " "))
		}
	}
	return b.String()
}

const begin, end = "<!-- inventory: printed by go run ./cmd/inventory -->\n", "<!-- /inventory -->"

// Replace returns the text of README.md with table between its two marks.
func Replace(readme, table string) (string, error) {
	before, rest, ok := strings.Cut(readme, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return "", fmt.Errorf("the text has no place for the table: %s … %s", strings.TrimSpace(begin), end)
	}
	return before + begin + table + end + after, nil
}
