package runtime

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/core"
)

type cart struct {
	ID    string `json:"id"`
	Total string `json:"total,omitempty"`
}

func TestASuccessWithoutAnyDocumentedMemberIsADecodingError(t *testing.T) {
	op := postOp()
	op.Result, op.Required = "data", []string{"id"}
	for body, problem := range map[string]string{
		`{"data":{}}`:                "the result has no id, which the document requires",
		`{"data":{"total":"9.99"}}`:  "the result has no id, which the document requires",
		`{"data":{"ID":"c1"}}`:       "the result has no id, which the document requires",
		`{"message":"backend down"}`: "the response has no property data",
		``:                           "the response is empty; want JSON",
	} {
		_, err := do[cart](t.Context(), newTestClient(t, always(200, body)), op)
		assertMeans(t, err, core.ErrDecode)
		assert.ErrorContains(t, err, problem)
		assert.Equal(t, core.Executed, asError(t, err).Execution)
		assert.Equal(t, body, string(asError(t, err).Body))
	}
	op.Required = nil
	for _, body := range []string{`{"data":{}}`, `{"data":{"other":1}}`} {
		_, err := do[cart](t.Context(), newTestClient(t, always(200, body)), op)
		assert.ErrorContains(t, err, "the result has none of the members that the document describes")
	}
	got, err := do[cart](t.Context(), newTestClient(t, always(200, `{"data":{"id":"c1"}}`)), op)
	assert.NoError(t, err)
	assert.Equal(t, cart{ID: "c1"}, got)
}

func TestAResultThatMayBeNullIsAPointer(t *testing.T) {
	op := postOp()
	op.Result, op.Required, op.Nullable = "data", []string{"id"}, true
	for body, want := range map[string]*cart{`{"data":null}`: nil, `{"data":{"id":"c1"}}`: {ID: "c1"}} {
		got, err := do[*cart](t.Context(), newTestClient(t, always(200, body)), op)
		assert.NoError(t, err)
		assert.Equal(t, want, got)
	}
	_, err := do[*cart](t.Context(), newTestClient(t, always(200, `{"data":{"total":"9.99"}}`)), op)
	assertMeans(t, err, core.ErrDecode)
	assert.ErrorContains(t, err, "the result has no id, which the document requires")
}

func TestOnlyDescribedObjectsHaveMembers(t *testing.T) {
	for _, body := range []string{`{}`, `{"a":1}`} {
		_, err := do[map[string]any](t.Context(), newTestClient(t, always(200, body)), readOp())
		assert.NoError(t, err)
		_, err = do[core.Raw](t.Context(), newTestClient(t, always(200, body)), rawOp())
		assert.NoError(t, err)
	}
	_, err := do[[]cart](t.Context(), newTestClient(t, always(200, `[]`)), readOp())
	assert.NoError(t, err)
}
