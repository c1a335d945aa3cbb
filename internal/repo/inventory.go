// Package repo counts what the repository holds: APIs, operations, what is known of their responses, and what of each
// document was inferred. README.md shows its table, and a test keeps the two equal.
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
	// Evidence is what the type of its response is known from.
	Evidence Evidence
	// Fixtures are the cassettes that prove it, below the API's folder of fixtures.
	Fixtures []string
}

// Evidence is what the type of a response is known from: the provenance of a successful exchange, or Raw.
type Evidence = string

// Raw is the evidence of a response that nobody describes: it has no type, and methods return it as it came.
const Raw Evidence = "raw"

// Evidences are all there are, the best first. A response that no better exchange shows is a guess of ours.
var Evidences = append(slices.Clone(contract.Provenances), Raw)

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
	plan, err := generate.Plan(generate.API(root, name))
	if err != nil {
		return API{}, err
	}
	api := API{Name: name, Title: doc.T.Info.Title, Inferred: doc.Count("x-inferred")}
	for _, op := range plan.Operations {
		o := Operation{ID: op.ID, Method: op.Method, Path: op.Path, Go: op.Service.Name + "." + op.Name}
		if op.Source != nil {
			o.Source = fmt.Sprintf("%s:%s", op.Source.Document, op.Source.Lines)
		}
		if err := o.readFixtures(filepath.Join(folder, "fixtures")); err != nil {
			return API{}, err
		}
		if op.Result.Raw {
			o.Evidence = Raw
		}
		api.Operations = append(api.Operations, o)
	}
	slices.SortFunc(api.Operations, func(a, b Operation) int { return strings.Compare(a.ID, b.ID) })
	return api, nil
}

// readFixtures finds the cassettes of the operation below folder, and the best evidence for its response.
func (o *Operation) readFixtures(folder string) error {
	for _, provenance := range contract.Provenances {
		file := filepath.Join(folder, provenance, o.ID)
		if _, err := os.Stat(file + ".yaml"); err != nil {
			continue
		}
		tape, err := cassette.Load(file)
		if err != nil {
			return fmt.Errorf("%s.yaml: %w", file, err)
		}
		if o.Evidence == "" && slices.ContainsFunc(tape.Interactions, func(i *cassette.Interaction) bool { return i.Response.Code/100 == 2 }) {
			o.Evidence = provenance
		}
		o.Fixtures = append(o.Fixtures, path.Join(provenance, o.ID+".yaml"))
	}
	return nil
}

// Table returns the table of README.md.
func Table(apis []API) string {
	var b strings.Builder
	b.WriteString("| Package | API | Operations | Response recorded | documented | guessed | unknown: raw JSON | Guesses marked |\n")
	b.WriteString("|---|---|--:|--:|--:|--:|--:|--:|\n")
	for _, api := range apis {
		fmt.Fprintf(&b, "| [`%s`](specs/%s/README.md) | %s | %d", api.Name, api.Name, api.Title, len(api.Operations))
		counts := map[Evidence]int{}
		for _, op := range api.Operations {
			counts[op.Evidence]++
		}
		for _, evidence := range Evidences {
			fmt.Fprintf(&b, " | %d", counts[evidence])
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
		return "", fmt.Errorf("the text has no place for the table: want a line %s and a line %s", strings.TrimSpace(begin), end)
	}
	return before + begin + table + end + after, nil
}
