package repo_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
)

// In the documents that we wrote, every operation, schema, parameter and security scheme has its source, or a mark that it is a
// guess. A guess has a confidence and a reason.
func TestEverythingInOurDocumentsHasASourceOrAMark(t *testing.T) {
	for _, api := range apis {
		if api == "whmcs" {
			continue // the vendor's own document
		}
		doc, err := spec.Load("../../specs/"+api+"/openapi.yaml", "")
		require.NoError(t, err)
		elements := map[string]map[string]any{}
		for path, item := range doc.T.Paths.Map() {
			for method, op := range item.Operations() {
				elements[method+" "+path] = op.Extensions
			}
		}
		for name, schema := range doc.T.Components.Schemas {
			elements["schema "+name] = schema.Value.Extensions
		}
		for name, scheme := range doc.T.Components.SecuritySchemes {
			elements["security scheme "+name] = scheme.Value.Extensions
		}
		for name, parameter := range doc.T.Components.Parameters {
			elements["parameter "+name] = parameter.Value.Extensions
		}
		for name, extensions := range elements {
			guess, guessed := extensions["x-inferred"].(map[string]any)
			assert.True(t, guessed || extensions["x-source"] != nil, "%s: %s has neither x-source nor x-inferred", api, name)
			if guessed {
				assert.Contains(t, []any{"high", "medium", "low"}, guess["confidence"], "%s: %s", api, name)
				assert.NotEmpty(t, guess["because"], "%s: %s", api, name)
				assert.Contains(t, []any{nil, "meaning"}, guess["about"], "%s: %s", api, name)
			}
		}
	}
}

// Webpros's page describes requests that change some fields. That they are PATCH requests is one guess, so it must have the same
// confidence everywhere.
func TestGuessesOfOneKindHaveTheSameConfidence(t *testing.T) {
	guesses := map[any][]string{}
	for path, item := range load(t, "webpros").T.Paths.Map() {
		if item.Patch != nil {
			confidence := item.Patch.Extensions["x-inferred"].(map[string]any)["confidence"]
			guesses[confidence] = append(guesses[confidence], path)
		}
	}
	assert.Len(t, guesses, 1, "%v", guesses)
	assert.Len(t, guesses["low"], 5)
}
