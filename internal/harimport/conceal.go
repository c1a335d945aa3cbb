package harimport

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// secrets are the names of what the document calls secret in the requests and answers of an operation: in its bodies (format:
// password, or x-credential), its path and its query.
type secrets struct {
	body, path, query map[string]bool
}

// secretsOf gathers the secrets of the operation of doc at item. What is secret in a request is so in the answer too, which may
// repeat it.
func secretsOf(doc *openapi3.T, item *openapi3.PathItem, op *openapi3.Operation) secrets {
	s := secrets{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, ref := range slices.Concat(item.Parameters, op.Parameters) {
		if ref.Value.Schema != nil && isSecret(ref.Value.Schema, nil) {
			map[string]map[string]bool{"path": s.path, "query": s.query}[ref.Value.In][ref.Value.Name] = true
		}
	}
	if doc.Components != nil {
		for _, ref := range doc.Components.SecuritySchemes {
			if ref.Value.In == "query" {
				s.query[ref.Value.Name] = true
			}
		}
	}
	seen := map[*openapi3.Schema]bool{}
	if op.RequestBody != nil {
		s.gather(op.RequestBody.Value.Content, seen)
	}
	for _, response := range op.Responses.Map() {
		s.gather(response.Value.Content, seen)
	}
	return s
}

func (s secrets) gather(content openapi3.Content, seen map[*openapi3.Schema]bool) {
	for _, media := range content {
		s.gatherNames(media.Schema, seen)
	}
}

// gatherNames gathers the names of the properties that a schema calls secret.
func (s secrets) gatherNames(ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool) {
	if ref == nil || seen[ref.Value] {
		return
	}
	seen[ref.Value] = true
	for name, property := range ref.Value.Properties {
		if isSecret(property, nil) {
			s.body[name] = true
		}
		s.gatherNames(property, seen)
	}
	for _, part := range parts(ref.Value) {
		s.gatherNames(part, seen)
	}
}

// isSecret reports whether a value is one, or a list or map of such.
func isSecret(ref *openapi3.SchemaRef, above []*openapi3.Schema) bool {
	if ref == nil || slices.Contains(above, ref.Value) {
		return false
	}
	if ref.Value.Format == "password" || ref.Value.Extensions["x-credential"] == true {
		return true
	}
	return slices.ContainsFunc(parts(ref.Value), func(part *openapi3.SchemaRef) bool { return isSecret(part, append(above, ref.Value)) })
}

// parts are the schemas that a schema is made of, other than those of its properties.
func parts(s *openapi3.Schema) openapi3.SchemaRefs {
	return slices.Concat(s.AllOf, s.AnyOf, s.OneOf, openapi3.SchemaRefs{s.Items, s.AdditionalProperties.Schema})
}

// conceal puts a placeholder, the property's name in capitals, in the place of every secret of a body: JSON, or else a form.
// The rest of the text stays as it is.
func (s secrets) conceal(body string) string {
	if json.Valid([]byte(body)) {
		return concealJSON(body, s.body)
	}
	return concealForm(body, s.body)
}

// concealURL does the same with a URL whose path ends as template says, and takes the user and the fragment out of it.
func (s secrets) concealURL(target *url.URL, template string) string {
	segments, words := strings.Split(target.EscapedPath(), "/"), strings.Split(template, "/")
	above := len(segments) - len(words)
	for i, word := range words {
		if name, ok := strings.CutPrefix(word, "{"); ok && s.path[strings.TrimSuffix(name, "}")] {
			segments[above+i] = strings.ToUpper(strings.TrimSuffix(name, "}"))
		}
	}
	shown := target.Scheme + "://" + target.Host + strings.Join(segments, "/")
	if target.RawQuery != "" {
		shown += "?" + concealForm(target.RawQuery, s.query)
	}
	return shown
}

// concealForm replaces the values of the fields called names, and of what is in them: PHP writes secret[0].
func concealForm(form string, names map[string]bool) string {
	pairs := strings.Split(form, "&")
	for i, pair := range pairs {
		key, _, ok := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(key)
		if !ok || err != nil {
			continue
		}
		for _, segment := range strings.FieldsFunc(name, func(r rune) bool { return r == '[' || r == ']' }) {
			if names[segment] {
				pairs[i] = key + "=" + strings.ToUpper(segment)
				break
			}
		}
	}
	return strings.Join(pairs, "&")
}

// concealJSON replaces the texts of the members called names, and of what is in them, and makes their numbers 1. It goes by the
// places of the tokens: a secret may be spelled in several ways, such as with a slash that is escaped.
func concealJSON(body string, names map[string]bool) string {
	var out strings.Builder
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.UseNumber() // also those that fit no floating point
	copied := 0
	replace := func(before int, placeholder string) {
		start := before + len(body[before:]) - len(strings.TrimLeft(body[before:], ":, \t\r\n"))
		out.WriteString(body[copied:start] + placeholder)
		copied = int(decoder.InputOffset())
	}
	var value func(name string)
	value = func(name string) {
		before := int(decoder.InputOffset())
		token, err := decoder.Token()
		if err != nil {
			return // the JSON is valid: there are no errors but the end
		}
		switch token := token.(type) {
		case json.Delim:
			for decoder.More() {
				member := name
				if token == '{' {
					key, _ := decoder.Token()
					if text, ok := key.(string); ok && !names[name] {
						member = text
					}
				}
				value(member)
			}
			_, _ = decoder.Token()
		case string:
			if names[name] && token != "" {
				replace(before, `"`+strings.ToUpper(name)+`"`)
			}
		case json.Number:
			if names[name] && token != "0" {
				replace(before, "1")
			}
		}
	}
	value("")
	return out.String() + body[copied:]
}
