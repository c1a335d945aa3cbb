package mock

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
)

func TestSecretsAreRedactedBySchemaAndByNameAtAnyDepth(t *testing.T) {
	hidden := openapi3.NewStringSchema().WithFormat("password")
	schema := openapi3.NewObjectSchema().
		WithProperty("code", hidden).
		WithProperty("list", openapi3.NewArraySchema().WithItems(openapi3.NewObjectSchema().WithProperty("answer", hidden)))
	tree := func(secret string) any {
		return map[string]any{
			"code": secret, "name": "Ann", "list": []any{map[string]any{"answer": secret, "id": "7"}},
			"undeclared": map[string]any{"api_key": secret, "token_type": "bearer"},
		}
	}
	assert.Equal(t, tree("[redacted]"), withoutSecrets(tree("hunter2"), schema))
}
