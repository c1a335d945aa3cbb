package spec

import (
	"encoding/json"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// LowerSwagger converts a Swagger 2.0 document to OpenAPI 3.0. Elements keep their lines. LowerSwagger repairs known errors in
// the documents of HostBill installations, and notes each repair in the extension [Repaired].
func LowerSwagger(name string, root *yaml.Node) (*yaml.Node, error) {
	if err := repairSwagger(name, root); err != nil {
		return nil, err
	}
	if err := swagger20.Check(name, root); err != nil {
		return nil, err
	}
	return convertSwagger(name, root)
}

// convertSwagger converts a valid Swagger 2.0 tree to OpenAPI 3.0.
func convertSwagger(name string, root *yaml.Node) (*yaml.Node, error) {
	origins := markObjects(root)
	converted, err := convert(name, root)
	if err != nil {
		return nil, err
	}
	origins.place(converted.Content[0], root.Content[0].Line, root.Content[0])
	return converted, nil
}

// objects are the objects of a Swagger 2.0 document. The library that converts documents loses the lines, so each object gets its
// index as an extension before the conversion.
type objects []*yaml.Node

// numberOf is the extension with an object's index.
const numberOf = "x-number-of-object"

func markObjects(root *yaml.Node) (all objects) {
	marked := []Kind{"document", "path item", "operation", "parameter", "header", "response", "schema", "security scheme"}
	_ = swagger20.Walk(root, func(kind Kind, _ []string, object *yaml.Node) error {
		if slices.Contains(marked, kind) && node.Get(object, "$ref") == nil {
			node.Set(object, numberOf, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(len(all))})
			all = append(all, object)
		}
		return nil
	})
	return all
}

// words20 maps keywords of OpenAPI 3.0 to the Swagger 2.0 keywords that they are converted from.
var words20 = map[string][]string{
	"schemas": {"definitions"}, "requestBodies": {"parameters"}, "securitySchemes": {"securityDefinitions"},
	"servers": {"host", "basePath"}, "openapi": {"swagger"}, "flows": {"flow"}, "nullable": {"x-nullable"},
	"style": {"collectionFormat"}, "explode": {"collectionFormat"},
}

// place sets the lines of a converted value. Origin is the Swagger element that the value probably comes from, and line is the line
// of that element.
func (all objects) place(at *yaml.Node, line int, origin *yaml.Node) {
	if number := node.Remove(at, numberOf); number != nil {
		i, _ := strconv.Atoi(number.Value)
		line, origin = all[i].Line, all[i]
	}
	at.Line = line
	if at.Kind == yaml.SequenceNode {
		for i, item := range at.Content {
			if from := itemOf(origin, i, at); from != nil {
				all.place(item, from.Line, from)
			} else {
				all.place(item, line, origin)
			}
		}
		return
	}
	for key, value := range node.Pairs(at) {
		if word, from := wordOf(origin, key.Value); word != nil {
			all.place(value, from.Line, from)
			key.Line = word.Line
		} else {
			all.place(value, line, origin)
			key.Line = value.Line
		}
	}
	// The conversion sorted the keys by name. Restore their order: the line of a list item is that of its first key.
	pairs := slices.Collect(slices.Chunk(at.Content, 2))
	slices.SortStableFunc(pairs, func(a, b []*yaml.Node) int { return a[0].Line - b[0].Line })
	at.Content = slices.Concat(pairs...)
}

// wordOf returns the key and the value of a Swagger mapping that name was converted from, or nil.
func wordOf(mapping *yaml.Node, name string) (key, value *yaml.Node) {
	for _, word := range append([]string{name}, words20[name]...) {
		for key, value := range node.Pairs(mapping) {
			if key.Value == word {
				return key, value
			}
		}
	}
	return nil, nil
}

// itemOf returns the item of a Swagger list that became item i of the converted list, or nil if that is unknown. The conversion
// removes body parameters from lists of parameters. In those lists, itemOf finds only references, by name.
func itemOf(list *yaml.Node, i int, became *yaml.Node) *yaml.Node {
	switch name := path.Base(node.Value(became.Content[i], "$ref")); {
	case list.Kind != yaml.SequenceNode:
	case len(list.Content) == len(became.Content):
		return list.Content[i]
	default:
		for _, item := range list.Content {
			if reference := node.Value(item, "$ref"); reference != "" && path.Base(reference) == name {
				return item
			}
		}
	}
	return nil
}

// convert converts a Swagger 2.0 tree to an OpenAPI 3.0 document.
func convert(name string, root *yaml.Node) (*yaml.Node, error) {
	failed := func(err error) error { return &Error{File: name, Line: root.Line, Msg: err.Error()} }
	text, err := JSON(name, root)
	if err != nil {
		return nil, err
	}
	var old openapi2.T
	if err := json.Unmarshal(text, &old); err != nil {
		return nil, failed(err)
	}
	inherit(&old)
	t, err := openapi2conv.ToV3(&old)
	if err != nil {
		return nil, failed(err)
	}
	if text, err = json.Marshal(t); err != nil {
		return nil, failed(err)
	}
	tree, err := JSONTree(name, text, 1)
	if err != nil {
		return nil, err
	}
	err = OpenAPI30.Walk(tree, func(_ Kind, _ []string, object *yaml.Node) error {
		for _, note := range []string{"x-originalParamName", "x-formData-name"} { // the library adds them so that it can convert back
			node.Remove(object, note)
		}
		return nil
	})
	return tree, err
}

// inherit copies the document's response media types to operations without their own, because the library looks only at operations.
// It also sets the request media type of operations with forms.
func inherit(t *openapi2.T) {
	for _, item := range t.Paths {
		for _, op := range item.Operations() {
			if len(op.Produces) == 0 {
				op.Produces = t.Produces
			}
			form := ""
			for _, p := range slices.Concat(item.Parameters, op.Parameters) {
				switch {
				case p.In == "formData" && p.Type.Is("file"):
					form = "multipart/form-data"
				case p.In == "formData" && form == "":
					form = "application/x-www-form-urlencoded"
				}
			}
			if form != "" && len(op.Consumes) == 0 && !slices.ContainsFunc(t.Consumes, func(media string) bool { return strings.Contains(media, "form") }) {
				op.Consumes = []string{form}
			}
		}
	}
}
