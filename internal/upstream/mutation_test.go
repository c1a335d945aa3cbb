package upstream_test

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream"
)

// Each case makes one kind of change throughout a document. The pins of the listed APIs must detect the change.
func TestThePinsDetectChangesToAWholeDocument(t *testing.T) {
	apis := map[string]pinned{}
	for _, name := range withUpstream {
		apis[name] = pinnedAPI(t, name)
	}
	everywhere := withUpstream
	for name, c := range map[string]struct {
		mutate func(*openapi3.T)
		apis   []string
	}{
		"all paths renamed":              {renamePaths, everywhere},
		"all methods changed":            {changeMethods, everywhere},
		"parameters moved to headers":    {moveToHeaders, []string{"hostbill", "webpros"}},
		"fields of bodies renamed":       {func(t *openapi3.T) { eachField(t, renameFields) }, everywhere},
		"types of fields changed":        {func(t *openapi3.T) { eachField(t, changeTypes) }, everywhere},
		"permissions removed":            {removePermissions, []string{"webpros", "whasols"}},
		"an invented parameter":          {inventParameter, everywhere},
		"an invented field":              {func(t *openapi3.T) { eachField(t, inventField) }, everywhere},
		"an invented operation":          {inventOperation, everywhere},
		"formats, defaults, limits gone": {func(t *openapi3.T) { eachField(t, dropValues); eachParameter(t, dropParameterValues) }, []string{"webpros", "whmcs"}},
		"nothing is required anymore":    {func(t *openapi3.T) { eachField(t, func(s *openapi3.Schema) { s.Required = nil }) }, []string{"webpros", "whmcs", "whasols", "websoftsolus"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, name := range c.apis {
				api := apis[name]
				mutant, err := api.document.Parse()
				require.NoError(t, err)
				c.mutate(mutant)
				missing, invented, err := upstream.Compare(api.pin, mutant)
				require.NoError(t, err)
				if len(invented) == 0 {
					unexcused, _ := upstream.Excuse(missing, api.deviations)
					assert.NotEmpty(t, unexcused, name)
				}
			}
		})
	}
}

func renamePaths(t *openapi3.T) {
	renamed := openapi3.NewPaths()
	for path, item := range t.Paths.Map() {
		renamed.Set("/x"+path, item)
	}
	t.Paths = renamed
}

func changeMethods(t *openapi3.T) {
	for _, op := range spec.Operations(t) {
		op.Item.SetOperation(op.Method, nil)
		op.Item.Trace = op.Op
	}
}

func eachParameter(t *openapi3.T, edit func(*openapi3.Parameter)) {
	for _, op := range spec.Operations(t) {
		for _, ref := range op.Parameters() {
			edit(ref.Value)
		}
	}
}

func moveToHeaders(t *openapi3.T) {
	eachParameter(t, func(p *openapi3.Parameter) {
		if p.In == openapi3.ParameterInQuery {
			p.In = openapi3.ParameterInHeader
		}
	})
}

func dropParameterValues(p *openapi3.Parameter) { dropValues(p.Schema.Value) }

// eachField edits the schemas of request bodies.
func eachField(t *openapi3.T, edit func(*openapi3.Schema)) {
	for _, op := range spec.Operations(t) {
		for _, schema := range op.RequestSchemas() {
			edit(schema.Value)
		}
	}
}

func renameFields(s *openapi3.Schema) {
	renamed := openapi3.Schemas{}
	for name, property := range s.Properties {
		renamed["x"+name] = property
	}
	s.Properties = renamed
}

func changeTypes(s *openapi3.Schema) {
	for name := range s.Properties {
		s.Properties[name] = openapi3.NewSchemaRef("", openapi3.NewArraySchema())
	}
}

func dropValues(s *openapi3.Schema) {
	s.Format, s.Default, s.Min, s.Max, s.MinLength, s.MaxLength, s.Pattern, s.MinItems = "", nil, nil, nil, 0, nil, "", 0
	for name, property := range s.Properties {
		own := *property.Value
		dropValues(&own)
		s.Properties[name] = openapi3.NewSchemaRef("", &own)
	}
}

func removePermissions(t *openapi3.T) {
	for _, op := range spec.Operations(t) {
		delete(op.Op.Extensions, "x-permissions")
	}
}

func inventParameter(t *openapi3.T) {
	for _, op := range spec.Operations(t) {
		op.Op.AddParameter(openapi3.NewQueryParameter("invented").WithSchema(openapi3.NewStringSchema()))
	}
}

func inventField(s *openapi3.Schema) {
	if s.Properties != nil {
		s.Properties["invented"] = openapi3.NewSchemaRef("", openapi3.NewStringSchema())
	}
}

func inventOperation(t *openapi3.T) {
	t.Paths.Set("/invented", &openapi3.PathItem{Get: &openapi3.Operation{Responses: openapi3.NewResponses()}})
}
