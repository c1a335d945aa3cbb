package listing

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// A fact is what is known of a member of an object.
type fact struct {
	class class    // scalar, flow for maps, dash for lists, nothing for null
	text  string   // of a scalar
	names []string // the keys of a map, or the texts of a list, where a check asks for them
	frame *frame   // which has them, if the value is not written in one token
}

// list returns the keys of a map, or the texts of a list.
func (f fact) list() []string {
	if f.frame != nil {
		return f.frame.names()
	}
	return f.names
}

// facts are the members of an object.
type facts map[string]fact

var typeNames = []string{"array", "boolean", "integer", "number", "object", "string"}

// only says which types a keyword has a sense for.
var only = map[string][]string{
	"required": {"object"}, "properties": {"object"}, "additionalProperties": {"object"}, "minProperties": {"object"},
	"maxProperties": {"object"}, "discriminator": {"object"}, "items": {"array"}, "minItems": {"array"}, "maxItems": {"array"},
	"uniqueItems": {"array"}, "pattern": {"string"}, "minLength": {"string"}, "maxLength": {"string"},
	"minimum": {"number", "integer"}, "maximum": {"number", "integer"}, "multipleOf": {"number", "integer"},
	"format":           {"string", "number", "integer", "boolean"},
	"exclusiveMinimum": {"number", "integer"}, "exclusiveMaximum": {"number", "integer"},
}

// fault says why an object with these members is none, "" if it is sound.
func (o *object) fault(members facts) string {
	if why := o.clash(members); why != "" {
		return why
	}
	if _, found := members["$ref"]; found && o.section != "" {
		return ""
	}
	for _, need := range o.needs {
		if !slices.ContainsFunc(strings.Split(need, "|"), func(key string) bool { _, found := members[key]; return found }) {
			return "it has no " + strings.ReplaceAll(need, "|", " and no ")
		}
	}
	if o.check != nil {
		return o.check(members)
	}
	return ""
}

// clash says which members do not go together, whatever else there is.
func (o *object) clash(members facts) string {
	if ref, found := members["$ref"]; found && o.section != "" {
		for key := range members {
			if key != "$ref" && !strings.HasPrefix(key, "x-") && !slices.Contains(o.beside, key) {
				return key + " stands beside a $ref"
			}
		}
		if section, _, ok := referenced(ref.text); ok && o.section != "*" && section != o.section {
			return fmt.Sprintf("%s is no reference to a %s", ref.text, o.name)
		}
		return ""
	}
	if value, found := members["example"]; found {
		described := members
		if o.name != schemaName {
			s := members["schema"]
			described = facts{"type": {text: s.text}}
			for _, key := range s.list() {
				if key != "type" {
					described[key] = fact{}
				}
			}
		}
		if want := shapeOf(described); want != blank && value.class != nothing && value.class != want {
			return "the example is not of the type"
		}
	}
	if o.name != schemaName {
		return ""
	}
	if want := shapeOf(members); members["enum"].class != blank && (want == flow || want == dash) {
		return "single values are listed for an object or an array"
	}
	kind, typed := members["type"]
	if !typed {
		return ""
	}
	for key := range members {
		if types := only[key]; types != nil && !slices.Contains(types, kind.text) {
			return fmt.Sprintf("%s has no sense for the type %s", key, kind.text)
		}
	}
	if value, found := members["default"]; found && value.class != nothing && value.class != shapeOf(members) {
		return "the default is not of the type"
	}
	return ""
}

// shapeOf returns what values of a schema look like, blank if it leaves that open.
func shapeOf(members facts) class {
	switch members["type"].text {
	case "object":
		return flow
	case "array":
		return dash
	case "":
		if _, found := members["properties"]; found {
			return flow
		}
		return blank
	}
	return scalar
}

// schemaFault is what a schema by itself must hold beside the types of its members.
func schemaFault(members facts) string {
	if fault := partFault(members); fault != "" {
		return fault
	}
	return requiredFault(members)
}

// partFault is what a schema in an allOf, anyOf or oneOf must hold as well: what it requires may be a property of the
// others.
func partFault(members facts) string {
	if _, found := members["items"]; members["type"].text == "array" && !found {
		return "it is an array without items"
	}
	required := members["required"].list()
	if len(setOf(required)) != len(required) {
		return "a property is required twice"
	}
	return ""
}

// requiredFault says which required property is not among the properties. Where a schema is put together of others, the
// property may be theirs.
func requiredFault(members facts) string {
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		if _, found := members[key]; found {
			return ""
		}
	}
	properties, found := members["properties"]
	required := members["required"].list()
	if !found || len(required) == 0 {
		return ""
	}
	declared := setOf(properties.list())
	for _, name := range required {
		if !declared[name] {
			return fmt.Sprintf("the required %s is none of its properties", name)
		}
	}
	return ""
}

func setOf(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}

// referenced splits a reference to a component.
func referenced(ref string) (section, name string, ok bool) {
	rest, ok := strings.CutPrefix(ref, "#/components/")
	if !ok {
		return "", "", false
	}
	section, name, ok = strings.Cut(rest, "/")
	if !ok || strings.Contains(name, "/") {
		return "", "", false
	}
	return section, strings.NewReplacer("~1", "/", "~0", "~").Replace(name), true
}

// accepts says whether a value written as a flow, or as a scalar, is what the grammar allows here.
func (v *value) accepts(node *yaml.Node) bool {
	if v.free {
		return !refers(node)
	}
	switch node.Kind {
	case yaml.ScalarNode:
		return v.scalar != nil && (v.null || node.Tag != "!!null") && v.scalar(node.Value)
	case yaml.SequenceNode:
		for _, item := range node.Content {
			if v.list == nil || !v.list.accepts(item) {
				return false
			}
		}
		return v.list != nil
	case yaml.MappingNode:
		if v.object == nil {
			return false
		}
		members := facts{}
		for i := 0; i < len(node.Content); i += 2 {
			key, child := node.Content[i].Value, node.Content[i+1]
			_, double := members[key]
			if m := v.object.member(key); double || m == nil || !m.accepts(child) {
				return false
			}
			members[key] = factOf(child)
		}
		return v.object.fault(members) == ""
	}
	return false
}

func factOf(node *yaml.Node) fact {
	f := fact{class: scalar, text: node.Value}
	switch node.Kind {
	case yaml.MappingNode:
		f.class = flow
		for i := 0; i < len(node.Content); i += 2 {
			f.names = append(f.names, node.Content[i].Value)
			if node.Content[i].Value == "type" {
				f.text = node.Content[i+1].Value
			}
		}
	case yaml.SequenceNode:
		f.class = dash
		for _, item := range node.Content {
			f.names = append(f.names, item.Value)
		}
	case yaml.ScalarNode:
		if node.Tag == "!!null" {
			f.class = nothing
		}
	}
	return f
}

// refers says whether there is a reference in a value. Values that may be anything have none: what has one is described by
// the grammar.
func refers(node *yaml.Node) bool {
	for i, child := range node.Content {
		if node.Kind == yaml.MappingNode && i%2 == 0 && child.Value == "$ref" || refers(child) {
			return true
		}
	}
	return false
}
