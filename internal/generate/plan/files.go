package plan

import (
	"maps"
	"mime"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

const mediaMultipart = "multipart/form-data"

// Go types of bodies that are neither JSON nor a form, and of files in a form.
const (
	upload = "core.Upload"
	file   = "core.File"
)

func anything() *openapi3.SchemaRef { return &openapi3.SchemaRef{Value: openapi3.NewSchema()} }

// bodyMedia returns the media type that the body of a request is sent in, of those that Go types are made of; "" if there is
// none. JSON says most. A multipart form is chosen where it has files, or is all there is.
func bodyMedia(content openapi3.Content) string {
	media := jsonMedia(content)
	if media != "" && isFile(content[media]) {
		media = ""
	}
	if media != "" && !strings.Contains(media, "*") {
		return media
	}
	form, parts := mediaLike(content, isForm), mediaLike(content, isMultipart)
	switch {
	case parts != "" && (form == "" || hasFiles(content[parts].Schema)):
		return parts
	case form != "":
		return form
	}
	return media
}

// mediaLike returns the first media type of a content of a kind; "" if there is none.
func mediaLike(content openapi3.Content, is func(string) bool) string {
	for _, media := range sorted(content) {
		if is(media) {
			return media
		}
	}
	return ""
}

func isForm(media string) bool {
	plain, _, err := mime.ParseMediaType(media)
	return err == nil && plain == mediaForm
}

func isMultipart(media string) bool { return strings.HasPrefix(media, mediaMultipart) }

// isTextMedia reports whether a body of a media type is a text of moderate length. Events go on for ever.
func isTextMedia(media string) bool {
	return strings.HasPrefix(media, "text/") && !strings.HasPrefix(media, "text/event-stream")
}

// isFile reports whether a content is bytes, whatever its media type says: a vendor's tool may list every file as JSON.
func isFile(media *openapi3.MediaType) bool { return media != nil && isBinary(media.Schema) }

func isBinary(ref *openapi3.SchemaRef) bool {
	return ref != nil && ref.Value != nil && ref.Value.Type.Is("string") && ref.Value.Format == "binary" && !isTyped(ref.Value)
}

// hasFiles reports whether a form has files in it.
func hasFiles(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value == nil {
		return false
	}
	for _, property := range ref.Value.Properties {
		if isBinary(property) || property.Value != nil && isBinary(property.Value.Items) {
			return true
		}
	}
	for _, part := range ref.Value.AllOf {
		if hasFiles(part) {
			return true
		}
	}
	return false
}

// withFiles returns a content in whose form files have a Go type of their own. What has no files stays as it is.
func withFiles(content *openapi3.MediaType) *openapi3.MediaType {
	own := *content
	own.Schema = formWithFiles(content.Schema)
	return &own
}

func formWithFiles(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	if !hasFiles(ref) {
		return ref
	}
	own := *ref.Value
	own.Properties = maps.Clone(own.Properties)
	for name, property := range own.Properties {
		switch {
		case isBinary(property):
			own.Properties[name] = fileSchema(property)
		case property.Value != nil && isBinary(property.Value.Items):
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

// fileSchema is the schema of a file. What a document demands of the text that it writes for one is of no meaning.
func fileSchema(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	own := openapi3.NewStringSchema()
	own.Description, own.Deprecated, own.Extensions = ref.Value.Description, ref.Value.Deprecated, maps.Clone(ref.Value.Extensions)
	if own.Extensions == nil {
		own.Extensions = map[string]any{}
	}
	own.Extensions["x-go-type"] = file
	return &openapi3.SchemaRef{Value: own}
}

// partMedia are the media types that a document gives to the parts of a form. Of several it is the first; a range is none.
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

// opaqueBody returns the media type and the Go type of a body that is neither JSON nor a form: a text, or what the caller reads
// it from.
func opaqueBody(content openapi3.Content) (media, goType string) {
	media = mediaBytes
	if all := sorted(content); len(all) > 0 && !strings.Contains(all[0], "*") && jsonMedia(openapi3.Content{all[0]: nil}) == "" {
		media = all[0]
	}
	if isTextMedia(media) {
		return media, "string"
	}
	return media, upload
}
