package diff_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/diff/fixtures"
	"github.com/hostclients/hostclients/internal/diff/wire"
	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream"
)

const asYAML = "as OpenAPI 3.1, in YAML, with its lists in a different order"

// spellings rewrite a document without changing its meaning. Rewrites that do not affect each other share an entry.
var spellings = map[string]func(root map[string]any){
	"with references inline": inline,
	"with schemas extracted, and objects split by allOf": func(root map[string]any) {
		extract(root)
		eachSchema(root, split)
	},
	"with references in allOf": func(root map[string]any) {
		envelopes := envelopes(root)
		eachSchema(root, func(s map[string]any) {
			if ref, ok := s["$ref"].(string); ok && !envelopes[ref] {
				delete(s, "$ref")
				s["allOf"] = []any{map[string]any{"$ref": ref}}
			}
		})
	},
	asYAML: func(root map[string]any) {
		root["openapi"] = "3.1.0"
		eachSchema(root, raise)
		each(root, func(element map[string]any) {
			for _, keyword := range []string{"required", "enum", "parameters"} {
				if list, ok := element[keyword].([]any); ok {
					slices.Reverse(list)
				}
			}
		})
	},
}

// envelopes returns the references to schemas that x-error-envelope names. Those references must stay, because the extension finds
// a schema by its name.
func envelopes(root map[string]any) map[string]bool {
	all := map[string]bool{}
	each(root, func(element map[string]any) {
		list, _ := element["x-error-envelope"].([]any)
		for _, item := range list {
			if envelope, ok := item.(map[string]any); ok {
				name, _ := envelope["schema"].(string)
				all["#/components/schemas/"+name] = true
			}
		}
	})
	return all
}

// inline replaces references in paths with the schemas. It leaves recursive references, references to envelopes, and references
// deeper than three levels.
func inline(root map[string]any) {
	schemas, envelopes := member(member(root, "components"), "schemas"), envelopes(root)
	var resolve func(value any, above []string) any
	resolve = func(value any, above []string) any {
		switch value := value.(type) {
		case map[string]any:
			ref, _ := value["$ref"].(string)
			if name, ok := strings.CutPrefix(ref, "#/components/schemas/"); ok && !envelopes[ref] && !slices.Contains(above, name) && len(above) < 3 {
				return resolve(copied(schemas[name]), append(slices.Clone(above), name))
			}
			for key, inner := range value {
				if key != "example" && key != "examples" {
					value[key] = resolve(inner, above)
				}
			}
		case []any:
			for i, inner := range value {
				value[i] = resolve(inner, above)
			}
		}
		return value
	}
	resolve(root["paths"], nil)
}

// extract moves each property that is an object with properties into a component.
func extract(root map[string]any) {
	components := member(root, "components")
	root["components"] = components
	schemas := member(components, "schemas")
	components["schemas"] = schemas
	made := map[string]any{}
	eachSchema(root, func(s map[string]any) {
		for name, property := range member(s, "properties") {
			inner, ok := property.(map[string]any)
			if ok && inner["type"] == "object" && inner["properties"] != nil {
				key := "Extracted" + string(rune('A'+len(made)%26)) + strings.Repeat("x", len(made)/26)
				made[key] = inner
				member(s, "properties")[name] = map[string]any{"$ref": "#/components/schemas/" + key}
			}
		}
	})
	for name, s := range made {
		schemas[name] = s
	}
}

// split moves the first property of an object into a separate part of an allOf.
func split(s map[string]any) {
	properties := member(s, "properties")
	if len(properties) < 2 || s["allOf"] != nil || s["additionalProperties"] != nil || s["nullable"] != nil {
		return
	}
	first := slices.Sorted(func(yield func(string) bool) {
		for name := range properties {
			if !yield(name) {
				return
			}
		}
	})[0]
	part, rest := map[string]any{}, map[string]any{}
	for key, value := range s {
		rest[key] = value
		delete(s, key)
	}
	moved := map[string]any{first: properties[first]}
	delete(properties, first)
	part["type"], part["properties"] = "object", moved
	s["allOf"] = []any{part, rest}
}

// raise rewrites a schema of OpenAPI 3.0 in the syntax of 3.1.
func raise(s map[string]any) {
	if s["nullable"] == true && s["type"] != nil {
		s["type"] = []any{s["type"], "null"}
		delete(s, "nullable")
		if values, ok := s["enum"].([]any); ok && !slices.Contains(values, any(nil)) {
			s["enum"] = append(values, nil)
		}
	}
	for bound, exclusive := range map[string]string{"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"} {
		switch s[exclusive] {
		case true:
			s[exclusive] = s[bound]
			delete(s, bound)
		case false:
			delete(s, exclusive)
		}
	}
}

func member(element map[string]any, keyword string) map[string]any {
	inner, ok := element[keyword].(map[string]any)
	if !ok {
		return map[string]any{}
	}
	return inner
}

func copied(value any) any {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err) // cannot happen, because the value was read from JSON
	}
	var again any
	if err := json.Unmarshal(data, &again); err != nil {
		panic(err)
	}
	return again
}

// each visits the objects of a document, inner objects first. It skips examples, defaults and extensions.
func each(value any, visit func(map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			if key != "example" && key != "examples" && key != "default" && !strings.HasPrefix(key, "x-") {
				each(inner, visit)
			}
		}
		visit(value)
	case []any:
		for _, inner := range value {
			each(inner, visit)
		}
	}
}

// eachSchema visits the schemas of components, media types, parameters and headers, inner schemas first.
func eachSchema(root map[string]any, visit func(map[string]any)) {
	var schema func(value any)
	schema = func(value any) {
		s, ok := value.(map[string]any)
		if !ok {
			return
		}
		for _, property := range member(s, "properties") {
			schema(property)
		}
		for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
			parts, _ := s[keyword].([]any)
			for _, part := range parts {
				schema(part)
			}
		}
		for _, keyword := range []string{"items", "additionalProperties", "not"} {
			schema(s[keyword])
		}
		visit(s)
	}
	for _, s := range member(member(root, "components"), "schemas") {
		schema(s)
	}
	components := member(root, "components")
	for _, value := range []any{root["paths"], components["parameters"], components["responses"], components["requestBodies"]} {
		each(value, func(element map[string]any) {
			if s, ok := element["schema"].(map[string]any); ok && element["type"] == nil {
				schema(s)
			}
		})
	}
}

// imported reads a document the way specdiff does.
func imported(t *testing.T, name string, data []byte) *openapi3.T {
	t.Helper()
	document, err := upstream.Import(name, data)
	require.NoError(t, err)
	assert.Empty(t, document.LeftOut)
	return document.T
}

func TestRewritingADocumentWithoutChangingItsMeaningIsNotAChange(t *testing.T) {
	names, err := generate.Names("../..")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, api := range names {
		whole, err := spec.Load("../../specs/"+api+"/openapi.yaml", "../../overlays/"+api+".yaml")
		require.NoError(t, err)
		text, err := json.Marshal(whole.T)
		require.NoError(t, err)
		before := imported(t, "old.json", text)
		for name, spell := range spellings {
			t.Run(api+" "+name, func(t *testing.T) {
				t.Parallel()
				var root map[string]any
				require.NoError(t, json.Unmarshal(text, &root))
				spell(root)
				spelled, err := json.Marshal(root)
				require.NoError(t, err)
				if name == asYAML {
					spelled, err = yaml.Marshal(root)
					require.NoError(t, err)
				}
				after := imported(t, "new", spelled)
				found, err := wire.Compare(before, after)
				require.NoError(t, err)
				assert.Empty(t, found)
				found, err = wire.Compare(after, before)
				require.NoError(t, err)
				assert.Empty(t, found)
				in := fixtures.Input{Folder: spec.File("../../specs/" + api + "/fixtures"), Old: before, New: after}
				found, err = fixtures.Compare(t.Context(), in)
				require.NoError(t, err)
				assert.Empty(t, found)
			})
		}
	}
}

func TestEquivalentDocumentsHaveNoWireChanges(t *testing.T) {
	olds, err := filepath.Glob("testdata/same/*.old.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, olds)
	for _, old := range olds {
		var both []*openapi3.T
		for _, file := range []string{old, strings.Replace(old, ".old.", ".new.", 1)} {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			both = append(both, imported(t, file, data))
		}
		for range 2 {
			found, err := wire.Compare(both[0], both[1])
			require.NoError(t, err)
			assert.Empty(t, lines(found), old)
			slices.Reverse(both)
		}
	}
}
