package wire

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/flatten/allof"
)

// flatten merges the parts of each allOf into the schema that contains it, in place. The merged schema accepts the same values. If
// the parts contradict each other, the schema keeps its allOf. The subtypes of a discriminated schema become alternatives of it. Flatten
// returns all schemas of the result.
func flatten(t *openapi3.T, known subtypes) (openapi3.SchemaRefs, error) {
	var all openapi3.SchemaRefs
	// The library finds a schema that it has already merged only in components, so every schema is listed there.
	found := &openapi3.T{Components: &openapi3.Components{Schemas: openapi3.Schemas{}}}
	err := t.WalkSchemas(func(pointer string, s *openapi3.SchemaRef) error {
		all = append(all, s)
		found.Components.Schemas[pointer] = s
		return nil
	})
	if err != nil || len(known) == 0 && !slices.ContainsFunc(all, func(s *openapi3.SchemaRef) bool { return len(s.Value.AllOf) > 0 }) {
		return all, err
	}
	facts := make([]keptFacts, len(all))
	for i, s := range all {
		facts[i] = factsOf(s.Value, known)
	}
	for _, s := range all {
		s.Value.AllOf = spliced(s.Value.AllOf, map[*openapi3.Schema]bool{s.Value: true})
	}
	if _, err = allof.MergeSpec(found); err != nil {
		held := hold(all)
		_, err = allof.MergeSpec(found)
		for s, parts := range held {
			s.AllOf = parts
		}
		if err != nil {
			return nil, fmt.Errorf("cannot merge allOf: %w", err)
		}
	}
	for i, s := range all {
		facts[i].restore(s.Value)
	}
	listed := map[*openapi3.Schema]*openapi3.SchemaRef{}
	for _, kept := range facts {
		for _, ref := range kept.subtypes {
			listed[ref.Value] = alternative(ref)
		}
	}
	for i, s := range all {
		addAlternatives(s.Value, facts[i].subtypes, listed)
	}
	all = nil
	err = t.WalkSchemas(func(_ string, s *openapi3.SchemaRef) error { all = append(all, s); return nil })
	return all, err
}

// spliced returns the parts of an allOf, including nested parts, as one list. The library would skip a nested part that it has
// already merged into another schema.
func spliced(allOf openapi3.SchemaRefs, above map[*openapi3.Schema]bool) openapi3.SchemaRefs {
	var all openapi3.SchemaRefs
	for _, part := range allOf {
		if !isResolved(part) || len(part.Value.AllOf) == 0 || above[part.Value] {
			all = append(all, part)
			continue
		}
		own := *part.Value
		own.AllOf = nil
		above[part.Value] = true
		all = append(append(all, openapi3.NewSchemaRef("", &own)), spliced(part.Value.AllOf, above)...)
		delete(above, part.Value)
	}
	return all
}

// hold removes the allOf of each schema that cannot be merged, inner schemas first. It returns what it removed, by schema.
func hold(all openapi3.SchemaRefs) map[*openapi3.Schema]openapi3.SchemaRefs {
	held := map[*openapi3.Schema]openapi3.SchemaRefs{}
	for i := range all {
		s := all[len(all)-1-i] // the walk lists outer schemas first
		if len(s.Value.AllOf) == 0 {
			continue
		}
		if _, err := allof.Merge(*s); err != nil {
			held[s.Value], s.Value.AllOf = s.Value.AllOf, nil
		}
	}
	return held
}

// keptFacts contains what the merge would drop from a schema that has an allOf, and the subtypes of the schema.
type keptFacts struct {
	origin        *openapi3.Origin
	merged        bool
	nullable      bool
	deprecated    bool
	takesMore     bool // additionalProperties is true
	discriminator *openapi3.Discriminator
	extensions    map[string]any
	subtypes      openapi3.SchemaRefs
	keywords      []*openapi3.Schema // for each part, in order
}

func factsOf(s *openapi3.Schema, known subtypes) keptFacts {
	kept := keptFacts{origin: s.Origin, merged: len(s.AllOf) > 0, subtypes: known.of(s)}
	if !kept.merged {
		return kept
	}
	kept.nullable = takesNull(s, map[*openapi3.Schema]bool{})
	kept.extensions = map[string]any{}
	all := parts(s, map[*openapi3.Schema]bool{})
	kept.keywords = keywordsOf(all)
	for _, part := range slices.Backward(all) { // backward, so that the first of several wins
		kept.deprecated = kept.deprecated || part.Deprecated
		kept.takesMore = kept.takesMore || part.AdditionalProperties.Has != nil && *part.AdditionalProperties.Has
		kept.discriminator = cmp.Or(part.Discriminator, kept.discriminator)
		maps.Copy(kept.extensions, part.Extensions)
	}
	return kept
}

func (k keptFacts) restore(s *openapi3.Schema) {
	s.Origin = k.origin
	if k.merged && len(s.AllOf) == 0 {
		if k.takesMore && s.AdditionalProperties.Schema == nil && s.AdditionalProperties.Has == nil {
			s.AdditionalProperties.Has = new(true)
		}
		s.Nullable, s.Deprecated, s.Discriminator, s.Extensions = k.nullable, k.deprecated, k.discriminator, k.extensions
		restoreKeywords(s, k.keywords)
	}
}

// parts returns a schema and all schemas in its allOf, including nested ones.
func parts(s *openapi3.Schema, seen map[*openapi3.Schema]bool) []*openapi3.Schema {
	if seen[s] {
		return nil
	}
	seen[s] = true
	all := []*openapi3.Schema{s}
	for _, part := range s.AllOf {
		if isResolved(part) {
			all = append(all, parts(part.Value, seen)...)
		}
	}
	return all
}

// takesNull reports whether null is valid for a schema that has an allOf. It is valid if all parts with a type are nullable, or if
// the schema itself is nullable. Documents use the latter to make a reference nullable.
func takesNull(s *openapi3.Schema, seen map[*openapi3.Schema]bool) bool {
	if s.Nullable || seen[s] {
		return true
	}
	seen[s] = true
	if s.Type != nil {
		return false
	}
	nullable := false
	for _, part := range s.AllOf {
		if !isResolved(part) || part.Value.Type == nil && len(part.Value.AllOf) == 0 && !part.Value.Nullable {
			continue
		}
		if !takesNull(part.Value, seen) {
			return false
		}
		nullable = true
	}
	return nullable
}
