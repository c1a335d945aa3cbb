// Package repo takes an inventory of the repository: its APIs and operations, how well their responses are known, and what was
// inferred in each document. README.md contains its table, and a test keeps the two in step.
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

// API is the inventory of one API.
type API struct {
	Name       string
	Title      string
	Operations []Operation
	// Inferred counts the elements of the document that are marked as inferred.
	Inferred int
}

// Operation is the inventory of one operation.
type Operation struct {
	ID, Method, Path string
	// Service and Go are the field of the client and the method, such as Invoices and Get.
	Service, Go string
	// Summary is the first sentence of the method's comment.
	Summary string
	// Confidence is how well the operation's response is known. Raw is true if the method returns the response as received.
	Confidence Confidence
	Raw        bool
	// Source is where the operation is documented: document and lines.
	Source string
	// Fixtures are the files with the operation's exchanges, as paths below the API's fixtures folder.
	Fixtures []string
}

// Read returns the inventory of the repository at root.
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

// Table returns the table for README.md: how well the responses of each API are known. A raw response counts as unknown, even if an
// exchange was recorded.
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

// MethodListing returns one line for each method, in the form in which Go programs call it, with its request and its summary.
func MethodListing(apis []API) string {
	return listing(apis, func(op Operation) []string { return []string{op.method(), op.request(), op.ID, op.Summary} })
}

func (op Operation) method() string  { return op.Service + "." + op.Go }
func (op Operation) request() string { return op.Method + " " + op.Path }

// listing returns a line for each operation, with its API and the cells.
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

// Replace returns the text of README.md with table between the two marks of the inventory.
func Replace(readme, table string) (string, error) {
	before, rest, ok := strings.Cut(readme, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return "", fmt.Errorf("want a line %s and a line %s around the table", strings.TrimSpace(begin), end)
	}
	return before + begin + table + end + after, nil
}
