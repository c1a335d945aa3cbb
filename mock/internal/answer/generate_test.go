package answer

import (
	"strconv"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/request"
)

func TestWhatIsGeneratedFitsTheDocument(t *testing.T) {
	for _, name := range model.Names {
		t.Run(name, func(t *testing.T) {
			api, err := model.Load(name)
			require.NoError(t, err)
			for _, op := range api.Operations {
				for key, ref := range op.Spec.Responses.Map() {
					media := ref.Value.Content.Get("application/json")
					if media == nil {
						continue
					}
					schema := spec.SchemaOf(media.Schema)
					for i, dynamic := range []bool{false, true, true} {
						g := Generator{Seed: strconv.Itoa(i), Dynamic: dynamic, Skip: op.IsRejection}
						value := g.Value(schema)
						assert.Empty(t, request.Check(op.ID+" "+key, schema, value, openapi3.VisitAsResponse()), "%v", value)
						assert.Equal(t, value, g.Value(schema), "the same seed makes the same value")
					}
				}
			}
		})
	}
}

func TestTextsThatAreGeneratedMatchTheirPatterns(t *testing.T) {
	for _, pattern := range []string{
		`^[A-Z]{3}$`, `^-?[0-9]+(\.[0-9]+)?$`, `^([0-9]{4}-[0-9]{2}-[0-9]{2})?$`, `^(a|bc)+x?.y*$`, `^[^/]{2,4}$`,
	} {
		for i := range 20 {
			schema := openapi3.NewStringSchema().WithPattern(pattern)
			value := Generator{Seed: strconv.Itoa(i), Dynamic: true}.Value(schema)
			assert.Empty(t, request.Check("", schema, value, openapi3.VisitAsResponse()), "%s: %v", pattern, value)
		}
	}
}
