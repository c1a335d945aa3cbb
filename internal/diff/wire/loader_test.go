package wire

import "github.com/getkin/kin-openapi/openapi3"

func loader() *openapi3.Loader {
	l := openapi3.NewLoader()
	l.IsExternalRefsAllowed = true
	l.IncludeOrigin = true
	return l
}
