package specimen_test

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/specimen"
)

func TestGeneratedValuesFitTheDocumentsOfTheAPIs(t *testing.T) {
	documents, err := filepath.Glob("../../../specs/*/openapi.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, documents)
	for _, document := range documents {
		api := filepath.Base(filepath.Dir(document))
		t.Run(api, func(t *testing.T) {
			doc, err := spec.Load(document, "../../../overlays/"+api+".yaml")
			require.NoError(t, err)
			for _, op := range spec.Operations(doc.T) {
				if op.Op.RequestBody != nil {
					fits(t, op.Name(), op.Op.RequestBody.Value.Content, true)
				}
				for key, ref := range op.Op.Responses.Map() {
					fits(t, op.Name()+" "+key, ref.Value.Content, false)
				}
			}
		})
	}
}

func TestGeneratedValuesFitDifficultSchemas(t *testing.T) {
	doc, err := spec.ReadSource(spec.File("testdata/schemas.yaml"))
	require.NoError(t, err)
	for name, ref := range doc.T.Components.Schemas {
		t.Run(name, func(t *testing.T) {
			if strings.HasPrefix(name, "Endless") {
				specimen.Generator{}.Value(ref.Value)
				specimen.Generator{Least: true}.Value(ref.Value)
				return
			}
			fits(t, name, openapi3.NewContentWithJSONSchemaRef(ref), false)
		})
	}
}

func TestAValueWithTooManyMembersIsReducedInDepth(t *testing.T) {
	doc, err := spec.ReadSource(spec.File("testdata/schemas.yaml"))
	require.NoError(t, err)
	schema := doc.T.Components.Schemas["Branches"].Value
	assert.Len(t, specimen.Generator{}.Value(schema), len(schema.Properties))
}

func fits(t *testing.T, place string, content openapi3.Content, request bool) {
	t.Helper()
	as := openapi3.VisitAsResponse()
	if request {
		as = openapi3.VisitAsRequest()
	}
	for _, media := range content {
		schema := spec.SchemaOf(media.Schema)
		for i, g := range []specimen.Generator{{Least: true}, {Least: true, Dynamic: true}, {}, {Dynamic: true}, {Dynamic: true}} {
			if request && !g.Least {
				break // the optional members of a request may exclude each other
			}
			g.Seed, g.Request = strconv.Itoa(i), request
			value := g.Value(schema)
			assert.NoError(t, schema.VisitJSON(value, as), "%s: %v", place, value)
			assert.Equal(t, value, g.Value(schema), "the same seed gives the same value")
		}
	}
}

func TestGeneratedStringsMatchTheirPatterns(t *testing.T) {
	for _, pattern := range []string{
		`^[A-Z]{3}$`, `^-?[0-9]+(\.[0-9]+)?$`, `^([0-9]{4}-[0-9]{2}-[0-9]{2})?$`, `^(a|bc)+x?.y*$`, `^[^/]{2,4}$`,
	} {
		for i := range 20 {
			schema := openapi3.NewStringSchema().WithPattern(pattern)
			value := specimen.Generator{Seed: strconv.Itoa(i), Dynamic: true}.Value(schema)
			assert.NoError(t, schema.VisitJSON(value), "%s: %v", pattern, value)
		}
	}
}
