package contract

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/hostclients/hostclients/internal/spec"
)

// Authors of fixtures start from a skeleton, so it must pass gates 1 and 2.
func TestTheSkeletonOfEachOperationIsCompleteAndValid(t *testing.T) {
	documents, err := filepath.Glob("../specs/*/openapi.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, documents)
	for _, document := range documents {
		api := filepath.Base(filepath.Dir(document))
		t.Run(api, func(t *testing.T) {
			suite := Suite{Document: document, Overlays: []string{"../overlays/" + api + ".yaml"}}
			doc, err := suite.load()
			require.NoError(t, err)
			for _, op := range spec.Operations(doc.T) {
				checkSkeleton(t, suite, op.Op.OperationID)
			}
		})
	}
}

func checkSkeleton(t *testing.T, suite Suite, id string) {
	t.Helper()
	op, err := suite.operation(id)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), id)
	require.NoError(t, os.WriteFile(file+".yaml", []byte(op.skeleton(op.missing(nil))), 0o600))
	tape, err := cassette.Load(file)
	require.NoError(t, err)
	var exchanges []*Exchange
	for _, i := range tape.Interactions {
		x, err := op.exchange(i)
		if assert.NoError(t, err, id) {
			assert.NoError(t, x.checkRequest(t.Context()), "%s, request %d: %s %s", id, i.ID, i.Request.URL, i.Request.Body)
			assert.NoError(t, x.checkResponse(t.Context()), "%s, response %d: %s", id, i.ID, i.Response.Body)
			exchanges = append(exchanges, x)
		}
	}
	assert.Empty(t, namesOf(op.missing(exchanges)), id)
}
