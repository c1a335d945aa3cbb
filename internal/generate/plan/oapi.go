package plan

import (
	"maps"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
)

// expressions is the prefix of components that are not types. They have a property for each schema whose Go type an operation needs.
const expressions = "~"

// generated is oapi-codegen's result for the catalog.
type generated struct {
	types []generatedType
	// expressions are the Go types that operations need, by operationId and name.
	expressions map[string]map[string]expression
	// boilerplate holds the methods of unions and of objects with additional properties.
	boilerplate string
}

// generatedType is a type from oapi-codegen.
type generatedType struct {
	*Type
	schemas []*openapi3.Schema // of the fields
}

// expression is a Go type, and the schema that it is made from.
type expression struct {
	goType string
	item   string // the Go type of the items of a list
	schema *openapi3.Schema
}

// oapiCodegen guards oapi-codegen, whose configuration and templates are global.
var oapiCodegen sync.Mutex

// templates make oapi-codegen return its types instead of Go source. Its templates for methods are not replaced.
var templates = map[string]string{
	"typedef.tmpl":     "{{handOver .Types}}\n",
	"imports.tmpl":     "{{if false}}{{end}}\n",
	"constants.tmpl":   "{{if false}}{{end}}\n",
	"param-types.tmpl": "{{if false}}{{end}}\n",
}

// generate runs oapi-codegen on a document that contains only the catalog and the expressions of operations.
func (c *catalog) generate() (*generated, error) {
	oapiCodegen.Lock()
	defer oapiCodegen.Unlock()
	defer c.mergeable()()
	schemas := openapi3.Schemas{}
	for name, known := range c.byName {
		schemas[name] = &openapi3.SchemaRef{Value: known.schema}
	}
	for _, d := range c.drafts {
		if len(d.wanted) > 0 {
			s := openapi3.NewObjectSchema()
			s.Properties, s.Required = d.wanted, sorted(d.wanted)
			schemas[expressions+d.ID] = &openapi3.SchemaRef{Value: s}
		}
	}
	t := &openapi3.T{OpenAPI: "3.0.3", Info: &openapi3.Info{Title: c.doc.T.Info.Title, Version: "1"}, Paths: openapi3.NewPaths()}
	t.Components = &openapi3.Components{Schemas: schemas}

	g := &generated{expressions: map[string]map[string]expression{}}
	codegen.TemplateFunctions["handOver"] = g.handOver
	config := c.config.codes
	config.Generate = codegen.GenerateOptions{Models: true}
	config.OutputOptions.SkipPrune = true
	config.OutputOptions.SkipFmt = true // the output is only a part of a file
	own := map[string]string{}
	maps.Copy(own, config.OutputOptions.UserTemplates)
	maps.Copy(own, templates)
	config.OutputOptions.UserTemplates = own
	var err error
	if g.boilerplate, err = codegen.Generate(t, config); err != nil {
		if c.config.Foreign {
			return nil, c.unreadable(err)
		}
		return nil, c.placed(err.Error())
	}
	return g, nil
}

// handOver stores the types that oapi-codegen passes to its template. It returns "", so that the template writes nothing.
func (g *generated) handOver(types []codegen.TypeDefinition) string {
	for _, def := range types {
		if id, ok := strings.CutPrefix(def.JsonName, expressions); ok {
			g.expressions[id] = map[string]expression{}
			for _, property := range def.Schema.Properties {
				g.expressions[id][property.JsonFieldName] = expressionOf(property.Schema, property.Schema.TypeDecl())
			}
			continue
		}
		made := generatedType{Type: &Type{
			Name: def.TypeName, GoType: def.Schema.TypeDecl(), Alias: def.IsAlias(), Union: len(def.Schema.UnionElements) > 0,
		}}
		if def.Schema.HasAdditionalProperties {
			made.Extra = def.Schema.AdditionalPropertiesType.TypeDecl()
		}
		for _, property := range def.Schema.Properties {
			if plain, ok := property.Extensions["x-go-type-skip-optional-pointer"].(bool); ok {
				property.Schema.SkipOptionalPointer = plain
			}
			e := expressionOf(property.Schema, property.GoTypeDef())
			made.schemas = append(made.schemas, e.schema)
			made.Fields = append(made.Fields, &Field{
				Wire: property.JsonFieldName, Name: property.GoFieldName(), Required: property.Required, GoType: e.goType, Item: e.item,
			})
		}
		made.Struct = made.Union || made.Extra != "" || !made.Alias && len(made.Fields) > 0
		g.types = append(g.types, made)
	}
	return ""
}

func expressionOf(s codegen.Schema, goType string) expression {
	e := expression{goType: goType, schema: s.OAPISchema}
	if s.ArrayType != nil {
		e.item = strings.TrimPrefix(s.TypeDecl(), "[]")
	}
	return e
}
