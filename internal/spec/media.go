package spec

import (
	"maps"
	"mime"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// JSONMedia returns the JSON media type of a content, or "" if there is none. It prefers application/json, with or without parameters.
// The second choice is a media type that ends in +json, and the third is a wildcard such as */*.
func JSONMedia(content openapi3.Content) string {
	found, rank := "", 0
	for _, media := range slices.Sorted(maps.Keys(content)) {
		plain, _, err := mime.ParseMediaType(media)
		if err != nil {
			plain = media
		}
		mine := 0
		switch {
		case media == "application/json":
			mine = 4
		case plain == "application/json":
			mine = 3
		case strings.HasSuffix(plain, "+json"), plain == "text/json":
			mine = 2
		case plain == "*/*", plain == "application/*":
			mine = 1
		}
		if mine > rank {
			found, rank = media, mine
		}
	}
	return found
}

// BodyMedia returns the media type in which a generated client sends the body of a request, or "" if it supports none of them. JSON is
// preferred. A multipart form is chosen if it has files, or if there is no other form.
func BodyMedia(content openapi3.Content) string {
	media := JSONMedia(content)
	if media != "" && IsFile(content[media]) {
		media = ""
	}
	if media != "" && !strings.Contains(media, "*") {
		return media
	}
	form, parts := mediaLike(content, IsForm), mediaLike(content, IsMultipart)
	switch {
	case parts != "" && (form == "" || HasFiles(content[parts].Schema)):
		return parts
	case form != "":
		return form
	}
	return media
}

// mediaLike returns the first media type for which is returns true, or "".
func mediaLike(content openapi3.Content, is func(string) bool) string {
	for _, media := range slices.Sorted(maps.Keys(content)) {
		if is(media) {
			return media
		}
	}
	return ""
}

// IsForm reports whether a media type is application/x-www-form-urlencoded.
func IsForm(media string) bool {
	plain, _, err := mime.ParseMediaType(media)
	return err == nil && plain == "application/x-www-form-urlencoded"
}

// IsMultipart reports whether a media type is multipart/form-data.
func IsMultipart(media string) bool { return strings.HasPrefix(media, "multipart/form-data") }

// IsText reports whether a media type is text. An event stream does not count, because its length is unlimited.
func IsText(media string) bool {
	return strings.HasPrefix(media, "text/") && !strings.HasPrefix(media, "text/event-stream")
}

// IsFile reports whether a content is a file. It looks at the schema only, because some vendors' tools declare all files as JSON.
func IsFile(media *openapi3.MediaType) bool { return media != nil && IsBinary(media.Schema) }

// IsBinary reports whether a schema describes raw bytes.
func IsBinary(ref *openapi3.SchemaRef) bool {
	return ref != nil && ref.Value != nil && ref.Value.Type.Is("string") && ref.Value.Format == "binary" && ref.Value.Extensions["x-go-type"] == nil
}

// HasFiles reports whether a form has fields for files.
func HasFiles(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value == nil {
		return false
	}
	for _, property := range ref.Value.Properties {
		if IsBinary(property) || property.Value != nil && IsBinary(property.Value.Items) {
			return true
		}
	}
	for _, part := range ref.Value.AllOf {
		if HasFiles(part) {
			return true
		}
	}
	return false
}
