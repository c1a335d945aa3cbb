package generate

import "github.com/getkin/kin-openapi/openapi3"

// extensibleEnum lists the known values of a string that may have others.
const extensibleEnum = "x-extensible-enum"

// takeKnownValues turns the known values of enumerations that may grow into constants. No rule refuses other values.
func (p *pkg) takeKnownValues() error {
	var wrong *openapi3.Schema
	eachSchema(p.t, func(s *openapi3.Schema) {
		value, open := s.Extensions[extensibleEnum]
		if !open {
			return
		}
		values, ok := value.([]any)
		for _, v := range values {
			_, text := v.(string)
			ok = ok && text
		}
		if !ok || len(values) == 0 || len(s.Enum) > 0 || !s.Type.Is("string") {
			wrong = s
			return
		}
		s.Enum = values
	})
	if wrong != nil {
		return p.doc.At("", "%s: want a list of strings, on a schema of type string without enum, got %v", extensibleEnum, wrong.Extensions[extensibleEnum])
	}
	return nil
}

// isClosed reports whether a schema allows only the values of its enumeration.
func isClosed(s *openapi3.Schema) bool {
	return len(s.Enum) > 0 && s.Extensions[extensibleEnum] == nil
}
