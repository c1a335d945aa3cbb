package spec

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// LowerSwagger turns a document of Swagger 2.0 into one of OpenAPI 3.0, where an element keeps its line. Installations of
// HostBill publish it with errors, which it repairs, with [Repaired] at each.
func LowerSwagger(name string, root *yaml.Node) (*yaml.Node, error) {
	if err := repairSwagger(name, root); err != nil {
		return nil, err
	}
	if err := swagger20.Check(name, root); err != nil {
		return nil, err
	}
	return convertSwagger(name, root)
}

// convertSwagger makes a tree of Swagger 2.0 that has been checked one of OpenAPI 3.0.
func convertSwagger(name string, root *yaml.Node) (*yaml.Node, error) {
	markLines(root)
	converted, err := convert(root)
	if err != nil {
		return nil, &Error{File: name, Line: root.Line, Msg: err.Error()}
	}
	setLines(converted.Content[0], root.Content[0].Line)
	return converted, nil
}

// lineMark is the extension that carries the line of an object through the conversion.
const lineMark = "x-line-of-swagger"

func markLines(root *yaml.Node) {
	marked := []Kind{"document", "path item", "operation", "parameter", "response", "schema", "security scheme"}
	_ = swagger20.Walk(root, func(kind Kind, _ []string, object *yaml.Node) error {
		if slices.Contains(marked, kind) && node.Get(object, "$ref") == nil {
			node.Set(object, lineMark, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(object.Line)})
		}
		return nil
	})
}

// setLines gives every node the line of the object that it is in.
func setLines(at *yaml.Node, line int) {
	if at.Kind == yaml.MappingNode {
		if mark := node.Remove(at, lineMark); mark != nil {
			line, _ = strconv.Atoi(mark.Value)
		}
	}
	at.Line = line
	for i, child := range at.Content {
		setLines(child, line)
		if at.Kind == yaml.MappingNode && i%2 == 1 {
			at.Content[i-1].Line = child.Line
		}
	}
}

// convert makes a tree of Swagger 2.0 an OpenAPI 3.0 document.
func convert(root *yaml.Node) (*yaml.Node, error) {
	text, err := JSON(root)
	if err != nil {
		return nil, err
	}
	var old openapi2.T
	if err := json.Unmarshal(text, &old); err != nil {
		return nil, err
	}
	inherit(&old)
	t, err := openapi2conv.ToV3(&old)
	if err != nil {
		return nil, err
	}
	if text, err = json.Marshal(t); err != nil {
		return nil, err
	}
	tree, err := JSONTree("", text, 1)
	if err != nil {
		return nil, err
	}
	err = OpenAPI30.Walk(tree, func(_ Kind, _ []string, object *yaml.Node) error {
		for _, note := range []string{"x-originalParamName", "x-formData-name"} { // of the conversion to itself
			node.Remove(object, note)
		}
		return nil
	})
	return tree, err
}

// inherit copies the media types of the document to its operations, where the conversion looks for them, and gives forms
// the media type of a form.
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
			if form != "" && len(op.Consumes) == 0 && !slices.ContainsFunc(t.Consumes, isForm) {
				op.Consumes = []string{form}
			}
		}
	}
}

func isForm(media string) bool { return strings.Contains(media, "form") }
