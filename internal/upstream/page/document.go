package page

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// object is a mapping whose members keep their order.
type object []member

type member struct {
	key   string
	value any
}

// node encodes a value. It encodes each part once, while yaml would encode a nested object again at every level.
func node(value any) (*yaml.Node, error) {
	switch value := value.(type) {
	case object:
		mapping := &yaml.Node{Kind: yaml.MappingNode}
		for _, m := range value {
			inner, err := node(m.value)
			if err != nil {
				return nil, err
			}
			mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: m.key}, inner)
		}
		return mapping, nil
	case []object:
		sequence := &yaml.Node{Kind: yaml.SequenceNode}
		for _, item := range value {
			inner, err := node(item)
			if err != nil {
				return nil, err
			}
			sequence.Content = append(sequence.Content, inner)
		}
		return sequence, nil
	}
	var single yaml.Node
	err := single.Encode(value)
	return &single, err
}

// document returns the API as an OpenAPI document.
func (a api) document(title, source string) (*yaml.Node, error) {
	var paths object
	at := map[string]int{}
	for _, o := range a.operations {
		if _, seen := at[o.path]; !seen {
			at[o.path] = len(paths)
			paths = append(paths, member{o.path, object(nil)})
		}
		item := &paths[at[o.path]]
		item.value = append(item.value.(object), member{strings.ToLower(o.method), a.operation(o, source)})
	}
	document := object{
		{"openapi", "3.0.3"},
		{"info", object{{"title", title}, {"version", "unknown"}}},
		{"paths", paths},
	}
	root, err := node(document)
	return &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{root}}, err
}

func (a api) operation(o *operation, source string) object {
	at := func(first, last int) member {
		return member{"x-source", object{{"document", source}, {"lines", lines(first, last)}}}
	}
	result := object{at(o.first, o.last)}
	if len(o.permissions) > 0 {
		result = append(result, member{"x-permissions", o.permissions})
	}
	var parameters []object
	var properties object
	var required []string
	for _, p := range o.parameters {
		facts := append(object{}, p.facts...)
		if len(p.duplicates) > 0 {
			facts = append(facts, member{"x-duplicates", p.duplicates})
		}
		facts = append(facts, at(p.first, p.last))
		if p.in == "body" {
			properties = append(properties, member{p.name, append(append(object{}, p.schema...), facts...)})
			if p.required {
				required = append(required, p.name)
			}
			continue
		}
		parameter := object{{"name", p.name}, {"in", p.in}, {"required", p.required}, {"schema", p.schema}}
		parameters = append(parameters, append(parameter, facts...))
	}
	if len(parameters) > 0 {
		result = append(result, member{"parameters", parameters})
	}
	if len(properties) > 0 {
		body := object{{"type", "object"}}
		if len(required) > 0 {
			body = append(body, member{"required", required})
		}
		body = append(body, member{"properties", properties})
		content := object{{a.mediaType, object{{"schema", body}}}}
		result = append(result, member{"requestBody", object{{"required", len(required) > 0}, {"content", content}}})
	}
	return append(result, member{"responses", object{{"default", object{{"description", "Not documented."}}}}})
}
