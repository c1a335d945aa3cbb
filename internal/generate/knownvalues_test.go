package generate

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
)

// withStatus returns a package of a document with one schema.
func withStatus(t *testing.T, status string) *pkg {
	t.Helper()
	file := filepath.Join(t.TempDir(), "openapi.yaml")
	require.NoError(t, os.WriteFile(file, []byte("openapi: 3.0.3\ninfo: {title: t, version: \"1\"}\npaths: {}\ncomponents:\n  schemas:\n    Status: {"+status+"}\n"), 0o600))
	doc, err := spec.Load(file, "")
	require.NoError(t, err)
	return &pkg{doc: doc, t: doc.T}
}

func TestKnownValuesBecomeConstantsAndOthersAreNotRefused(t *testing.T) {
	open := withStatus(t, "type: string, x-extensible-enum: [Paid, Unpaid]")
	require.NoError(t, open.takeKnownValues())
	status := open.t.Components.Schemas["Status"]
	assert.Equal(t, []any{"Paid", "Unpaid"}, status.Value.Enum, "oapi-codegen makes constants of these")
	assert.Empty(t, open.rule(&openapi3.SchemaRef{Value: status.Value}, false, nil))
	assert.Empty(t, limits(status.Value))

	closed := withStatus(t, "type: string, enum: [Paid, Unpaid]")
	require.NoError(t, closed.takeKnownValues())
	status = closed.t.Components.Schemas["Status"]
	assert.Contains(t, closed.rule(&openapi3.SchemaRef{Value: status.Value}, false, nil), `Enum: []string{"Paid", "Unpaid"}`)
	assert.Equal(t, "one of Paid, Unpaid", limits(status.Value))
}

func TestKnownValuesThatCannotBecomeConstantsAreRefused(t *testing.T) {
	for name, status := range map[string]string{
		"no list":                "type: string, x-extensible-enum: Paid",
		"an empty list":          "type: string, x-extensible-enum: []",
		"a number":               "type: string, x-extensible-enum: [1]",
		"a type without strings": "type: integer, x-extensible-enum: [Paid]",
		"a closed list beside":   "type: string, enum: [Paid], x-extensible-enum: [Paid]",
	} {
		t.Run(name, func(t *testing.T) {
			assert.ErrorContains(t, withStatus(t, status).takeKnownValues(), "x-extensible-enum: want a list of strings")
		})
	}
}
