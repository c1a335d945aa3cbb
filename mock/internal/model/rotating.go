package model

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Rotating is a header of a session (x-session). Each response renews its value, and the next request must send that value.
type Rotating struct {
	// Scheme is the security scheme of the session cookie.
	Scheme string `json:"-"`
	Header string `json:"rotates"`
	// Ends are the operations that end the session.
	Ends []string `json:"ends"`
}

func rotatingOf(doc *openapi3.T) (*Rotating, error) {
	schemes := spec.SecuritySchemes(doc)
	for _, name := range slices.Sorted(maps.Keys(schemes)) {
		found := &Rotating{Scheme: name}
		if err := decode(schemes[name].Value.Extensions, "x-session", found); err != nil {
			return nil, err
		}
		if found.Header != "" {
			return found, nil
		}
	}
	return nil, nil
}
