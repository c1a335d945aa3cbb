package goapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/diff/goapi"
	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/node"
)

// spellings rewrite a document without changing its generated package. Rewrites that do not affect each other share an entry.
// References to schemas stay, because they are the names of types. The order of enum values also stays, because overlays list the
// names of the values in that order.
var spellings = map[string]func(t *testing.T, root map[string]any, overlay string) []byte{
	"as OpenAPI 3.1, in JSON and in a different order": func(t *testing.T, root map[string]any, _ string) []byte {
		t.Helper()
		each(root, func(element map[string]any) {
			for _, word := range []string{"required", "parameters", "tags"} {
				if list, ok := element[word].([]any); ok && !isMap(list, "in") {
					slices.Reverse(list)
				} else if ok {
					slices.SortStableFunc(list, func(a, b any) int { return strings.Compare(nameOf(b), nameOf(a)) })
				}
			}
		})
		root["openapi"] = "3.1.0"
		each(root, raise)
		text, err := json.Marshal(root)
		require.NoError(t, err)
		return text
	},
	"in YAML of a different style and with references inline": func(t *testing.T, root map[string]any, overlay string) []byte {
		t.Helper()
		each(root, func(element map[string]any) { inline(root, element, overlay) })
		text, err := yaml.Marshal(root)
		require.NoError(t, err)
		return text
	},
	"with each reference to a schema in an allOf": func(t *testing.T, root map[string]any, _ string) []byte {
		t.Helper()
		wrap(root)
		text, err := json.Marshal(root)
		require.NoError(t, err)
		return text
	},
	"with each reference to a schema in an allOf, and with annotations": func(t *testing.T, root map[string]any, _ string) []byte {
		t.Helper()
		wrap(root)
		return annotated(t, root)
	},
}

// split moves every second property of an object into the other of two parts of an allOf. What is required stays in the first part.
func split(s map[string]any) {
	properties, _ := s["properties"].(map[string]any)
	for _, word := range []string{"allOf", "anyOf", "oneOf", "additionalProperties", "x-go-type"} {
		if s[word] != nil {
			return
		}
	}
	if s["type"] != "object" || len(properties) < 2 {
		return
	}
	first, second := map[string]any{}, map[string]any{}
	for i, name := range slices.Sorted(maps.Keys(properties)) {
		[]map[string]any{first, second}[i%2][name] = properties[name]
	}
	part := map[string]any{"type": "object", "properties": first}
	if s["required"] != nil {
		part["required"] = s["required"]
	}
	delete(s, "properties")
	delete(s, "required")
	s["allOf"] = []any{part, map[string]any{"type": "object", "properties": second}}
}

// annotated returns a document with documentation in every schema.
func annotated(t *testing.T, root map[string]any) []byte {
	t.Helper()
	return eachSchema(t, root, func(s *yaml.Node) {
		if node.Get(s, "$ref") == nil {
			node.Set(s, "description", node.Text("A description."))
			node.Set(s, "externalDocs", node.Map(0))
			node.Set(node.Get(s, "externalDocs"), "url", node.Text("https://example.com"))
		}
	})
}

// enclosed makes a schema the only part of an allOf.
func enclosed(s *yaml.Node) {
	part := *s
	*s = *node.Map(0)
	node.Set(s, "allOf", node.List(&part))
}

// eachSchema returns a document after visiting its schemas, inner schemas first.
func eachSchema(t *testing.T, root map[string]any, visit func(*yaml.Node)) []byte {
	t.Helper()
	text, err := yaml.Marshal(root)
	require.NoError(t, err)
	var tree yaml.Node
	require.NoError(t, yaml.Unmarshal(text, &tree))
	require.NoError(t, spec.OpenAPI30.Walk(&tree, func(kind spec.Kind, _ []string, s *yaml.Node) error {
		if kind == "schema" {
			visit(s)
		}
		return nil
	}))
	text, err = yaml.Marshal(&tree)
	require.NoError(t, err)
	return text
}

// wrap makes each reference to a schema the only part of an allOf.
func wrap(root map[string]any) {
	var references []map[string]any
	each(root, func(element map[string]any) {
		if ref, _ := element["$ref"].(string); strings.HasPrefix(ref, "#/components/schemas/") {
			references = append(references, element)
		}
	})
	for _, element := range references {
		element["allOf"] = []any{map[string]any{"$ref": element["$ref"]}}
		delete(element, "$ref")
	}
}

// raise rewrites a schema of OpenAPI 3.0 for 3.1.
func raise(s map[string]any) {
	name, ok := s["type"].(string)
	if s["nullable"] == true && !ok && s["allOf"] == nil && s["anyOf"] == nil && s["oneOf"] == nil {
		delete(s, "nullable") // a schema without a type allows null
	}
	if s["nullable"] != true || !ok {
		return
	}
	delete(s, "nullable")
	s["type"] = []any{name, "null"}
	if values, ok := s["enum"].([]any); ok && !slices.Contains(values, any(nil)) {
		s["enum"] = append(values, nil)
	}
}

func isMap(list []any, word string) bool {
	return slices.ContainsFunc(list, func(item any) bool {
		m, ok := item.(map[string]any)
		return ok && m[word] != nil
	})
}

func nameOf(item any) string {
	m, _ := item.(map[string]any)
	name, _ := m["name"].(string)
	return name
}

// inline replaces a reference with its target. It leaves references to schemas, and references to what the overlay changes.
func inline(root, element map[string]any, overlay string) {
	ref, _ := element["$ref"].(string)
	path := strings.Split(strings.TrimPrefix(ref, "#/"), "/")
	if len(path) != 3 || path[1] == "schemas" || strings.Contains(overlay, "$."+strings.Join(path, ".")+".") {
		return
	}
	components, _ := root[path[0]].(map[string]any)
	kind, _ := components[path[1]].(map[string]any)
	target, ok := kind[path[2]].(map[string]any)
	if !ok {
		return
	}
	delete(element, "$ref")
	for word, value := range target {
		element[word] = value
	}
}

// plain converts keys to strings. In some documents, statuses are numbers.
func plain(value any) any {
	switch value := value.(type) {
	case map[any]any:
		own := map[string]any{}
		for key, inner := range value {
			own[fmt.Sprint(key)] = plain(inner)
		}
		return own
	case map[string]any:
		for key, inner := range value {
			value[key] = plain(inner)
		}
	case []any:
		for i, inner := range value {
			value[i] = plain(inner)
		}
	}
	return value
}

// each visits the elements of a document, but not the values of examples and extensions.
func each(value any, visit func(map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		visit(value)
		for key, inner := range value {
			if !slices.Contains([]string{"example", "examples", "default"}, key) && !strings.HasPrefix(key, "x-") {
				each(inner, visit)
			}
		}
	case []any:
		for _, inner := range value {
			each(inner, visit)
		}
	}
}

func TestARewrittenDocumentHasTheSamePackage(t *testing.T) {
	names, err := generate.Names(root)
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		side := goapi.Side{
			Spec: spec.File(filepath.Join(root, "specs", name, "openapi.yaml")), Overlays: []spec.Source{spec.File(filepath.Join(root, "overlays", name+".yaml"))},
			Config: spec.File(filepath.Join(root, "specs", name, "codegen.yaml")),
		}
		overlay, err := side.Overlays[0].Read()
		require.NoError(t, err)
		hasTheSamePackage(t, name, side, string(overlay), spellings)
	}
}

func TestARewrittenForeignDocumentHasTheSamePackage(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join(root, "internal", "generate", "testdata", "documents", "*.txtar"))
	require.NoError(t, err)
	require.NotEmpty(t, archives)
	all := maps.Clone(spellings)
	all["with objects split by allOf"] = func(t *testing.T, root map[string]any, _ string) []byte {
		t.Helper()
		each(root, split)
		text, err := json.Marshal(root)
		require.NoError(t, err)
		return text
	}
	all["with each schema in an allOf"] = func(t *testing.T, root map[string]any, _ string) []byte {
		t.Helper()
		return eachSchema(t, root, enclosed)
	}
	for _, file := range archives {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		data := archive.Files[0].Data
		isGenerated := slices.ContainsFunc(archive.Files, func(f txtar.File) bool { return f.Name == "models.gen.go" })
		if isGenerated && archive.Files[0].Name == "openapi.yaml" && strings.Contains(string(data), "openapi: 3.0") {
			name := strings.TrimSuffix(filepath.Base(file), ".txtar")
			hasTheSamePackage(t, name, goapi.Side{Spec: spec.Source{Name: "openapi.yaml", Data: data}}, "", all)
		}
	}
}

func hasTheSamePackage(t *testing.T, name string, side goapi.Side, overlay string, spellings map[string]func(*testing.T, map[string]any, string) []byte) {
	t.Helper()
	old, err := comparer.Load(t.Context(), side)
	require.NoError(t, err)
	data, err := side.Spec.Read()
	require.NoError(t, err)
	for spelling, spell := range spellings {
		t.Run(name+" "+spelling, func(t *testing.T) {
			var tree any
			require.NoError(t, yaml.Unmarshal(data, &tree))
			root, ok := plain(tree).(map[string]any)
			require.True(t, ok)
			after := side
			after.Spec = spec.Source{Name: "openapi.yaml", Data: spell(t, root, overlay)}
			r, err := old.Compare(t.Context(), after)
			require.NoError(t, err)
			assert.Empty(t, text(r.Changes))
			assert.Empty(t, r.LeftOut)
		})
	}
}
