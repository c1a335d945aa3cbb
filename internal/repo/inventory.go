// Package repo counts the APIs and operations of the repository, what is known about their responses, and what was inferred in
// each document. README.md shows its table, and a test keeps the two equal.
package repo

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/contract"
	"github.com/hostclients/hostclients/internal/generate"
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
	// Service and Go are the field of the client and the method: Invoices and Get.
	Service, Go string
	// Summary is the first sentence of the method's comment.
	Summary string
	// Confidence says how much is known of its response. Raw is true if the method returns it as received.
	Confidence Confidence
	Raw        bool
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
	source := generate.API(root, name)
	doc, err := source.Load()
	if err != nil {
		return API{}, err
	}
	p, err := generate.Plan(source)
	if err != nil {
		return API{}, err
	}
	api := API{Name: name, Title: p.Title, Inferred: doc.Count("x-inferred")}
	for _, op := range p.Operations {
		o := Operation{ID: op.ID, Method: op.Method, Path: op.Path, Service: op.Service.Name, Go: op.Name, Summary: op.Summary, Raw: op.Result.Raw}
		if op.Source != nil {
			o.Source = op.Source.Document + ":" + op.Source.Lines
		}
		fixtures, err := contract.Fixtures(filepath.Join(root, "specs", name, "fixtures"), op.ID)
		if err != nil {
			return API{}, err
		}
		succeeds := map[string]bool{}
		for _, f := range fixtures {
			file := path.Join(f.Provenance, op.ID+".yaml")
			if !slices.Contains(o.Fixtures, file) {
				o.Fixtures = append(o.Fixtures, file)
			}
			succeeds[f.Provenance] = succeeds[f.Provenance] || f.Interaction.Response.Code/100 == 2
		}
		o.Confidence = confidence(op, succeeds)
		api.Operations = append(api.Operations, o)
	}
	return api, nil
}

// Table returns the table of README.md: what is known about the responses of each API. A raw response is unknown, even if there
// is an exchange.
func Table(apis []API) string {
	var b strings.Builder
	b.WriteString("| Package | API | Operations | Response recorded | documented | guessed | unknown: raw JSON | Guesses marked |\n")
	b.WriteString("|---|---|--:|--:|--:|--:|--:|--:|\n")
	for _, api := range apis {
		var recorded, documented, guessed, raw int
		for _, op := range api.Operations {
			switch {
			case op.Raw:
				raw++
			case op.Confidence == Proven:
				recorded++
			case op.Confidence == Documented:
				documented++
			default:
				guessed++
			}
		}
		fmt.Fprintf(&b, "| [`%s`](specs/%s/README.md) | %s | %d | %d | %d | %d | %d | %d |\n",
			api.Name, api.Name, api.Title, len(api.Operations), recorded, documented, guessed, raw, api.Inferred)
	}
	return b.String()
}

// Listing returns one line for each operation: API, operation, method, request, source, fixtures.
func Listing(apis []API) string {
	return listing(apis, func(op Operation) []string {
		return []string{op.ID, op.method(), op.request(), op.Source, strings.Join(op.Fixtures, " ")}
	})
}

// MethodListing returns one line for each method, as a Go program calls it, with its request and its summary: for reading
// all names at once.
func MethodListing(apis []API) string {
	return listing(apis, func(op Operation) []string { return []string{op.method(), op.request(), op.ID, op.Summary} })
}

func (op Operation) method() string  { return op.Service + "." + op.Go }
func (op Operation) request() string { return op.Method + " " + op.Path }

// listing returns a line for each operation: its API and the cells.
func listing(apis []API, cells func(Operation) []string) string {
	var b strings.Builder
	for _, api := range apis {
		for _, op := range api.Operations {
			b.WriteString(api.Name + "\t" + strings.Join(cells(op), "\t") + "\n")
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
