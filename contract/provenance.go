package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// checkProvenance checks the response of a fixture in the folder "documented": each value must be an example or an enum value that the
// document has for that location. Other values belong in "synthetic".
func (x *Exchange) checkProvenance() error {
	schema := x.responseSchema()
	if x.Provenance != "documented" || schema == nil || x.ResponseBody == "" || x.isFile() {
		return nil
	}
	tree, err := x.tree()
	if err != nil {
		return err
	}
	if example := x.responseExample(); example != nil && equalJSON(example, tree) {
		return nil
	}
	places := invented("", schema, tree)
	for i, place := range places {
		places[i] = orRoot(place)
	}
	return errors.Join(each("%s is not an example or enum value in the document: move the fixture to synthetic", places)...)
}

// responseExample returns the document's example of the whole response, or nil.
func (x *Exchange) responseExample() any {
	if media := jsonOf(x.declared()); media != nil {
		return media.Example
	}
	return nil
}

// invented lists the locations in a JSON tree whose values are neither examples nor enum values of the schema.
func invented(at string, schema *openapi3.Schema, tree any) []string {
	all := spec.Parts(schema)
	for _, part := range all {
		if part.Example != nil && equalJSON(part.Example, tree) {
			return nil
		}
		if slices.ContainsFunc(part.Enum, func(member any) bool { return equalJSON(member, tree) }) {
			return nil
		}
	}
	var places []string
	switch tree := tree.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(tree)) {
			property, _ := spec.Member(schema, name)
			if property == nil {
				places = append(places, at+"."+name)
				continue
			}
			places = append(places, invented(at+"."+name, property, tree[name])...)
		}
	case []any:
		for i, item := range tree {
			place := fmt.Sprintf("%s[%d]", at, i)
			for _, part := range all {
				examples, _ := part.Example.([]any)
				if part.Items == nil || slices.ContainsFunc(examples, func(example any) bool { return equalJSON(example, item) }) {
					continue
				}
				places = append(places, invented(place, part.Items.Value, item)...)
			}
		}
	default:
		places = append(places, at)
	}
	return places
}

func equalJSON(a, b any) bool {
	left, err := json.Marshal(a)
	if err != nil {
		return false
	}
	right, err := json.Marshal(b)
	return err == nil && string(left) == string(right)
}
