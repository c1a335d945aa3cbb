package resource

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/request"
	"github.com/hostclients/hostclients/mock/internal/state"
)

// TestADeletionWithoutConditionsDeletesNothing deletes boxes by their owner. Ann owns boxes 1 and 2, and Bob owns box 3.
func TestADeletionWithoutConditionsDeletesNothing(t *testing.T) {
	for where, left := range map[string][]string{
		`{"owner": "ann"}`:             {"3"},
		`{"owner": "ann", "id": null}`: {"3"},
		`{"owner": "$body.owner"}`:     {"1", "2", "3"},
		`{"owner": null}`:              {"1", "2", "3"},
		`{}`:                           {"1", "2", "3"},
		`{"owner": "cid"}`:             {"1", "2", "3"},
		`{"owner": "ann", "id": 2}`:    {"1", "3"},
	} {
		var r model.Resource
		require.NoError(t, json.Unmarshal(fmt.Appendf(nil, `{"role": "delete", "collection": "boxes", "id": false, "where": %s}`, where), &r), where)
		api := &model.API{Name: "test", Resources: model.Resources{Collections: map[string]*model.Collection{"boxes": {ID: "id"}}}}
		q := &request.Request{Op: &model.Operation{API: api, Path: "/boxes/{id}", Resource: &r}, Path: map[string]any{"id": "3"}}
		require.NoError(t, state.New("", nil).Do(func(tx *state.Tx) error {
			for id, owner := range map[string]string{"1": "ann", "2": "ann", "3": "bob"} {
				tx.Put("test.boxes", id, state.Record{"id": id, "owner": owner})
			}
			require.NoError(t, New(tx, q, nil, "").run(&r), where)
			var ids []string
			for _, record := range tx.List("test.boxes") {
				ids = append(ids, record["id"].(string))
			}
			assert.ElementsMatch(t, left, ids, where)
			return nil
		}))
	}
}
