package har

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// secrets are the names of what a document calls secret anywhere: of properties (format: password, or x-credential), of
// parameters, and of credentials in the query. Whatever has such a name is secret in every request and answer, since a
// server may repeat what it was told elsewhere.
type secrets struct {
	names  map[string]bool
	sealed map[string]bool // the fields of forms that hold secrets in an encoding which is not looked into
}

// secretsOf gathers the secrets of a document.
func secretsOf(doc *openapi3.T) secrets {
	s := secrets{map[string]bool{}, map[string]bool{}}
	seen := map[*openapi3.Schema]bool{}
	for _, item := range doc.Paths.Map() {
		s.gatherParameters(item.Parameters)
		for _, op := range item.Operations() {
			s.gatherParameters(op.Parameters)
			for _, ref := range bodies(op) {
				s.gatherNames(ref, seen)
			}
		}
	}
	if doc.Components != nil {
		for _, ref := range doc.Components.Schemas {
			s.gatherNames(ref, seen)
		}
		for _, ref := range doc.Components.SecuritySchemes {
			if ref.Value.In == "query" {
				s.names[ref.Value.Name] = true
			}
		}
	}
	return s
}

// bodies are the schemas of an operation's request and answers.
func bodies(op *openapi3.Operation) openapi3.SchemaRefs {
	all := requests(op)
	for _, response := range op.Responses.Map() {
		all = append(all, schemas(response.Value.Content)...)
	}
	return all
}

func requests(op *openapi3.Operation) openapi3.SchemaRefs {
	if op.RequestBody == nil {
		return nil
	}
	return schemas(op.RequestBody.Value.Content)
}

func schemas(content openapi3.Content) openapi3.SchemaRefs {
	var all openapi3.SchemaRefs
	for _, media := range content {
		all = append(all, media.Schema)
	}
	return all
}

func (s secrets) gatherParameters(parameters openapi3.Parameters) {
	for _, ref := range parameters {
		if isSecret(ref.Value.Schema, nil) {
			s.names[ref.Value.Name] = true
		}
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
			s.names[name] = true
		}
		if isSealed(property) {
			s.sealed[name] = true
		}
		s.gatherNames(property, seen)
	}
	for _, part := range parts(ref.Value) {
		s.gatherNames(part, seen)
	}
}

// isSealed reports whether a field of a form holds secrets, and is encoded in another way than as JSON alone.
func isSealed(ref *openapi3.SchemaRef) bool {
	spelling, _ := ref.Value.Extensions["x-form"].(map[string]any)
	steps, _ := spelling["encode"].([]any)
	if !slices.Contains(steps, any("php")) && !slices.Contains(steps, any("base64")) {
		return false
	}
	within := secrets{map[string]bool{}, map[string]bool{}}
	within.gatherNames(ref, map[*openapi3.Schema]bool{})
	return len(within.names) > 0
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

// conceal puts a placeholder, the property's name in capitals, in the place of every secret of a body: JSON, or a form. Of
// one that is a secret itself, all texts are. The rest stays as it is, and what can be neither read nor searched is an
// error.
func (s secrets) conceal(media, body string, itself bool) (string, error) {
	whole := ""
	if itself {
		whole = "secret"
	}
	switch {
	case body == "":
		return "", nil
	case json.Valid([]byte(body)):
		return concealJSON(body, whole, s.names), nil
	case media == mediaForm:
		return s.concealForm(body, whole)
	}
	return "", errors.New("is neither JSON nor a form, and cannot be searched for secrets")
}

// concealURL does the same with a URL whose path ends as template says, and takes the user and the fragment out of it.
func (s secrets) concealURL(target *url.URL, template string) (string, error) {
	segments, words := strings.Split(target.EscapedPath(), "/"), strings.Split(template, "/")
	above := len(segments) - len(words)
	for i, word := range words {
		for _, name := range spec.PathParameters(word) {
			if s.names[name] {
				segments[above+i] = strings.ToUpper(name)
			}
		}
	}
	shown := target.Scheme + "://" + target.Host + strings.Join(segments, "/")
	if target.RawQuery == "" {
		return shown, nil
	}
	query, err := s.concealForm(target.RawQuery, "")
	return shown + "?" + query, err
}

// phpName is what PHP makes of a name of a form, of which it drops the spaces at the beginning.
var phpName = strings.NewReplacer(".", "_", " ", "_")

// concealForm replaces the values of the fields that are secret, and of what is in them: PHP writes secret[0]. Whole is the
// name of the secret that all of the form is; "" if it is none. In a value that is JSON, it replaces what is secret there.
func (s secrets) concealForm(form, whole string) (string, error) {
	pairs := strings.Split(form, "&")
	for i, pair := range pairs {
		key, value, ok := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(key)
		text, valueErr := url.QueryUnescape(value)
		if err != nil || valueErr != nil || strings.ContainsFunc(name, unicode.IsControl) {
			return "", fmt.Errorf("has a field, number %d, that cannot be read", i+1)
		}
		if !ok {
			continue
		}
		secret := whole
		for _, segment := range segmentsOf(phpName.Replace(strings.TrimLeft(name, " ")) + "[" + name) {
			if s.sealed[segment] && text != "" {
				return "", fmt.Errorf("has the field %s, which is encoded and may hold secrets: take it out", segment)
			}
			if secret == "" && s.names[segment] {
				secret = segment
			}
		}
		switch {
		case secret != "":
			pairs[i] = key + "=" + strings.ToUpper(secret)
		case json.Valid([]byte(text)):
			if shown := concealJSON(text, "", s.names); shown != text {
				pairs[i] = key + "=" + url.QueryEscape(shown)
			}
		}
	}
	return strings.Join(pairs, "&"), nil
}

// segmentsOf returns the parts of a field's name that PHP makes of its brackets.
func segmentsOf(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return r == '[' || r == ']' })
}

// concealJSON replaces the texts of the members called names, and of what is in them, and makes their numbers 1. Whole is
// the name of the secret that all of the JSON is; "" if it is none. It goes by the places of the tokens: a secret may be
// spelled in several ways, such as with a slash that is escaped.
func concealJSON(body, whole string, names map[string]bool) string {
	var out strings.Builder
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.UseNumber() // also those that fit no floating point
	copied := 0
	replace := func(before int, placeholder string) {
		start := before + len(body[before:]) - len(strings.TrimLeft(body[before:], ":, \t\r\n"))
		out.WriteString(body[copied:start] + placeholder)
		copied = int(decoder.InputOffset())
	}
	var value func(secret string)
	value = func(secret string) {
		before := int(decoder.InputOffset())
		token, err := decoder.Token()
		if err != nil {
			return // the JSON is valid: there are no errors but the end
		}
		switch token := token.(type) {
		case json.Delim:
			for decoder.More() {
				within := secret
				if token == '{' {
					key, _ := decoder.Token()
					if name, ok := key.(string); ok && secret == "" && names[name] {
						within = name
					}
				}
				value(within)
			}
			_, _ = decoder.Token()
		case string:
			if secret != "" && token != "" {
				replace(before, `"`+strings.ToUpper(secret)+`"`)
			}
		case json.Number:
			if secret != "" && token != "0" {
				replace(before, "1")
			}
		}
	}
	value(whole)
	return out.String() + body[copied:]
}
