package generate_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// Reports name the line of an element, so every element must have an origin.
func TestEveryElementOfAPlanHasAnOrigin(t *testing.T) {
	names, err := generate.Names(root)
	require.NoError(t, err)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			p, err := generate.Plan(generate.API(root, name))
			require.NoError(t, err)
			check := func(what string, o plan.Origin) {
				known := strings.HasPrefix(o.File, "specs/"+name+"/") || o.File == "overlays/"+name+".yaml"
				assert.True(t, known && o.Line > 0 && strings.HasPrefix(o.Pointer, "/"), "%s: want the API's file, a line and a pointer, got %+v", what, o)
			}
			for _, op := range p.Operations {
				check(op.ID, op.Origin)
				for _, param := range append(op.Args, op.Parameters...) {
					check(op.ID+" "+param.Wire, param.Origin)
				}
				if op.Body != nil {
					check(op.ID+" body", op.Body.Origin)
				}
			}
			for _, typ := range p.Types {
				check(typ.Name, typ.Origin)
				for _, field := range typ.Fields {
					check(typ.Name+"."+field.Name, field.Origin)
				}
			}
			for _, option := range p.Options {
				check(option.Name, option.Origin)
			}
		})
	}
}

func TestAPlanHasTheDirectionOfTypesAndTheFieldsOfParameters(t *testing.T) {
	p, err := generate.Plan(sampleSource(root, "internal/generate/testdata/sample", "internal/generate/sample"))
	require.NoError(t, err)
	byName := map[string]*plan.Type{}
	for _, typ := range p.Types {
		byName[typ.Name] = typ
	}
	for name, want := range map[string][2]bool{
		"Command": {true, false}, "Box": {false, true}, "Lid": {true, true}, "ListBoxesParams": {true, false}, "Lock": {false, true},
	} {
		require.Contains(t, byName, name)
		assert.Equal(t, want, [2]bool{byName[name].Sent, byName[name].Received}, "%s: sent, received", name)
	}
	for _, op := range p.Operations {
		for _, param := range op.Parameters {
			assert.Same(t, op.Params.Fields[param.Index], param.Field, "%s %s", op.ID, param.Wire)
		}
	}
	code := byName["CrateRequest"].Field("code")
	assert.Equal(t, "*core.Secret", code.GoType)
	assert.Equal(t, "omitempty", code.Omit)
	assert.Equal(t, "/components/schemas/CrateRequest/properties/code", code.Pointer)
	assert.Equal(t, "internal/generate/testdata/sample/openapi.yaml", strings.TrimPrefix(code.File, "../../"))
}
