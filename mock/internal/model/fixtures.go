package model

import (
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/contract"
	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/specs"
)

// Fixture is an exchange in a fixture file, a cassette.
type Fixture struct {
	// Name is its provenance and number, such as "recorded/0". Provenance is the folder of the cassette.
	Name, Provenance string
	// Path, Query and Body are from the request.
	Path  map[string]string
	Query url.Values
	Body  any
	// Status, Header and Text are from the response; Tree is its body as JSON, or nil.
	Status int
	Header http.Header
	Text   []byte
	Tree   any
	// Failed is true if the status is an error, or the body of a success reports one.
	Failed bool
}

func (op *Operation) readFixtures() ([]*Fixture, error) {
	name := op.API.Name + "/fixtures"
	folder, err := fs.Sub(specs.FS, name)
	if err != nil {
		return nil, err
	}
	recorded, err := contract.FixturesFS(folder, name, op.ID)
	if err != nil {
		return nil, err
	}
	var all []*Fixture
	for _, r := range recorded {
		i := r.Interaction
		f := &Fixture{
			Name: fmt.Sprintf("%s/%d", r.Provenance, i.ID), Provenance: r.Provenance,
			Status: i.Response.Code, Header: i.Response.Headers, Text: []byte(i.Response.Body),
		}
		target, err := url.Parse(i.Request.URL)
		if err != nil {
			return nil, fmt.Errorf("%s, interaction %d: %w", r.File, i.ID, err)
		}
		f.Query = target.Query()
		_, f.Path, _ = spec.MatchPath(op.Path, target.EscapedPath())
		f.Body = op.fixtureBody(i.Request.Headers.Get("Content-Type"), i.Request.Body)
		if tree, err := spec.ParseJSON(f.Text); err == nil {
			f.Tree = tree
		}
		f.Failed = f.Status < 200 || f.Status > 299 || op.Rejected(f.Tree)
		all = append(all, f)
	}
	return all, nil
}

// fixtureBody returns a recorded body as a tree, or nil if it is missing or cannot be read.
func (op *Operation) fixtureBody(contentType, text string) any {
	media, _, _ := mime.ParseMediaType(contentType)
	_, media, schema := op.BodySchema(media)
	if schema == nil || text == "" {
		return nil
	}
	tree, err := op.ReadBody(media, schema, text)
	if err != nil {
		return nil
	}
	return tree
}

// ReadBody reads the body of a request, a form or JSON, as a tree.
func (op *Operation) ReadBody(media string, schema *openapi3.Schema, text string) (any, error) {
	if spec.IsForm(media) {
		return contract.ReadForm(text, schema, op.Form)
	}
	return spec.ParseJSON([]byte(text))
}

// Rejected reports whether the body of a successful response is an error, as declared by x-error-envelope.
func (op *Operation) Rejected(tree any) bool {
	return slices.ContainsFunc(op.Envelopes, func(v spec.Envelope) bool {
		_, isError := v.Finds(tree)
		return isError
	})
}

// IsRejection reports whether an alternative in the schema of a success is an error.
func (op *Operation) IsRejection(part *openapi3.SchemaRef) bool {
	return slices.ContainsFunc(op.Envelopes, func(v spec.Envelope) bool { return v.Describes(part) })
}

// Known returns the source of a successful response of the operation: "recorded" from a real server, "documented" by the vendor, or
// "" if there is neither.
func (op *Operation) Known() (string, error) {
	fixtures, err := op.Fixtures()
	if err != nil {
		return "", err
	}
	for _, f := range fixtures {
		if !f.Failed && f.Provenance != "synthetic" {
			return f.Provenance, nil
		}
	}
	return "", nil
}
