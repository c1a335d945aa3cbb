package wire

import (
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// parameters compares how the parameters of an operation are serialized, and what oasdiff does not compare in their schemas.
func (f *findings) parameters(both *pair, w walk) {
	for _, ref := range both.before.Op.Parameters {
		before := ref.Value
		after := both.after.Op.Parameters.GetByInAndName(before.In, before.Name)
		if after == nil {
			continue
		}
		subject := before.In + " parameter " + before.Name
		if was, is := serializations(before, after); was != is {
			f.add("parameter-serialization-changed", both, subject, before.Origin, after.Origin,
				"the %s parameter %s was written as %s and is now read as %s", before.In, before.Name, was, is)
		}
		if was, is := before.AllowEmptyValue, after.AllowEmptyValue; was && !is {
			f.add("parameter-empty-value-forbidden", both, subject, before.Origin, after.Origin, "the %s must no longer be empty", subject)
		} else if is && !was {
			f.add("parameter-empty-value-allowed", both, subject, before.Origin, after.Origin, "the %s may now be empty", subject)
		}
		for _, one := range w.compare(before.Schema, after.Schema) {
			if one.ofRequests != "" && !one.inXML {
				f.add(one.ofRequests, both, at(subject, one.path), one.before, one.after, "the %s %s", at(subject, one.path), one.text)
			}
		}
	}
}

func at(subject, path string) string {
	if path == "" {
		return subject
	}
	return subject + ", property " + path
}

// serializations returns how the values that both parameters can have are serialized: plain values, and lists and objects. If there are no
// such values, was and is describe all values.
func serializations(before, after *openapi3.Parameter) (was, is string) {
	old, now := kindsOf(before.Schema, 0), kindsOf(after.Schema, 0)
	switch {
	case len(before.Content)+len(after.Content) > 0:
		return serialization(before, old.plain), serialization(after, now.plain)
	case old.plain && now.plain && serialization(before, true) != serialization(after, true):
		return serialization(before, true), serialization(after, true)
	case old.compound && now.compound:
		return serialization(before, false), serialization(after, false)
	case old.plain && now.plain:
		return "", ""
	}
	return serialization(before, old.plain), serialization(after, now.plain)
}

// serialization describes how plain values, or lists and objects, are serialized. For plain values, it omits settings that only affect lists
// and objects.
func serialization(p *openapi3.Parameter, isPlain bool) string {
	for media := range p.Content {
		return media
	}
	method, err := p.SerializationMethod()
	switch {
	case err != nil:
		return "" // the location is unknown, and is the same in both documents
	case method.Style == openapi3.SerializationDeepObject,
		isPlain && (method.Style == openapi3.SerializationLabel || method.Style == openapi3.SerializationMatrix):
		return method.Style
	case isPlain:
		return "a plain value"
	}
	return fmt.Sprintf("%s, explode %t", method.Style, method.Explode)
}

// kinds are the kinds of values that a schema allows: plain ones, and lists and objects.
type kinds struct{ plain, compound bool }

// kindsOf returns the kinds of a schema. It follows alternatives to a depth of ten.
func kindsOf(ref *openapi3.SchemaRef, depth int) kinds {
	if !isResolved(ref) || depth > 10 {
		return kinds{plain: true, compound: true}
	}
	s := ref.Value
	if s.Type != nil {
		compound := s.Type.Includes("array") || s.Type.Includes("object")
		return kinds{plain: !compound || len(s.Type.Slice()) > 1, compound: compound}
	}
	var found kinds
	for _, alternative := range slices.Concat(s.OneOf, s.AnyOf) {
		one := kindsOf(alternative, depth+1)
		found.plain, found.compound = found.plain || one.plain, found.compound || one.compound
	}
	if found == (kinds{}) {
		return kinds{plain: true, compound: true}
	}
	return found
}

// plain reports whether a schema allows neither lists nor objects.
func plain(ref *openapi3.SchemaRef) bool { return !kindsOf(ref, 0).compound }
