package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// draftOperations determines what each operation sends and receives, and adds the schemas to the catalog.
func (b *builder) draftOperations() error {
	for _, d := range b.drafts {
		r := &reader{doc: b.doc, pointer: d.Pointer, words: d.doc.Op.Extensions, global: b.doc.T.Extensions}
		d.paging = r.operation(d.Operation)
		err := r.err
		d.Security = b.security(d.doc.Op)
		for _, step := range []func(*draft) error{b.draftParameters, b.draftBody, b.draftResponses} {
			if err == nil {
				err = step(d)
			}
		}
		b.envelopeRoots(d.Envelopes)
		if err == nil {
			err = b.catalog.err
		}
		b.catalog.err = nil
		if err := b.unfit(d, err); err != nil {
			return err
		}
	}
	return nil
}

// role returns the place of a schema with a role in the operation. Is describes the role, such as "the body".
func (d *draft) role(part, pointer, is string) place {
	return place{parent: d.words, part: part, pointer: pointer, is: func() string { return is + " of [" + d.Service.Type + "." + d.Name + "]" }}
}

func (b *builder) draftBody(d *draft) error {
	if d.doc.Op.RequestBody == nil {
		return nil
	}
	pointer := d.Pointer + "/requestBody"
	request := d.doc.Op.RequestBody.Value
	media := spec.BodyMedia(request.Content)
	content := request.Content[media]
	switch {
	case content == nil:
		d.Body = &Body{Origin: b.origin(pointer), Optional: !request.Required}
		d.Body.Media, d.Body.GoType = opaqueBody(request.Content)
		return nil
	case b.config.Foreign && content.Schema == nil:
		content = &openapi3.MediaType{Schema: &openapi3.SchemaRef{Value: openapi3.NewSchema()}, Encoding: content.Encoding}
	case content.Schema == nil:
		return b.doc.At(pointer, "the body of %s has no schema", d.ID)
	}
	sent := media
	if strings.Contains(media, "*") {
		sent = mediaJSON
	}
	d.Body = &Body{Origin: b.origin(pointer), Media: sent, Optional: !request.Required}
	if spec.IsMultipart(media) {
		content = withFiles(content)
		d.Body.Parts = partMedia(content)
	}
	var err error
	if d.Body.Fields, err = b.formFields(d, content.Schema); err != nil {
		return err
	}
	at := d.role("Request", pointer+spec.Pointer("content", media, "schema"), "the body")
	d.body = b.want(d, "body", content.Schema, at, true)
	if field := b.catalog.taken[d.body.Value]; field != "" {
		// The body is never empty, because the client adds the credential.
		d.Security, d.Body.Credential, d.Body.Optional = [][]string{{field}}, true, false
		if err := b.credentialOption(field, d.Body.Origin); err != nil {
			return err
		}
		if len(d.body.Value.Properties) == 0 && !isStruct(d.body.Value) {
			b.catalog.drop(d.body)
			delete(d.wanted, "body")
		}
	}
	return nil
}

func (b *builder) draftResponses(d *draft) error {
	d.Server = b.server(d)
	responses := d.doc.Op.Responses.Map()
	for _, status := range sorted(responses) {
		content := responses[status].Value.Content
		chosen := spec.JSONMedia(content)
		media := content[chosen]
		if strings.HasPrefix(status, "2") || media == nil || media.Schema == nil || media.Schema.Ref == "" && isAny(media.Schema.Value) {
			continue
		}
		pointer := d.Pointer + spec.Pointer("responses", status) + spec.Pointer("content", chosen, "schema")
		at := d.role("Failure"+goName(status), pointer, "the body of a failure")
		d.failures[statusKey(status)] = b.want(d, "failure "+strconv.Itoa(statusKey(status)), media.Schema, at, false)
	}
	return b.draftSuccesses(d)
}

// want adds a schema to the catalog and returns its copy. Name identifies the schema within the operation. Sent is true if the
// schema is part of the request.
func (b *builder) want(d *draft, name string, schema *openapi3.SchemaRef, at place, sent bool) *openapi3.SchemaRef {
	copied := b.catalog.ref(schema, at)
	d.wanted[name] = copied
	b.catalog.roots = append(b.catalog.roots, root{copied, sent})
	return copied
}

func (b *builder) draftResult(d *draft, media *openapi3.MediaType, pointer string) error {
	property := d.Result.Property
	if media.Schema == nil {
		d.Result.Raw, d.Result.Property = true, ""
		return nil
	}
	result := d.success(media.Schema)
	if d.Result.Bytes || result.Ref == "" && isAny(result.Value) {
		d.Result.Raw, d.Result.Property = true, ""
		return nil
	}
	if property != "" {
		inner := result.Value.Properties[property]
		if inner == nil {
			return b.doc.At(d.Pointer+"/x-result", "x-result names %q, which is not a property of the response", property)
		}
		result, pointer = inner, pointer+spec.Pointer("properties", property)
	}
	d.Result.Nullable = result.Value.Nullable
	d.Result.Required = demanded(result.Value)
	d.result = b.want(d, "result", result, d.role("Result", pointer, "the result"), false)
	return nil
}

// demanded returns the properties that a schema requires in a response.
func demanded(s *openapi3.Schema) (names []string) {
	for _, name := range s.Required {
		if p := s.Properties[name]; p == nil || p.Value == nil || !p.Value.WriteOnly {
			names = append(names, name)
		}
	}
	return names
}

// success removes the alternatives of a response's schema that the error envelope recognizes as errors.
func (d *draft) success(schema *openapi3.SchemaRef) *openapi3.SchemaRef {
	if schema.Ref != "" {
		return schema
	}
	alternatives := slices.DeleteFunc(slices.Clone(schema.Value.AnyOf), func(ref *openapi3.SchemaRef) bool {
		return slices.ContainsFunc(d.Envelopes, func(v Envelope) bool { return v.Describes(ref) })
	})
	switch len(alternatives) {
	case 0:
		return schema
	case 1:
		if !schema.Value.Nullable {
			return alternatives[0]
		}
		return openapi3.NewSchemaRef("", &openapi3.Schema{Nullable: true, AllOf: alternatives})
	}
	own := *schema.Value
	own.AnyOf = alternatives
	return openapi3.NewSchemaRef("", &own)
}

// statusKey returns a status as the runtime represents it: 0 is the default, and 2 to 5 are ranges such as 4XX.
func statusKey(status string) int {
	if code, err := strconv.Atoi(status); err == nil {
		return code
	}
	if strings.HasSuffix(strings.ToUpper(status), "XX") {
		return int(status[0] - '0')
	}
	return 0
}

// finishOperations sets the Go types and the rules of the operations.
func (b *builder) finishOperations() error {
	for _, d := range b.drafts {
		types := b.made.expressions[d.ID]
		for _, param := range d.Args {
			param.GoType = types["argument "+param.Wire].goType
			param.Rule = b.argumentRule(d, param)
		}
		if err := b.finishParameters(d); err != nil {
			return err
		}
		if d.Body != nil && d.Body.GoType == "" {
			d.Body.GoType, d.Body.Type = types["body"].goType, b.bySchema[types["body"].schema]
			d.Body.Rule = b.rule(d.body, d.Body.IsForm(), false, nil)
			d.Body.NotNull = !d.Body.Optional && !isGuess(d.body.Extensions) && isUnion(b.target(d.body)) && b.isNull(d.body)
		}
		switch {
		case d.Result.Raw:
			d.Result.GoType = "core.Raw"
		case d.Result.Text:
			d.Result.GoType = "string"
		case d.Result.Stream:
			d.Result.GoType = "*core.Download"
		case d.Result.Choices != nil:
			for i := range d.Result.Choices {
				choice := &d.Result.Choices[i]
				choice.GoType = types["result "+strconv.Itoa(choice.Status)].goType
			}
		case d.result != nil:
			endless := b.catalog.endless[b.catalog.from[b.target(d.result)]]
			d.Result.Required = slices.DeleteFunc(d.Result.Required, func(name string) bool { return slices.Contains(endless, name) })
			d.Result.GoType, d.Result.Type = types["result"].goType, b.bySchema[types["result"].schema]
			if d.Result.Nullable && d.paging == nil && !d.Result.holdsNull() {
				d.Result.GoType = "*" + d.Result.GoType
			}
		}
		for _, status := range sorted(d.failures) {
			d.Failures = append(d.Failures, Failure{Status: status, GoType: types["failure "+strconv.Itoa(status)].goType})
		}
		if d.paging != nil {
			if err := b.page(d); err != nil {
				return err
			}
		}
	}
	b.plan.Alternatives = b.alternatives()
	return nil
}

// operation returns the draft of the operation with this operationId, or nil.
func (b *builder) operation(id string) *draft {
	for _, d := range b.drafts {
		if d.ID == id {
			return d
		}
	}
	return nil
}

// alternatives returns the sets of credentials from which the caller of an operation can choose. A session is not a choice, because
// the client has it only after a login.
func (b *builder) alternatives() (choices [][][]string) {
	seen := map[string]bool{}
	for _, op := range b.plan.Operations {
		var sets [][]string
		for _, set := range op.Security {
			if len(set) > 0 && !slices.Contains(set, b.plan.CookieScheme) {
				sets = append(sets, set)
			}
		}
		if key := fmt.Sprint(sets); len(sets) > 1 && !seen[key] {
			seen[key] = true
			choices = append(choices, sets)
		}
	}
	return choices
}
