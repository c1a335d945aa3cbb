package wire

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// parameters compares how the parameters of an operation are serialized, and the properties of object parameters. Oasdiff compares
// only the types and enumerations of these properties.
func (f *findings) parameters(both *pair, w walk) {
	for _, ref := range both.before.Op.Parameters {
		before := ref.Value
		after := both.after.Op.Parameters.GetByInAndName(before.In, before.Name)
		if after == nil {
			continue
		}
		subject := before.In + " parameter " + before.Name
		if was, is := serialization(before), serialization(after); was != is {
			f.add("parameter-serialization-changed", both, subject, before.Origin, after.Origin,
				"the %s parameter %s was written as %s and is now read as %s", before.In, before.Name, was, is)
		}
		for _, one := range w.compare(before.Schema, after.Schema) {
			if one.ofParameters != "" && one.path != "" {
				f.add(one.ofParameters, both, subject+", property "+one.path, one.before, one.after,
					"the property %s of the %s parameter %s %s", one.path, before.In, before.Name, one.text)
			}
			if strings.HasPrefix(one.ofRequests, "request-not-") {
				f.add(one.ofRequests, both, at(subject, one.path), one.before, one.after,
					"the %s parameter %s %s", before.In, before.Name, one.text)
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

// serialization describes how the values of a parameter are serialized. For plain values, it omits settings that only affect lists
// and objects.
func serialization(p *openapi3.Parameter) string {
	for media := range p.Content {
		return media
	}
	method, err := p.SerializationMethod()
	switch {
	case err != nil:
		return "" // the location is unknown, and is the same in both documents
	case method.Style == openapi3.SerializationDeepObject,
		plain(p.Schema) && (method.Style == openapi3.SerializationLabel || method.Style == openapi3.SerializationMatrix):
		return method.Style
	case plain(p.Schema):
		return "a plain value"
	}
	return fmt.Sprintf("%s, explode %t", method.Style, method.Explode)
}

// plain reports whether a schema allows neither lists nor objects.
func plain(ref *openapi3.SchemaRef) bool {
	if !isResolved(ref) || ref.Value.Type == nil {
		return false
	}
	return !ref.Value.Type.Includes("array") && !ref.Value.Type.Includes("object")
}
