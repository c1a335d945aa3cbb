package plan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// builder builds a plan.
type builder struct {
	doc     *spec.Document
	config  Config
	plan    *Package
	names   *namespace // of the package level
	client  *namespace // of the client's fields and methods
	catalog *catalog
	drafts  []*draft
	made    *generated
	leftOut *leftOut
	rebuild bool // leftOut has a new entry, so the plan must be built again from the start
	notes   []error

	byName   map[string]*Type
	bySchema map[*openapi3.Schema]*Type
	rules    map[string]*Rule
	logins   map[*Option]*tokenExchange
	usual    string // the credentials that most operations need, in words
	// segmentsAfter maps each path prefix to the fixed segments that follow it.
	segmentsAfter map[string][]string
	*unwrapped
}

// draft is an operation whose Go types are not known yet.
type draft struct {
	*Operation
	doc        *spec.Operation
	words      string // the operationId as a Go name; the names of its types begin with it
	paging     *pagination
	params     map[*Parameter]*openapi3.Parameter
	paramsType string              // the Go name of the type that holds the parameters
	body       *openapi3.SchemaRef // a copy in the catalog; nil if no body is sent
	result     *openapi3.SchemaRef // a copy in the catalog; nil if the result has no schema
	failures   map[int]*openapi3.SchemaRef
	wanted     openapi3.Schemas // the schemas whose Go types the operation needs, by name
}

// Build builds the plan of a package from a document.
func Build(doc *spec.Document, config Config) (*Package, error) {
	u := unwrap(doc.T)
	defer u.restore()
	left := &leftOut{operations: map[string]error{}, raw: map[string]error{}, names: map[string]bool{}}
	for {
		if made, err := build(doc, config, left, u); !errors.Is(err, errRebuild) {
			return made, err
		}
	}
}

func build(doc *spec.Document, config Config, left *leftOut, u *unwrapped) (*Package, error) {
	b := &builder{
		doc: doc, config: config, unwrapped: u, leftOut: left, byName: map[string]*Type{}, rules: map[string]*Rule{}, logins: map[*Option]*tokenExchange{},
		names: &namespace{of: "the package"}, client: &namespace{of: "the client"},
		plan: &Package{Name: config.Package, Title: cmp.Or(spec.OneLine(doc.T.Info.Title), "this API"), Version: spec.OneLine(doc.T.Info.Version), Description: strings.TrimSpace(doc.T.Info.Description)},
	}
	b.catalog, b.segmentsAfter = newCatalog(b), segmentsAfter(doc.T)
	for _, step := range []func() error{
		b.reserve, b.servers, b.options, b.services, b.draftOperations, b.defaults, b.catalog.finish, b.generate, b.types,
		b.finishOperations, b.logIn, b.tokenOptions, b.comments,
	} {
		if err := step(); err != nil {
			return nil, err
		}
		if b.rebuild {
			return nil, errRebuild
		}
	}
	if err := b.reportNotes(); err != nil {
		return nil, err
	}
	slices.SortFunc(b.plan.Operations, func(a, b *Operation) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(b.plan.Rules, func(a, b *Rule) int { return strings.Compare(a.Name, b.Name) })
	return b.plan, nil
}

// reserve reserves the names that are declared in every generated package and on every client.
func (b *builder) reserve() error {
	for _, name := range []string{"Client", "New"} {
		if err := b.names.take(name, "the generated "+name, Origin{}); err != nil {
			return err
		}
	}
	for _, name := range []string{"BaseURL", "Call", "Format", "String"} {
		if err := b.client.take(name, "the method "+name, Origin{}); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) servers() error {
	for i, s := range b.doc.T.Servers {
		pointer := fmt.Sprintf("/servers/%d", i)
		name, err := b.nameIn(s.Extensions, "x-go-name", pointer, "")
		switch {
		case err != nil:
			return err
		case name == "":
			continue
		case len(s.Variables) > 0:
			return b.doc.At(pointer, "x-go-name: a server whose URL has variables cannot be a constant")
		}
		made := Server{Origin: b.origin(pointer), Const: name + "URL", URL: s.URL, Description: strings.TrimSpace(s.Description)}
		if err := b.names.take(made.Const, "the server "+s.URL, made.Origin); err != nil {
			return err
		}
		b.plan.Servers = append(b.plan.Servers, made)
	}
	return nil
}

// defaults reads the settings for requests that are not operations of the document.
func (b *builder) defaults() error {
	r := &reader{doc: b.doc, words: b.doc.T.Extensions}
	r.protocol(&b.plan.Default)
	b.plan.Default.Security = b.security(nil)
	b.envelopeRoots(b.plan.Default.Envelopes)
	return r.err
}

// envelopeRoots adds the schemas that error envelopes name to the catalog.
func (b *builder) envelopeRoots(envelopes []Envelope) {
	for i := range envelopes {
		if known := b.catalog.named(components + envelopes[i].Schema); known != nil {
			envelopes[i].GoType = known.name
			b.catalog.roots = append(b.catalog.roots, root{ref: &openapi3.SchemaRef{Ref: components + known.name, Value: known.schema}})
		}
	}
}

func (b *builder) generate() (err error) {
	if b.made, err = b.catalog.generate(); err != nil {
		return err
	}
	b.plan.Boilerplate = strings.TrimSpace(b.made.boilerplate)
	// An alternative is decoded like a response: null does not become zero.
	b.plan.Boilerplate = strings.ReplaceAll(b.plan.Boilerplate, "json.Unmarshal(t.union, &body)", "hostclients.Decode(t.union, &body)")
	b.plan.Imports = append(b.config.imports(), b.catalog.imports...)
	return nil
}
