package wire

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// walk compares pairs of schemas, and each pair only once. It holds the changes in the pairs that are done.
type walk map[schemaPair][]schemaFinding

type schemaPair struct{ before, after *openapi3.Schema }

// schemaFinding is a change somewhere in a schema.
type schemaFinding struct {
	// path is the location of the change, in oasdiff's notation.
	path string
	// text describes the change. It is the end of a sentence.
	text          string
	before, after *openapi3.Origin
	// ofRequests and ofResponses are the rules for requests and for responses; "" if oasdiff reports the change there, or if it means
	// nothing there.
	ofRequests, ofResponses string
	// inXML is true if the change matters only in XML.
	inXML bool
}

// compare returns the changes in a pair of request schemas that oasdiff does not find.
func (w walk) compare(before, after *openapi3.SchemaRef) []schemaFinding {
	if !isResolved(before) || !isResolved(after) {
		return nil
	}
	key := schemaPair{before.Value, after.Value}
	if all, ok := w[key]; ok {
		return all
	}
	// Changes in a recursive schema are reported where it appears first.
	w[key] = nil
	all := key.own()
	for i := range all {
		all[i].before, all[i].after = key.before.Origin, key.after.Origin
	}
	children(key.before, key.after, func(name string, before, after *openapi3.SchemaRef) {
		for _, one := range w.compare(before, after) {
			if one.path != "" {
				one.path = "/" + one.path
			}
			one.path = name + one.path
			all = append(all, one)
		}
	})
	w[key] = all
	return all
}

// own returns the changes in two schemas, apart from those in their subschemas.
func (p schemaPair) own() (all []schemaFinding) {
	if rule, text := notChange(p.before.Not, p.after.Not); rule != "" {
		all = append(all, schemaFinding{text: text, ofRequests: rule, ofResponses: "response-not-changed"})
	}
	if one, ok := moreChange(p.before.AdditionalProperties, p.after.AdditionalProperties); ok {
		all = append(all, one)
	}
	for _, name := range undeclared(p.after, p.before) {
		all = append(all, schemaFinding{
			text: "now requires " + name + ", which no property describes", ofRequests: "request-member-required", ofResponses: "response-member-required",
		})
	}
	for _, name := range undeclared(p.before, p.after) {
		all = append(all, schemaFinding{
			text: "no longer requires " + name + ", which no property describes", ofRequests: "request-member-optional", ofResponses: "response-member-optional",
		})
	}
	if s := (sameness{known: map[pointers]bool{}}); !s.same(reflect.ValueOf(p.before.XML), reflect.ValueOf(p.after.XML)) {
		all = append(all, schemaFinding{text: "is written in another way", ofRequests: "request-xml-changed", ofResponses: "response-xml-changed", inXML: true})
	}
	// Oasdiff compares the condition like any other schema, but a wider condition means a narrower schema.
	if was, is := p.before.If, p.after.If; isResolved(was) && isResolved(is) && !sameSchema(was.Value, is.Value) {
		all = append(all, schemaFinding{text: "has another condition (if)", ofRequests: "request-condition-changed", ofResponses: "response-condition-changed"})
	}
	return all
}

// undeclared returns the names that only the schema s requires and for which it has no property. Oasdiff compares only properties.
func undeclared(s, other *openapi3.Schema) (names []string) {
	for _, name := range s.Required {
		if s.Properties[name] == nil && !slices.Contains(other.Required, name) {
			names = append(names, name)
		}
	}
	return names
}

// takesMore reports whether a schema explicitly allows additional properties. If it does, the client has a field for them.
func takesMore(a openapi3.AdditionalProperties) bool {
	return a.Schema != nil || a.Has != nil && *a.Has
}

// moreChange compares which additional properties two schemas allow. A schema without the keyword allows all, but the client has no field
// for them.
func moreChange(before, after openapi3.AdditionalProperties) (schemaFinding, bool) {
	wasTyped, isTyped := isTyped(before), isTyped(after)
	switch {
	case !takesMore(before) && !forbidsMore(before) && forbidsMore(after):
		return unused("no longer allows properties that it does not describe"), true
	case forbidsMore(before) && !forbidsMore(after):
		return unused("now allows properties that it does not describe"), true
	case !takesMore(before) && isTyped:
		return unused("now describes additional properties"), true
	case !takesMore(before):
		return schemaFinding{}, false
	case forbidsMore(after):
		return schemaFinding{
			text:       "no longer allows additional properties",
			ofRequests: "request-additional-properties-forbidden", ofResponses: "response-additional-properties-removed",
		}, true
	case wasTyped && takesMore(after) && !isTyped:
		return schemaFinding{
			text:       "now allows additional properties of any type",
			ofRequests: "request-additional-properties-changed", ofResponses: "response-additional-properties-generalized",
		}, true
	case wasTyped && !takesMore(after):
		return schemaFinding{
			text:       "no longer declares additional properties",
			ofRequests: "request-additional-properties-changed", ofResponses: "response-additional-properties-removed",
		}, true
	case !wasTyped && isTyped:
		return schemaFinding{text: "no longer allows additional properties of any type", ofRequests: "request-additional-properties-limited"}, true
	}
	return schemaFinding{}, false
}

// unused returns a change of additional properties for which the client has no field.
func unused(text string) schemaFinding {
	return schemaFinding{text: text, ofRequests: "request-additional-properties-changed", ofResponses: "response-additional-properties-changed"}
}

// isTyped reports whether a schema limits its additional properties.
func isTyped(a openapi3.AdditionalProperties) bool {
	return isResolved(a.Schema) && !isAny(a.Schema.Value)
}

// isAny reports whether a schema allows every value. Then nullable has no effect.
func isAny(s *openapi3.Schema) bool {
	return s.Type == nil && s.Const == nil && s.Not == nil && s.Items == nil && len(s.Properties)+len(s.Required)+len(s.Enum) == 0 &&
		len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) == 0 && s.AdditionalProperties.Schema == nil && s.AdditionalProperties.Has == nil &&
		!hasKeywords(s)
}

func forbidsMore(a openapi3.AdditionalProperties) bool {
	return a.Schema == nil && a.Has != nil && !*a.Has
}

// notChange compares the keyword not of two schemas.
func notChange(before, after *openapi3.SchemaRef) (rule, text string) {
	switch {
	case !isResolved(before) && isResolved(after):
		return "request-not-added", "must not be " + limited(after.Value)
	case isResolved(before) && !isResolved(after):
		return "request-not-removed", "may be " + limited(before.Value)
	case !isResolved(before) || sameSchema(before.Value, after.Value):
		return "", ""
	}
	return "request-not-changed", "must not be " + limited(after.Value) + "; it must not be " + limited(before.Value) + " before"
}

func limited(s *openapi3.Schema) string {
	if len(s.Enum) > 0 {
		return fmt.Sprint("one of ", s.Enum)
	}
	return "what a rule excludes"
}
