// Package model reads an API's document with its overlay into the parts that a server needs: routes, parameters, bodies, and
// the extensions of this project.
package model

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/core/runtime"
	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/overlays"
	"github.com/hostclients/hostclients/specs"
)

// Names are the APIs of this repository: the folders of specs.
var Names = func() []string {
	documents, err := fs.Glob(specs.FS, "*/openapi.yaml")
	if err != nil {
		panic(err) // the pattern is valid
	}
	for i, file := range documents {
		documents[i] = strings.TrimSuffix(file, "/openapi.yaml")
	}
	return documents
}()

// API is a document with its overlay applied. It is read-only.
type API struct {
	// Name is the folder of the document, such as "hostbill".
	Name string
	// Bases are the paths of the document's servers, such as "/api", longest first. Base is the path of the first server.
	Base  string
	Bases []string
	Doc   *openapi3.T
	// Operations are sorted by path and method.
	Operations []*Operation
	// Resources is the x-resource of the document.
	Resources Resources
	// Rotating is the header that belongs to the session cookie; nil if the API has none.
	Rotating *Rotating

	byID   map[string]*Operation
	routes routes
}

// Operation is an operation of a document.
type Operation struct {
	API *API
	// ID is the operationId.
	ID, Method, Path string
	Spec             *openapi3.Operation
	Params           []*openapi3.Parameter
	// Security lists the alternatives that authenticate the operation; nil means that it needs no credentials.
	Security    [][]string
	Permissions []string
	// Never is true if the overlay forbids a retry, because the operation spends money, destroys something, or works only once.
	Never     bool
	Result    string
	Pages     *Pages
	Envelopes []spec.Envelope
	Form      runtime.Form
	// Resource is the x-resource of the operation; nil if it uses no records.
	Resource *Resource
	// Fixtures returns the fixtures of the operation, recorded ones first. Success returns the successful response that the document
	// declares. Both are computed once.
	Fixtures func() ([]*Fixture, error)
	Success  func() Success
}

// Pages is x-pagination.
type Pages struct {
	Items  string `json:"items"`
	Cursor string `json:"cursor"`
	Next   string `json:"next"`
	Page   string `json:"page"`
	First  int    `json:"first"`
	Last   string `json:"last"`
}

var loaded sync.Map // name of an API to func() (*API, error)

// Load returns an API by its name. Each document is read once per process.
func Load(name string) (*API, error) {
	once, _ := loaded.LoadOrStore(name, sync.OnceValues(func() (*API, error) { return read(name) }))
	return once.(func() (*API, error))()
}

func read(name string) (*API, error) {
	if !slices.Contains(Names, name) {
		return nil, fmt.Errorf("unknown API %q: want one of %s", name, strings.Join(Names, ", "))
	}
	doc, err := spec.Open(
		spec.Source{Name: "specs/" + name + "/openapi.yaml", FS: specs.FS, Path: name + "/openapi.yaml"},
		spec.Source{Name: "overlays/" + name + ".yaml", FS: leanFS{overlays.FS}, Path: name + ".yaml"},
	)
	if err != nil {
		return nil, err
	}
	return build(name, doc)
}

func build(name string, doc *spec.Document) (api *API, err error) {
	api = &API{Name: name, Doc: doc.T, byID: map[string]*Operation{}}
	for _, server := range doc.T.Servers {
		api.Bases = append(api.Bases, spec.ServerPath(server))
	}
	if len(api.Bases) == 0 {
		api.Bases = []string{""}
	}
	api.Base = api.Bases[0]
	slices.SortFunc(api.Bases, func(a, b string) int { return len(b) - len(a) })
	if err := decode(doc.T.Extensions, "x-resource", &api.Resources); err != nil {
		return nil, doc.At("/x-resource", "x-resource: %v", err)
	}
	if err := api.Resources.check(); err != nil {
		return nil, doc.At("/x-resource", "x-resource: %v", err)
	}
	for _, o := range spec.Operations(doc.T) {
		op, err := api.operation(o)
		if err != nil {
			return nil, doc.At(o.Pointer, "%s: %v", o.Op.OperationID, err)
		}
		api.Operations = append(api.Operations, op)
		api.byID[op.ID] = op
	}
	api.routes = routesOf(doc.T, api.Operations)
	if api.Rotating, err = rotatingOf(doc.T); err != nil {
		return nil, doc.At("/components/securitySchemes", "x-session: %v", err)
	}
	return api, nil
}

func (api *API) operation(o *spec.Operation) (*Operation, error) {
	op := &Operation{
		API: api, ID: o.Op.OperationID, Method: o.Method, Path: o.Path, Spec: o.Op,
		Security: spec.Security(api.Doc, o.Op),
	}
	for _, ref := range spec.Parameters(o.Item, o.Op) {
		op.Params = append(op.Params, ref.Value)
	}
	var retry string
	for keyword, into := range map[string]any{
		"x-retry": &retry, "x-result": &op.Result, "x-permissions": &op.Permissions, "x-pagination": &op.Pages,
		"x-resource": &op.Resource,
	} {
		if err := decode(o.Op.Extensions, keyword, into); err != nil {
			return nil, fmt.Errorf("%s: %w", keyword, err)
		}
	}
	for keyword, into := range map[string]any{"x-form": &op.Form, "x-error-envelope": &op.Envelopes} {
		// These apply to the whole document, unless the operation has its own.
		extensions := o.Op.Extensions
		if extensions[keyword] == nil {
			extensions = api.Doc.Extensions
		}
		if err := decode(extensions, keyword, into); err != nil {
			return nil, fmt.Errorf("%s: %w", keyword, err)
		}
	}
	if op.Form.True == "" {
		op.Form = runtime.Form{True: "1", False: "0"}
	}
	op.Never = retry == "never"
	op.Fixtures, op.Success = sync.OnceValues(op.readFixtures), sync.OnceValue(op.readSuccess)
	if op.Resource != nil {
		if err := op.Resource.check(api.Resources, false); err != nil {
			return nil, fmt.Errorf("x-resource: %w", err)
		}
	}
	return op, nil
}

// Operation returns the operation with this operationId, or nil.
func (api *API) Operation(id string) *Operation { return api.byID[id] }

// BodySchema returns the schema of the request body for the media type sent, and that media type. If sent is empty, it uses the
// only media type of the operation. All is nil if the operation has no body; schema is nil if
// the body does not have that media type.
func (op *Operation) BodySchema(sent string) (all openapi3.Content, media string, schema *openapi3.Schema) {
	if op.Spec.RequestBody == nil {
		return nil, "", nil
	}
	all = op.Spec.RequestBody.Value.Content
	for name, content := range all {
		if name == sent || sent == "" && len(all) == 1 {
			return all, name, spec.SchemaOf(content.Schema)
		}
	}
	return all, "", nil
}
