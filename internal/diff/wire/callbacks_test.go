package wire

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestACallbackThatLeadsToItselfIsComparedOnce(t *testing.T) {
	callback := func(kind *openapi3.Schema) *openapi3.T {
		call := &openapi3.Operation{Responses: openapi3.NewResponses(), Parameters: openapi3.Parameters{{Value: openapi3.NewQueryParameter("a").WithSchema(kind)}}}
		again := openapi3.NewCallback(openapi3.WithCallback("{$request.query.url}", &openapi3.PathItem{Post: call}))
		call.Callbacks = openapi3.Callbacks{"again": {Value: again}}
		start := &openapi3.Operation{OperationID: "start", Responses: openapi3.NewResponses(), Callbacks: call.Callbacks}
		return &openapi3.T{OpenAPI: "3.0.3", Info: &openapi3.Info{}, Paths: openapi3.NewPaths(openapi3.WithPath("/start", &openapi3.PathItem{Post: start}))}
	}
	same, err := Compare(callback(openapi3.NewStringSchema()), callback(openapi3.NewStringSchema()))
	require.NoError(t, err)
	assert.Empty(t, same)
	changed, err := Compare(callback(openapi3.NewStringSchema()), callback(openapi3.NewIntegerSchema()))
	require.NoError(t, err)
	require.Len(t, changed, 1)
	assert.Equal(t, "callback-changed", changed[0].Rule)
}
