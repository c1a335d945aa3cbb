package wire

import (
	"fmt"
	"maps"
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
	// ofParameters, ofRequests and ofResponses are the rules for parameters and for bodies; "" if oasdiff reports the change there, or if
	// it means nothing there.
	ofParameters, ofRequests, ofResponses string
}

// becameEnum is the rule for a part of a parameter that becomes an enumeration. Oasdiff reports this as added values.
const becameEnum = "parameter-property-became-enum"

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
	all := w.properties(key)
	if rule, text := notChange(key.before.Not, key.after.Not); rule != "" {
		all = append(all, schemaFinding{text: text, before: key.before.Origin, after: key.after.Origin, ofRequests: rule})
	}
	if len(key.before.Enum) == 0 && len(key.after.Enum) > 0 {
		all = append(all, schemaFinding{
			text: "was restricted to listed values", before: key.before.Origin, after: key.after.Origin,
			ofParameters: becameEnum,
		})
	}
	if one, ok := moreChange(key.before.AdditionalProperties, key.after.AdditionalProperties); ok {
		one.before, one.after = key.before.Origin, key.after.Origin
		all = append(all, one)
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

func (w walk) properties(key schemaPair) []schemaFinding {
	var all []schemaFinding
	olds, news := key.before.Properties, key.after.Properties
	for _, name := range slices.Sorted(maps.Keys(olds)) {
		was, is := slices.Contains(key.before.Required, name), slices.Contains(key.after.Required, name)
		switch before, after := olds[name], news[name]; {
		case after == nil:
			all = append(all, schemaFinding{
				path: name, text: "was removed", before: originOf(before), ofParameters: "parameter-property-removed",
			})
		case is && !was:
			all = append(all, schemaFinding{
				path: name, text: "became required", before: originOf(before), after: originOf(after),
				ofParameters: "parameter-property-required",
			})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(news)) {
		if olds[name] != nil {
			continue
		}
		one := schemaFinding{path: name, text: "was added", after: originOf(news[name]), ofParameters: "parameter-property-added"}
		if slices.Contains(key.after.Required, name) {
			one.text, one.ofParameters = "was added and is required", "parameter-property-required"
		}
		all = append(all, one)
	}
	return all
}

func originOf(ref *openapi3.SchemaRef) *openapi3.Origin {
	if !isResolved(ref) {
		return nil
	}
	return ref.Value.Origin
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
	case !takesMore(before):
		return schemaFinding{}, false
	case forbidsMore(after):
		return schemaFinding{
			text: "no longer allows additional properties", ofParameters: "request-additional-properties-forbidden",
			ofRequests: "request-additional-properties-forbidden", ofResponses: "response-additional-properties-removed",
		}, true
	case wasTyped && takesMore(after) && !isTyped:
		return schemaFinding{text: "now allows additional properties of any type", ofResponses: "response-additional-properties-generalized"}, true
	case wasTyped && !takesMore(after):
		return schemaFinding{text: "no longer declares additional properties", ofResponses: "response-additional-properties-removed"}, true
	case !wasTyped && isTyped:
		return schemaFinding{
			text:         "no longer allows additional properties of any type",
			ofParameters: "request-additional-properties-limited", ofRequests: "request-additional-properties-limited",
		}, true
	}
	return schemaFinding{}, false
}

// isTyped reports whether a schema limits its additional properties.
func isTyped(a openapi3.AdditionalProperties) bool {
	return isResolved(a.Schema) && !isAny(a.Schema.Value)
}

// isAny reports whether a schema allows every value. Then nullable has no effect.
func isAny(s *openapi3.Schema) bool {
	return s.Type == nil && s.Const == nil && s.Not == nil && s.Items == nil && len(s.Properties)+len(s.Required)+len(s.Enum) == 0 &&
		len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) == 0 && s.AdditionalProperties.Schema == nil && s.AdditionalProperties.Has == nil
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
