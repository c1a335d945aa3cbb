package har

import (
	"maps"
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
	own.addSchemas(bodies(o.op)...)
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
	var all openapi3.SchemaRefs
	for _, o := range spec.Operations(doc) {
		n.addParameters(o.Item.Parameters)
		n.addParameters(o.Op.Parameters)
		all = append(all, bodies(o.Op)...)
	}
	if doc.Components != nil {
		all = slices.AppendSeq(all, maps.Values(doc.Components.Schemas))
	}
	n.addSchemas(all...)
	for _, ref := range spec.SecuritySchemes(doc) {
		if ref.Value.In == "query" {
			n.secret[ref.Value.Name] = true
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

// addSchemas adds the names and words of schemas and of all that they are made of.
func (n names) addSchemas(refs ...*openapi3.SchemaRef) {
	spec.EachSchema(refs, func(s *openapi3.Schema) {
		for _, member := range s.Enum {
			if word, ok := member.(string); ok {
				n.words[word] = true
			}
		}
		for name, property := range s.Properties {
			n.words[name] = true
			if spec.IsSecret(property) {
				n.secret[name] = true
			}
			if isEncoded(property) {
				n.encoded[name] = true
				n.sealed[name] = n.sealed[name] || holdsSecrets(property)
			}
		}
	})
}

// isEncoded reports whether a field of a form is encoded in another way than as JSON alone.
func isEncoded(ref *openapi3.SchemaRef) bool {
	spelling, _ := ref.Value.Extensions["x-form"].(map[string]any)
	steps, _ := spelling["encode"].([]any)
	return slices.Contains(steps, any("php")) || slices.Contains(steps, any("base64"))
}

func holdsSecrets(ref *openapi3.SchemaRef) bool {
	within := noNames()
	within.addSchemas(ref)
	return len(within.secret) > 0
}

var moment = regexp.MustCompile(`^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)`)

// maySecret reports whether a value of a name that only sounds secret may be one. Flags, dates and words of the document
// are not.
func (n names) maySecret(value string) bool {
	return len(value) >= 4 && !moment.MatchString(value) && !n.words[value] && value != "true" && value != "false" && value != "null"
}
