package har

import (
	"regexp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// names are what a document says about secrets.
type names struct {
	// secret are the names of what the document calls secret anywhere: properties and parameters (format: password, or
	// x-credential), and credentials in queries and headers. A server may repeat elsewhere what it received.
	secret map[string]bool
	// plain are the names of what an operation declares and does not call secret. There, they are not secret.
	plain map[string]bool
	// sealed are the fields of forms that hold secrets in an encoding that is not looked into; encoded are those that hold
	// something else in one, and look random.
	sealed, encoded map[string]bool
	// words are names and enumerated values. A secret that is one of them is an ordinary word elsewhere.
	words map[string]bool
}

func noNames() names {
	return names{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
}

// of returns the names as they count for an operation. What is secret in another one is so here too, unless this one declares
// something else by that name: what is called id in one place is a secret, and in many places a number.
func (n names) of(o operation) names {
	own := noNames()
	own.addParameters(o.item.Parameters)
	own.addParameters(o.op.Parameters)
	seen := map[*openapi3.Schema]bool{}
	for _, ref := range bodies(o.op) {
		own.addSchema(ref, seen)
	}
	n.plain = own.words
	for name := range own.secret {
		delete(n.plain, name)
	}
	return n
}

// isSecret reports whether the document calls what has this name secret.
func (n names) isSecret(name string) bool { return n.secret[name] && !n.plain[name] }

// namesOf gathers the names of a document.
func namesOf(doc *openapi3.T) names {
	n := noNames()
	seen := map[*openapi3.Schema]bool{}
	for _, item := range doc.Paths.Map() {
		n.addParameters(item.Parameters)
		for _, op := range item.Operations() {
			n.addParameters(op.Parameters)
			for _, ref := range bodies(op) {
				n.addSchema(ref, seen)
			}
		}
	}
	if doc.Components != nil {
		for _, ref := range doc.Components.Schemas {
			n.addSchema(ref, seen)
		}
		for _, ref := range doc.Components.SecuritySchemes {
			if ref.Value.In == "query" {
				n.secret[ref.Value.Name] = true
			}
		}
	}
	return n
}

// bodies are the schemas of an operation's request and responses.
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

func (n names) addParameters(parameters openapi3.Parameters) {
	for _, ref := range parameters {
		n.words[ref.Value.Name] = true
		if spec.IsSecret(ref.Value.Schema) {
			n.secret[ref.Value.Name] = true
		}
	}
}

// addSchema adds the names and words of a schema and of all that it is made of.
func (n names) addSchema(ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	seen[ref.Value] = true
	for _, member := range ref.Value.Enum {
		if word, ok := member.(string); ok {
			n.words[word] = true
		}
	}
	for name, property := range ref.Value.Properties {
		n.words[name] = true
		if spec.IsSecret(property) {
			n.secret[name] = true
		}
		if isEncoded(property) {
			n.encoded[name] = true
			n.sealed[name] = n.sealed[name] || holdsSecrets(property)
		}
		n.addSchema(property, seen)
	}
	for _, part := range parts(ref.Value) {
		n.addSchema(part, seen)
	}
}

// isEncoded reports whether a field of a form is encoded in another way than as JSON alone.
func isEncoded(ref *openapi3.SchemaRef) bool {
	spelling, _ := ref.Value.Extensions["x-form"].(map[string]any)
	steps, _ := spelling["encode"].([]any)
	return slices.Contains(steps, any("php")) || slices.Contains(steps, any("base64"))
}

func holdsSecrets(ref *openapi3.SchemaRef) bool {
	within := noNames()
	within.addSchema(ref, map[*openapi3.Schema]bool{})
	return len(within.secret) > 0
}

// parts are the schemas that a schema is made of, other than those of its properties.
func parts(s *openapi3.Schema) openapi3.SchemaRefs {
	return slices.Concat(s.AllOf, s.AnyOf, s.OneOf, openapi3.SchemaRefs{s.Items, s.AdditionalProperties.Schema})
}

var moment = regexp.MustCompile(`^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)`)

// maySecret reports whether a value of a name that only sounds secret may be one. Flags, dates and words of the document
// are not.
func (n names) maySecret(value string) bool {
	return len(value) >= 4 && !moment.MatchString(value) && !n.words[value] && value != "true" && value != "false" && value != "null"
}
