package plan

import (
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// dropRepeated removes alternatives of a union that have the same Go type as an earlier one, because the methods of both would have the
// same names. If the document is not foreign, such an alternative is an error.
func (c *catalog) dropRepeated(known *component) {
	if isTyped(known.schema) {
		return
	}
	known.schema.AnyOf = c.distinct(known, "anyOf", known.schema.AnyOf)
	known.schema.OneOf = c.distinct(known, "oneOf", known.schema.OneOf)
}

func (c *catalog) distinct(union *component, word string, alternatives openapi3.SchemaRefs) openapi3.SchemaRefs {
	var rest openapi3.SchemaRefs
	for i, part := range alternatives {
		isSame := func(other *openapi3.SchemaRef) bool { return part.Ref != "" && part.Ref == other.Ref }
		if !slices.ContainsFunc(rest, isSame) {
			rest = append(rest, part)
			continue
		}
		pointer, name := union.pointer+spec.Pointer(word, fmt.Sprint(i)), c.component(part).name
		if !c.config.Foreign {
			c.fail(c.doc.At(pointer, "another alternative of %s also has the Go type %s: remove one of them", union.name, name))
		}
		c.note(pointer, "the alternative is left out: another one of %s also has the Go type %s", union.name, name)
	}
	return rest
}
