package spec

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// repairSwagger fixes errors that published Swagger 2.0 documents are known to have, and notes each repair in the document.
func repairSwagger(file string, root *yaml.Node) error {
	paths := node.Get(root.Content[0], "paths")
	if paths == nil || paths.Kind != yaml.MappingNode {
		return &Error{File: file, Line: root.Content[0].Line, Msg: "the document has no paths"}
	}
	if err := repairPaths(file, paths); err != nil {
		return err
	}
	repairNames(root)
	return swagger20.Walk(root, func(kind Kind, _ []string, object *yaml.Node) error {
		if kind == "schema" || kind == "parameter" || kind == "header" {
			repairType(object)
		}
		if in := node.Value(object, "in"); kind == "parameter" && node.Value(object, "type") == "array" && in != "formData" {
			separated(object)
		}
		return nil
	})
}

// repairPaths adds missing slashes at the start of paths. It changes query parameters to path parameters if the path names them.
func repairPaths(file string, paths *yaml.Node) error {
	for path, item := range node.Pairs(paths) {
		if IsExtension(path.Value) || item.Kind != yaml.MappingNode {
			continue // an item that is not a mapping is reported by swagger20.Check
		}
		if !strings.HasPrefix(path.Value, "/") {
			if node.Get(paths, "/"+path.Value) != nil {
				msg := fmt.Sprintf("the path %s appears twice, with and without a leading slash", path.Value)
				return &Error{File: file, Line: path.Line, Msg: msg}
			}
			noteRepair(item, fmt.Sprintf("the path %q is read with a leading slash", path.Value))
			path.Value = "/" + path.Value
		}
		repairParameters(path.Value, node.Get(item, "parameters"))
		for _, op := range node.Pairs(item) {
			repairParameters(path.Value, node.Get(op, "parameters"))
		}
	}
	return nil
}

func repairParameters(path string, parameters *yaml.Node) {
	if parameters == nil || parameters.Kind != yaml.SequenceNode {
		return
	}
	for _, p := range parameters.Content {
		if node.Value(p, "in") == "query" && strings.Contains(path, "{"+node.Value(p, "name")+"}") {
			node.Set(p, "in", node.Text("path"))
			noteRepair(p, "the query parameter is read as a path parameter, because the path names it")
		}
	}
}

// typeNames maps names of types in PHP and databases to Swagger types.
var typeNames = map[string]string{
	"int": "integer", "bool": "boolean", "float": "number", "double": "number", "text": "string",
}

func repairType(object *yaml.Node) {
	if written := node.Value(object, "type"); typeNames[written] != "" {
		noteRepair(object, fmt.Sprintf("the type %q is read as %s", written, typeNames[written]))
		node.Set(object, "type", node.Text(typeNames[written]))
	}
}

// separated makes the separator of a list explicit. The default is commas; the default in OpenAPI 3 is one parameter for each item.
func separated(parameter *yaml.Node) {
	switch node.Value(parameter, "collectionFormat") {
	case "csv", "ssv", "pipes", "multi":
		return
	case "":
	default: // OpenAPI 3 has no style for tabs
		noteRepair(parameter, fmt.Sprintf("the collectionFormat %q is read as csv", node.Value(parameter, "collectionFormat")))
	}
	node.Set(parameter, "collectionFormat", node.Text("csv"))
}

// notInName matches the characters that OpenAPI 3 does not allow in names of components. Swagger 2.0 allows any character.
var notInName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// repairNames renames components whose names are invalid in OpenAPI 3, and updates the references to them.
func repairNames(root *yaml.Node) {
	references := map[string]string{}
	var schemes map[string]string
	for _, section := range []string{"definitions", "parameters", "responses", "securityDefinitions"} {
		renamed := renameKeys(node.Get(root.Content[0], section))
		for before, after := range renamed {
			references["#"+Pointer(section, before)] = "#" + Pointer(section, after)
			references["#/"+section+"/"+before] = "#" + Pointer(section, after) // many generators do not escape names
		}
		schemes = renamed
	}
	if len(references) == 0 {
		return
	}
	_ = swagger20.Walk(root, func(kind Kind, _ []string, object *yaml.Node) error {
		if reference := node.Get(object, "$ref"); reference != nil {
			if after, found := references[reference.Value]; found {
				reference.Value = after
			}
		}
		if requirements := node.Get(object, "security"); kind == "document" || kind == "operation" {
			renameRequirements(requirements, schemes)
		}
		return nil
	})
}

func renameRequirements(requirements *yaml.Node, schemes map[string]string) {
	if requirements == nil {
		return
	}
	for _, requirement := range requirements.Content {
		for scheme := range node.Pairs(requirement) {
			if after, found := schemes[scheme.Value]; found {
				scheme.Value = after
			}
		}
	}
}

// renameKeys renames the keys of a section that OpenAPI 3 does not allow. It returns a map from the old names to the new ones.
func renameKeys(section *yaml.Node) map[string]string {
	renamed := map[string]string{}
	for key, value := range node.Pairs(section) {
		if !notInName.MatchString(key.Value) {
			continue
		}
		base := cmp.Or(strings.Trim(notInName.ReplaceAllString(key.Value, "-"), "-"), "unnamed")
		name := Unique(base, "-", func(name string) bool { return node.Get(section, name) != nil })
		renamed[key.Value] = name
		if value.Kind == yaml.MappingNode {
			noteRepair(value, fmt.Sprintf("the name %q is read as %q", key.Value, name))
		}
		key.Value = name
	}
	return renamed
}

// Repaired is the extension in which importers describe the errors that they repaired in an element.
const Repaired = "x-repaired"

// noteRepair adds the description of a repair to an object.
func noteRepair(object *yaml.Node, text string) {
	if notes := node.Get(object, Repaired); notes != nil && notes.Kind == yaml.SequenceNode {
		notes.Content = append(notes.Content, node.Text(text))
		return
	}
	node.Set(object, Repaired, node.List(node.Text(text)))
}
