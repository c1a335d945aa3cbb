package wire

import (
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// walk compares pairs of schemas, each pair once, however many operations use it.
type walk struct {
	done map[schemaPair][]schemaFinding
}

type schemaPair struct{ before, after *openapi3.Schema }

// schemaFinding is what changed somewhere in a schema.
type schemaFinding struct {
	// path leads there, in the way of oasdiff.
	path string
	// text says how it changed, as the end of a sentence.
	text          string
	before, after *openapi3.Origin
	// ofParameters and ofRequests are the rules for schemas of parameters and of request bodies; "" if oasdiff sees it there.
	ofParameters, ofRequests string
}

// compare returns what oasdiff passes over in a pair of schemas that are sent.
func (w *walk) compare(before, after *openapi3.SchemaRef) []schemaFinding {
	if before == nil || after == nil || before.Value == nil || after.Value == nil {
		return nil
	}
	key := schemaPair{before.Value, after.Value}
	if all, ok := w.done[key]; ok {
		return all
	}
	// A schema that holds itself has what it has where it is met first.
	w.done[key] = nil
	all := w.properties(key)
	if key.before.Not == nil && key.after.Not != nil {
		all = append(all, schemaFinding{
			text: "must not be " + limited(key.after.Not.Value), before: key.before.Origin, after: key.after.Origin,
			ofRequests: "request-not-added",
		})
	}
	if takesMore(key.before.AdditionalProperties) && forbidsMore(key.after.AdditionalProperties) {
		all = append(all, schemaFinding{
			text: "allowed additional properties and does not any more", before: key.before.Origin, after: key.after.Origin,
			ofRequests: "request-additional-properties-forbidden",
		})
	}
	w.below(&all, "items/", key.before.Items, key.after.Items)
	w.below(&all, "additionalProperties/", key.before.AdditionalProperties.Schema, key.after.AdditionalProperties.Schema)
	// Parts are compared one by one while their number stays; oasdiff says what is added or removed.
	if len(key.before.AllOf) == len(key.after.AllOf) {
		for i := range key.before.AllOf {
			w.below(&all, fmt.Sprintf("allOf[%d]", i), key.before.AllOf[i], key.after.AllOf[i])
		}
	}
	w.done[key] = all
	return all
}

func (w *walk) properties(key schemaPair) []schemaFinding {
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
		w.below(&all, name, olds[name], news[name])
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

// below adds what changed in a part of a schema.
func (w *walk) below(all *[]schemaFinding, name string, before, after *openapi3.SchemaRef) {
	for _, one := range w.compare(before, after) {
		switch one.path {
		case "":
			one.path = name
		default:
			one.path = name + "/" + one.path
		}
		*all = append(*all, one)
	}
}

func originOf(ref *openapi3.SchemaRef) *openapi3.Origin {
	if ref == nil || ref.Value == nil {
		return nil
	}
	return ref.Value.Origin
}

// takesMore reports whether a schema says that there may be properties which it does not name; the client then has a place
// for them.
func takesMore(a openapi3.AdditionalProperties) bool {
	return a.Schema != nil || a.Has != nil && *a.Has
}

func forbidsMore(a openapi3.AdditionalProperties) bool {
	return a.Schema == nil && a.Has != nil && !*a.Has
}

func limited(s *openapi3.Schema) string {
	if s != nil && len(s.Enum) > 0 {
		return fmt.Sprint("one of ", s.Enum)
	}
	return "what a new rule excludes"
}
