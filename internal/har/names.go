package har

import (
	"maps"
	"regexp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// names contains what a document declares about secrets.
type names struct {
	// secret contains the names that are secret anywhere in the document: properties and parameters (format: password, or
	// x-credential), and credentials in queries. An operation may return a secret that only another operation declares.
	secret map[string]bool
	// plain contains the names that an operation declares as not secret. They are not secret within the operation.
	plain map[string]bool
	// encoded contains the form fields in base64 or PHP's serialization, whose values look random. They are not decoded.
	// sealed contains the encoded fields that may contain secrets.
	sealed, encoded map[string]bool
	// words contains the names and enum values of the document. A secret with such a value is redacted only under its name.
	words map[string]bool
}

func noNames() names {
	return names{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
}

// of returns the names for an operation. A name that is secret in another operation is also secret in this operation, unless
// this operation declares it as not secret. For example, id may be a key in one operation and a number in others.
func (n names) of(o operation) names {
	own := noNames()
	own.addParameters(o.Parameters())
	own.addSchemas(slices.Concat(o.RequestSchemas(), o.ResponseSchemas())...)
	n.plain = own.words
	for name := range own.secret {
		delete(n.plain, name)
	}
	return n
}

// isSecret reports whether values with this name are secret.
func (n names) isSecret(name string) bool { return n.secret[name] && !n.plain[name] }

// namesOf collects the names of a document.
func namesOf(doc *openapi3.T) names {
	n := noNames()
	var all openapi3.SchemaRefs
	for _, o := range spec.Operations(doc) {
		n.addParameters(o.Parameters())
		all = slices.Concat(all, o.RequestSchemas(), o.ResponseSchemas())
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

func (n names) addParameters(parameters openapi3.Parameters) {
	for _, ref := range parameters {
		n.words[ref.Value.Name] = true
		if spec.IsSecret(ref.Value.Schema) {
			n.secret[ref.Value.Name] = true
		}
	}
}

// addSchemas adds the names and enum values in schemas, at any depth.
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

// isEncoded reports whether a form field is encoded in base64 or PHP's serialization.
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

var dateOrTime = regexp.MustCompile(`^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)`)

// maySecret reports whether a value may be a secret, if its name sounds secret but the document does not declare it. Values of fewer
// than four bytes, booleans, nulls, dates and words of the document are not secrets.
func (n names) maySecret(value string) bool {
	return len(value) >= 4 && !dateOrTime.MatchString(value) && !n.words[value] && value != "true" && value != "false" && value != "null"
}
