package plan

import (
	"maps"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// The Go types of bodies that are neither JSON nor a form, and of files in a form.
const (
	upload = "core.Upload"
	file   = "core.File"
)

func anything() *openapi3.SchemaRef { return &openapi3.SchemaRef{Value: openapi3.NewSchema()} }

// withFiles returns a copy of a form's content in which files have the Go type core.File.
func withFiles(content *openapi3.MediaType) *openapi3.MediaType {
	own := *content
	own.Schema = formWithFiles(content.Schema)
	return &own
}

func formWithFiles(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	if !spec.HasFiles(ref) {
		return ref
	}
	own := *ref.Value
	own.Properties = maps.Clone(own.Properties)
	for name, property := range own.Properties {
		switch {
		case spec.IsBinary(property):
			own.Properties[name] = fileSchema(property)
		case property.Value != nil && spec.IsBinary(property.Value.Items):
			list := *property.Value
			list.Items = fileSchema(list.Items)
			own.Properties[name] = &openapi3.SchemaRef{Value: &list}
		}
	}
	own.AllOf = nil
	for _, part := range ref.Value.AllOf {
		own.AllOf = append(own.AllOf, formWithFiles(part))
	}
	return &openapi3.SchemaRef{Value: &own}
}

// fileSchema returns the schema of a file. Constraints are dropped: a document describes a file as a string, and constraints on
// that string mean nothing for the file.
func fileSchema(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	own := openapi3.NewStringSchema()
	own.Description, own.Deprecated = ref.Value.Description, ref.Value.Deprecated
	own.Extensions = merged(ref.Value.Extensions, map[string]any{"x-go-type": file})
	return &openapi3.SchemaRef{Value: own}
}

// partMedia returns the media types that a document declares for the parts of a form. If a part has several, the first counts. Ranges
// such as image/* are ignored.
func partMedia(content *openapi3.MediaType) map[string]string {
	parts := map[string]string{}
	for name, encoding := range content.Encoding {
		if encoding == nil {
			continue
		}
		media, _, _ := strings.Cut(encoding.ContentType, ",")
		if media = strings.TrimSpace(media); media != "" && !strings.Contains(media, "*") {
			parts[name] = media
		}
	}
	return parts
}

// opaqueBody returns the media type and the Go type of a body that is neither JSON nor a form: a string for text, and otherwise
// core.Upload.
func opaqueBody(content openapi3.Content) (media, goType string) {
	media = mediaBytes
	if all := sorted(content); len(all) > 0 && !strings.Contains(all[0], "*") && spec.JSONMedia(openapi3.Content{all[0]: nil}) == "" {
		media = all[0]
	}
	if spec.IsText(media) {
		return media, "string"
	}
	return media, upload
}
