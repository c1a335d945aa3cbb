package generate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"

	"github.com/hostclients/hostclients/internal/spec"
)

// pkg is a package in the making; the templates read it.
type pkg struct {
	source Source
	doc    *spec.Document
	config codegen.Configuration

	// t is the copy of the document that oapi-codegen gets: without what clientgen does itself.
	t     *openapi3.T
	plan  map[string]*plan            // by method name: oapi-codegen overwrites the operationIds with those
	taken map[*openapi3.Schema]string // the fields that takeCredential took out of bodies
	sets  map[*openapi3.Schema]requiredSets

	Schemes    []*scheme
	Operations []*operation
	Rules      []namedRule
}

// plan is what prepare finds out about an operation before oapi-codegen names things.
type plan struct {
	id         string // the operationId
	pointer    string
	body       *openapi3.SchemaRef // nil if there is none
	bodyMedia  string
	formFields map[string]string   // Go expressions of how single fields are spelled
	credential bool                // the body carries a credential, which the client adds …
	alone      bool                // … and nothing else
	result     *openapi3.SchemaRef // nil if success has no body
	raw        bool                // success has a body that nobody documents
	resultName string              // the property that holds the result
	nullable   bool                // the document says that the result may be null
	details    map[int]*openapi3.SchemaRef
	ext        *extensions
	security   [][]string
	params     openapi3.Parameters
}

const (
	mediaJSON = "application/json"
	mediaForm = "application/x-www-form-urlencoded"
)

// prepare makes p.t: the same operations and schemas, with parameters, bodies and answers in the places where oapi-codegen
// gives them the names that clientgen wants. Schemas that stand inside an operation become components named after it.
func (p *pkg) prepare() error {
	t, err := p.doc.Parse()
	if err != nil {
		return err
	}
	p.t, p.plan, p.taken, p.sets = t, map[string]*plan{}, map[*openapi3.Schema]string{}, map[*openapi3.Schema]requiredSets{}
	if t.Components == nil {
		t.Components = &openapi3.Components{}
	}
	if t.Components.Schemas == nil {
		t.Components.Schemas = openapi3.Schemas{}
	}
	for i, s := range t.Servers {
		if len(s.Variables) > 0 && s.Extensions["x-go-name"] != nil {
			return p.doc.At(fmt.Sprintf("/servers/%d", i), "a server whose URL has variables is no constant: it has no x-go-name")
		}
	}
	for _, path := range t.Paths.InMatchingOrder() {
		item := t.Paths.Value(path)
		for _, verb := range sorted(item.Operations()) {
			op := item.Operations()[verb]
			pl, err := p.prepareOperation(path, verb, item, op)
			if err != nil {
				return err
			}
			name := goName(op.OperationID)
			if other := p.plan[name]; other != nil {
				return p.doc.At(pl.pointer+"/operationId", "the operations %s and %s both become the method %s", other.id, pl.id, name)
			}
			p.plan[name] = pl
		}
		item.Parameters = nil
	}
	if err := p.takeKnownValues(); err != nil {
		return err
	}
	for _, change := range []func(*openapi3.Schema){
		p.takeRequiredSets, describeReferences, keepRaw, keepEmptyContainers, dropNullConstants,
		keepNull, finishLenient, explainLimits,
	} {
		eachSchema(t, change)
	}
	if err := p.checkRecursion(); err != nil {
		return err
	}
	// What only clientgen needs would otherwise become types that nobody uses, with names that collide.
	t.Components = &openapi3.Components{Schemas: t.Components.Schemas}
	t.Security = nil
	return nil
}

func (p *pkg) prepareOperation(path, verb string, item *openapi3.PathItem, op *openapi3.Operation) (*plan, error) {
	pl := &plan{id: op.OperationID, pointer: spec.Pointer("paths", path, strings.ToLower(verb)), details: map[int]*openapi3.SchemaRef{}}
	var err error
	if pl.ext, err = p.readExtensions(pl.pointer, op); err != nil {
		return nil, err
	}
	for _, param := range item.Parameters {
		if op.Parameters.GetByInAndName(param.Value.In, param.Value.Name) == nil {
			op.Parameters = append(op.Parameters, param)
		}
	}
	for _, param := range op.Parameters {
		param.Ref = ""
		if param.Value.Schema == nil {
			return nil, p.doc.At(pl.pointer, "the parameter %s of %s has no schema", param.Value.Name, op.OperationID)
		}
	}
	pl.params = op.Parameters
	pl.security = requirements(p.doc.T.Security, op.Security)
	op.Security = nil
	if err := p.prepareBody(pl, op); err != nil {
		return nil, err
	}
	return pl, p.prepareAnswers(pl, op)
}

func (p *pkg) prepareBody(pl *plan, op *openapi3.Operation) error {
	if op.RequestBody == nil {
		return nil
	}
	op.RequestBody.Ref = ""
	own := *op.RequestBody.Value
	own.Content = ownContent(own.Content)
	op.RequestBody.Value = &own
	content := own.Content
	if len(content) != 1 {
		return p.doc.At(pl.pointer+"/requestBody", "the request of %s has %d content types: clientgen sends one", op.OperationID, len(content))
	}
	for pl.bodyMedia = range content {
	}
	if pl.bodyMedia != mediaJSON && pl.bodyMedia != mediaForm {
		return p.doc.At(pl.pointer+"/requestBody", "clientgen cannot send %s", pl.bodyMedia)
	}
	media := content[pl.bodyMedia]
	if media.Schema == nil {
		return p.doc.At(pl.pointer+"/requestBody", "the request of %s has a body without a schema", op.OperationID)
	}
	var err error
	if pl.formFields, err = p.readFormFields(pl, media.Schema); err != nil {
		return err
	}
	if err := p.hoist(pl, media.Schema, goName(op.OperationID)+"Request"); err != nil {
		return err
	}
	pl.body = media.Schema
	if field := p.takeCredential(media.Schema); field != "" {
		pl.security, pl.credential = [][]string{{field}}, true
		pl.alone = !isStruct(media.Schema.Value) && media.Schema.Value.AdditionalProperties.Schema == nil
	}
	return nil
}

func (p *pkg) prepareAnswers(pl *plan, op *openapi3.Operation) error {
	success := ""
	for _, status := range sorted(op.Responses.Map()) {
		response := op.Responses.Value(status)
		response.Ref = ""
		own := *response.Value
		own.Content = ownContent(own.Content)
		response.Value = &own
		media := response.Value.Content[mediaJSON]
		if len(response.Value.Content) > 0 && media == nil {
			return p.doc.At(pl.pointer+"/responses/"+status, "clientgen reads answers of type %s only", mediaJSON)
		}
		if strings.HasPrefix(status, "2") {
			if success != "" {
				return p.doc.At(pl.pointer+"/responses/"+status, "%s succeeds in two ways, %s and %s: clientgen returns one type", op.OperationID, success, status)
			}
			success = status
			if err := p.prepareResult(pl, op, media); err != nil {
				return err
			}
			continue
		}
		if media != nil && media.Schema != nil && !isAny(media.Schema) {
			if err := p.hoist(pl, media.Schema, goName(op.OperationID)+"Failure"+goName(status)); err != nil {
				return err
			}
			pl.details[statusKey(status)] = media.Schema
		}
	}
	keepRejections(pl, op)
	if success == "" {
		return p.doc.At(pl.pointer+"/responses", "%s has no success: no answer with a status of 2xx", op.OperationID)
	}
	return nil
}

func (p *pkg) prepareResult(pl *plan, op *openapi3.Operation, media *openapi3.MediaType) error {
	result := pl.ext.Result
	if media == nil {
		if result != "" {
			return p.doc.At(pl.pointer+"/x-result", "x-result names %q, but the answer has no body", result)
		}
		return nil
	}
	if media.Schema == nil || isAny(p.success(pl, media)) {
		pl.raw = true
		return nil
	}
	if result != "" {
		inner := media.Schema.Value.Properties[result]
		if inner == nil {
			return p.doc.At(pl.pointer+"/x-result", "x-result names %q, which is no property of the answer", result)
		}
		media.Schema, pl.resultName = inner, result
	}
	// Types of core/lenient know null by themselves, so that their schemas lose the word later.
	pl.result, pl.nullable = media.Schema, media.Schema.Value.Nullable
	return p.hoist(pl, media.Schema, goName(op.OperationID)+"Result")
}

// success reduces the schema of an answer to that of a success: what the error envelope tells apart are failures.
func (p *pkg) success(pl *plan, media *openapi3.MediaType) *openapi3.SchemaRef {
	if media.Schema.Ref != "" {
		return media.Schema
	}
	alternatives := slices.DeleteFunc(slices.Clone(media.Schema.Value.AnyOf), func(ref *openapi3.SchemaRef) bool {
		return slices.ContainsFunc(pl.ext.Envelopes, func(v envelopeExt) bool { return ref.Ref == "#/components/schemas/"+v.Schema })
	})
	switch {
	case len(alternatives) == 1:
		own := *alternatives[0]
		media.Schema = &own
	case len(alternatives) > 1:
		own := *media.Schema.Value
		own.AnyOf = alternatives
		media.Schema = openapi3.NewSchemaRef("", &own)
	}
	return media.Schema
}

// keepRejections puts the schemas of errors inside a success where oapi-codegen sees that they are used, and makes nothing
// else of them.
func keepRejections(pl *plan, op *openapi3.Operation) {
	content := openapi3.Content{}
	for _, v := range pl.ext.Envelopes {
		if v.Schema != "" {
			content["rejection/"+v.Schema] = &openapi3.MediaType{Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/" + v.Schema}}
		}
	}
	if len(content) > 0 {
		if own := op.Responses.Value("2XX"); own != nil {
			maps.Copy(content, own.Value.Content)
		}
		op.Responses.Set("2XX", &openapi3.ResponseRef{Value: openapi3.NewResponse().WithDescription("").WithContent(content)})
	}
}

// hoist makes a schema that stands inside something else a component, so that its Go type has a name that reads well. The
// items of lists are treated likewise.
func (p *pkg) hoist(pl *plan, ref *openapi3.SchemaRef, name string) error {
	if ref.Ref != "" || ref.Value == nil {
		return nil
	}
	if _, typed := ref.Value.Extensions["x-go-type"]; typed {
		return nil
	}
	if ref.Value.Type.Is("array") && ref.Value.Items != nil {
		return p.hoist(pl, ref.Value.Items, strings.TrimSuffix(name, "Result")+"Item")
	}
	if !isStruct(ref.Value) {
		if values := ref.Value.AdditionalProperties.Schema; values != nil {
			return p.hoist(pl, values, strings.TrimSuffix(name, "Result")+"Value")
		}
		return nil
	}
	if p.t.Components.Schemas[name] != nil {
		return p.doc.At(pl.pointer, "%s needs the type name %s, which a schema of the document has", pl.id, name)
	}
	p.t.Components.Schemas[name] = &openapi3.SchemaRef{Value: ref.Value}
	ref.Ref = "#/components/schemas/" + name
	return nil
}

// isContainer reports whether a schema becomes a slice or a map.
func isContainer(s *openapi3.Schema) bool {
	return s.Type.Is("array") || s.Type.Is("object") && !isStruct(s)
}

// isStruct reports whether a schema becomes a Go type that needs a name.
func isStruct(s *openapi3.Schema) bool {
	return len(s.Properties) > 0 || len(s.AllOf) > 0 || len(s.AnyOf) > 0 || len(s.OneOf) > 0
}

// isAny reports whether a schema says nothing about the value.
func isAny(ref *openapi3.SchemaRef) bool {
	s := ref.Value
	_, typed := s.Extensions["x-go-type"]
	return ref.Ref == "" && !typed && s.Type == nil && !isStruct(s) && len(s.Enum) == 0 && s.Items == nil
}

func statusKey(status string) int {
	var code int
	if _, err := fmt.Sscanf(status, "%d", &code); err == nil && len(status) == 3 && !strings.HasSuffix(strings.ToUpper(status), "XX") {
		return code
	}
	if strings.HasSuffix(strings.ToUpper(status), "XX") {
		return int(status[0] - '0')
	}
	return 0
}

// requirements returns the alternatives that authenticate an operation.
func requirements(global openapi3.SecurityRequirements, own *openapi3.SecurityRequirements) [][]string {
	chosen := global
	if own != nil {
		chosen = *own
	}
	var alternatives [][]string
	for _, requirement := range chosen {
		alternatives = append(alternatives, slices.Sorted(maps.Keys(requirement)))
	}
	return alternatives
}

// models returns the types, as oapi-codegen writes them.
func (p *pkg) models() ([]byte, error) {
	code, err := p.oapiCodegen(codegen.GenerateOptions{Models: true})
	if err != nil {
		return nil, err
	}
	return cutModels(code)
}

// requests returns the functions that build requests, as oapi-codegen writes them.
func (p *pkg) requests() ([]byte, error) {
	code, err := p.oapiCodegen(codegen.GenerateOptions{Client: true})
	if err != nil {
		return nil, err
	}
	keep := map[string]string{}
	for method, pl := range p.plan {
		name := method + "Request"
		if pl.body != nil {
			name += "WithBody"
		}
		keep["New"+name] = "new" + name
	}
	return keepFunctions(code, keep)
}

func (p *pkg) oapiCodegen(what codegen.GenerateOptions) ([]byte, error) {
	config := p.config
	config.Generate = what
	code, err := codegen.Generate(p.t, config)
	if err != nil {
		return nil, &spec.Error{File: p.doc.File(), Msg: "oapi-codegen: " + err.Error()}
	}
	return []byte(code), nil
}

// ownContent copies what several operations may share, so that each can be prepared by itself.
func ownContent(c openapi3.Content) openapi3.Content {
	out := openapi3.Content{}
	for name, media := range c {
		m := *media
		if m.Schema != nil {
			ref := *m.Schema
			m.Schema = &ref
		}
		out[name] = &m
	}
	return out
}
