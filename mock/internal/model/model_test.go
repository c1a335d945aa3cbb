package model

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
)

func TestLiteralPathsWinOverArguments(t *testing.T) {
	api, err := Load("websoftsolus")
	require.NoError(t, err)
	for path, want := range map[string]string{
		"/license/plesk/order": "listOrderablePleskVersions", "/license/plesk/PLSK.0298": "getPleskLicense", "/license/plesk": "listPleskLicenses",
	} {
		op, _, status := api.Route("GET", path)
		require.Equal(t, 200, status, path)
		assert.Equal(t, want, op.ID)
	}
	_, args, _ := api.Route("GET", "/license/plesk/a%2Fb")
	assert.Equal(t, "a/b", args["keyNumber"], "an escaped slash is part of an argument")
}

func TestAMisspelledResourceIsRefusedWithItsLocation(t *testing.T) {
	const document = `openapi: 3.0.3
info: {title: t, version: "1"}
x-resource: {collections: {boxes: {}}}
paths:
  /boxes:
    get:
      operationId: listBoxes
      x-resource: {%s}
      responses: {"200": {description: d}}
`
	for resource, want := range map[string]string{
		`role: lits, collection: boxes`:                                `doc.yaml:7: listBoxes: x-resource: unknown role "lits": want one of create, list`,
		`role: list, collection: boxs`:                                 `there is no collection "boxs"`,
		`role: list, colection: boxes`:                                 `unknown field "colection"`,
		`role: answer, answer: {$plas: 1}`:                             `unknown function $plas`,
		`role: answer, refuse: [{as: conflict}]`:                       `refuse[0]: when is missing`,
		`role: answer, refuse: [{when: true, as: oops}]`:               `refuse[0].as: unknown kind "oops": want one of challenge, conflict`,
		`role: answer, when: true`:                                     `only effects may have when: use refuse`,
		`role: answer, effects: [{role: create, collection: nothing}]`: `effects[0]: there is no collection "nothing"`,
	} {
		fsys := fstest.MapFS{"doc.yaml": {Data: []byte(fmt.Sprintf(document, resource))}}
		doc, err := spec.Open(spec.Source{Name: "doc.yaml", FS: fsys, Path: "doc.yaml"})
		require.NoError(t, err, resource)
		_, err = build("test", doc)
		require.ErrorContains(t, err, want, resource)
	}
}

// TestLeanOverlaysHaveEverythingThatAServerNeeds compares the model built with the lean overlays, which omit what only Go needs,
// with the model built with the full overlays.
func TestLeanOverlaysHaveEverythingThatAServerNeeds(t *testing.T) {
	for _, name := range Names {
		lean, err := Load(name)
		require.NoError(t, err)
		document, err := spec.Load("../../../specs/"+name+"/openapi.yaml", "../../../overlays/"+name+".yaml")
		require.NoError(t, err)
		whole, err := build(name, document)
		require.NoError(t, err)
		assert.Equal(t, whole.Rotating, lean.Rotating)
		require.Len(t, lean.Operations, len(whole.Operations))
		for i, op := range whole.Operations {
			assert.Equal(t, op.Never, lean.Operations[i].Never, op.ID)
			assert.Equal(t, op.Result, lean.Operations[i].Result, op.ID)
			assert.Equal(t, op.Pages, lean.Operations[i].Pages, op.ID)
			assert.Equal(t, op.Security, lean.Operations[i].Security, op.ID)
			assert.Equal(t, op.Envelopes, lean.Operations[i].Envelopes, op.ID)
		}
	}
}

func TestEveryLikeNamesASuccessfulFixture(t *testing.T) {
	for _, name := range Names {
		api, err := Load(name)
		require.NoError(t, err)
		for _, op := range api.Operations {
			if op.Resource == nil || op.Resource.Like == "" {
				continue
			}
			fixtures, err := op.Fixtures()
			require.NoError(t, err)
			assert.True(t, slices.ContainsFunc(fixtures, func(f *Fixture) bool { return f.Name == op.Resource.Like && !f.Failed && f.Tree != nil }),
				"%s: like: want a successful fixture, got %s", op.ID, op.Resource.Like)
		}
	}
}
