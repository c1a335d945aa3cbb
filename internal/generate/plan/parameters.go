package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// draftParameters reads the parameters of an operation. Path parameters become arguments of the method, and others become fields of a
// struct.
func (b *builder) draftParameters(d *draft) error {
	names, fields := namespace{of: "the method " + d.Name}, namespace{of: "the parameters of " + d.Name}
	object := openapi3.NewObjectSchema()
	object.Properties = openapi3.Schemas{}
	at := d.role("Params", d.Pointer, "")
	all := d.doc.Parameters()
	if b.config.Foreign {
		all = b.withMissing(d, all)
	}
	for _, ref := range all {
		if b.config.Foreign && b.isNeedless(d, ref) {
			continue
		}
		param, err := b.parameter(d, ref)
		if err != nil {
			return err
		}
		schema := schemaOf(ref.Value)
		if param.In == "path" {
			param.Name = argName(param.Wire)
			if param.Name, err = b.give(&names, "the parameter "+param.Wire, param.Origin, param.Name); err != nil {
				return err
			}
			at := place{parent: d.words, part: goName(param.Wire), pointer: param.Pointer + "/schema", what: d.what(param)}
			b.want(d, "argument "+param.Wire, schema, at, true)
			d.Args = append(d.Args, param)
			continue
		}
		if object.Properties[param.Wire] != nil {
			return b.doc.At(param.Pointer, "%s has two parameters named %s", d.ID, param.Wire)
		}
		field := goName(param.Wire)
		if name, ok := (*ownWords(schema))["x-go-name"].(string); ok {
			field = name
		}
		if name, ok := ref.Value.Extensions["x-go-name"].(string); ok {
			field = name
		}
		if b.config.Foreign {
			field, _ = b.give(&fields, "the parameter "+param.Wire, param.Origin, field, field+goName(param.In))
		}
		copied := b.catalog.ref(schema, place{parent: at.name(), part: field, pointer: param.Pointer + "/schema", what: d.what(param)})
		words := ownWords(copied)
		*words = merged(*words, ref.Value.Extensions, map[string]any{"x-go-name": field})
		// Only a body can have null.
		if copied.Ref == "" {
			copied.Value.Nullable = false
		} else {
			b.catalog.flags = append(b.catalog.flags, flags{ref: copied})
		}
		object.Properties[param.Wire] = copied
		if param.Required {
			object.Required = append(object.Required, param.Wire)
		}
		d.Parameters = append(d.Parameters, param)
	}
	if err := b.inPathOrder(d); err != nil {
		return err
	}
	if len(d.Parameters) == 0 {
		return nil
	}
	known := b.catalog.add(at.name(), d.Pointer, "the parameters of "+d.ID)
	d.paramsType = known.name
	*known.schema = *object
	known.is = at.is
	b.catalog.roots = append(b.catalog.roots, root{&openapi3.SchemaRef{Ref: components + known.name, Value: known.schema}, true})
	return nil
}

// what returns the text that describes a parameter's type in the comment of the type.
func (d *draft) what(param *Parameter) func() string {
	return func() string {
		return fmt.Sprintf("the type of the parameter %q of [", param.Wire) + link(d.Operation) + "]"
	}
}

func merged(words ...map[string]any) map[string]any {
	all := map[string]any{}
	for _, some := range words {
		maps.Copy(all, some)
	}
	return all
}

func (b *builder) parameter(d *draft, ref *openapi3.ParameterRef) (*Parameter, error) {
	p := ref.Value
	param := &Parameter{
		Origin: b.origin(parameterPointer(d.doc, ref)), Wire: p.Name, In: p.In, Description: strings.TrimSpace(p.Description),
		Required: p.Required, Style: p.Style, Explode: explodes(p), Reserved: p.AllowReserved,
	}
	schema := schemaOf(p)
	if schema == nil {
		return nil, b.doc.At(param.Pointer, "the parameter %s of %s: want a schema, or content of type %s", p.Name, d.ID, mediaJSON)
	}
	if err := b.readSecret(param, p); err != nil {
		return nil, err
	}
	param.JSON = p.Schema == nil
	if types := schema.Value.Type; types != nil && len(*types) > 0 {
		param.Type = (*types)[0]
	}
	param.Format = schema.Value.Format
	d.params[param] = p
	return param, nil
}

// readSecret reads x-secret, which is allowed only on path parameters. Errors never show the values of other parameters.
func (b *builder) readSecret(param *Parameter, p *openapi3.Parameter) error {
	word, marked := p.Extensions["x-secret"]
	switch {
	case !marked:
		return nil
	case word != true || p.In != "path":
		return b.doc.At(param.Pointer+"/x-secret", "x-secret: want true, on a path parameter")
	}
	param.Secret = true
	return nil
}

// schemaOf returns the schema of a parameter or of its JSON content, or nil if it has neither.
func schemaOf(p *openapi3.Parameter) *openapi3.SchemaRef {
	if media := p.Content[spec.JSONMedia(p.Content)]; p.Schema == nil && media != nil {
		return media.Schema
	}
	return p.Schema
}

// explodes returns the value of explode, or OpenAPI's default.
func explodes(p *openapi3.Parameter) bool {
	if p.Explode != nil {
		return *p.Explode
	}
	return p.Style == "form" || p.Style == "" && (p.In == "query" || p.In == "cookie")
}

// parameterPointer returns the pointer of a parameter, or that of the operation if the document does not describe the parameter.
func parameterPointer(o *spec.Operation, ref *openapi3.ParameterRef) string {
	if strings.HasPrefix(ref.Ref, "#/") {
		return strings.TrimPrefix(ref.Ref, "#")
	}
	if i := slices.Index(o.Op.Parameters, ref); i >= 0 {
		return fmt.Sprintf("%s/parameters/%d", o.Pointer, i)
	}
	if i := slices.Index(o.Item.Parameters, ref); i >= 0 {
		return fmt.Sprintf("%s/parameters/%d", spec.Pointer("paths", o.Path), i)
	}
	return o.Pointer
}

// inPathOrder sorts the arguments by their position in the path. It returns an error if they differ from the parameters of the path.
func (b *builder) inPathOrder(d *draft) error {
	order := spec.PathParameters(d.Path)
	for _, name := range order {
		if !slices.ContainsFunc(d.Args, func(p *Parameter) bool { return p.Wire == name }) {
			return b.doc.At(d.Pointer, "%s has no parameter for {%s} of its path", d.ID, name)
		}
	}
	for _, p := range d.Args {
		if !slices.Contains(order, p.Wire) {
			return b.doc.At(p.Pointer, "the parameter %s is not in the path %s", p.Wire, d.Path)
		}
	}
	slices.SortFunc(d.Args, func(a, b *Parameter) int { return slices.Index(order, a.Wire) - slices.Index(order, b.Wire) })
	return nil
}

// finishParameters sets the fields, comments and rules of the parameters.
func (b *builder) finishParameters(d *draft) error {
	if len(d.Parameters) == 0 {
		return nil
	}
	d.Params = b.byName[d.paramsType]
	for _, param := range d.Parameters {
		param.Index = slices.IndexFunc(d.Params.Fields, func(f *Field) bool { return f.Wire == param.Wire })
		param.Field = d.Params.Fields[param.Index]
		param.GoType = param.Field.GoType
		param.Field.Origin = param.Origin
		document, schema := d.params[param], schemaOf(d.params[param]).Value
		param.Field.Deprecated, param.Field.Default = document.Deprecated, defaultOf(schema)
		param.Field.Comment = b.fieldComment(param.Description, schema, document.Deprecated, document.Extensions)
		param.Guessed = isGuess(document.Extensions)
		param.Rule = b.rule(b.catalog.byName[d.Params.Name].schema.Properties[param.Wire], false, param.Guessed, nil)
	}
	slices.SortFunc(d.Parameters, func(a, b *Parameter) int { return a.Index - b.Index })
	return nil
}
