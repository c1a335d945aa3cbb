// Package page converts the reference pages of vendors' APIs to OpenAPI 3.0 documents, so that a new edition of a page can be compared
// with the previous one.
//
// A page is either saved as HTML or copied as text. There is one importer for each form of page. An importer reads facts: methods,
// paths, parameters with their types, which of them are required, and enum values. It ignores sentences. The document contains
// only facts that the page states. A parameter without a type has an empty schema, responses are not described, and an unknown content
// type is */*.
//
// An importer rejects content that it does not understand, with the line. Otherwise a parameter could be lost silently.
//
// The documents have extensions for the sources of facts, and for facts that OpenAPI cannot express:
//
//   - x-source: the name of the page and the lines of an operation or a parameter. For HTML, these are lines of its source.
//   - x-type: the vendor's type name, if it differs from OpenAPI's.
//   - x-empty-allowed: a required value may be empty.
//   - x-permissions: the permissions that an operation needs.
//   - x-duplicates: more rows for the same parameter. Only the first row is used.
//   - x-name-from: the name of the parameter was found in a sample, because its row has no name.
package page

import (
	"bytes"

	"gopkg.in/yaml.v3"
)

// Importer reads pages of one form.
type Importer struct {
	title string
	// words are in every page of the form. Searching for them first is cheap.
	words []string
	// detect reports whether a page has the form. It looks for something that only pages of this form have.
	detect func(page) bool
	read   func(page) (api, error)
}

// Detect reports whether data is a page of the importer's form.
func (i Importer) Detect(data []byte) bool {
	for _, word := range i.words {
		if !bytes.Contains(data, []byte(word)) {
			return false
		}
	}
	p, err := open("", data)
	return err == nil && i.detect(p)
}

// Import converts a page to an OpenAPI 3.0 document. Errors begin with "name:line: ".
func (i Importer) Import(name string, data []byte) (*yaml.Node, error) {
	p, err := open(name, data)
	if err != nil {
		return nil, err
	}
	found, err := i.read(p)
	if err != nil {
		return nil, err
	}
	if err := found.check(p); err != nil {
		return nil, err
	}
	return found.document(i.title, name)
}
