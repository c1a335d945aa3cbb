// Package page turns the pages on which vendors publish the reference of their API into OpenAPI 3.0 documents, so that a new
// edition of a page can be compared with the last one.
//
// A page is HTML, as a browser saves it, or its text, as people copy it. There is one importer for each form of page. An
// importer takes facts: methods, paths, parameters, their types, what is required, and values in places of their own. It
// takes no sentences. What a page does not state is not in the document: parameters without a type have an empty schema,
// responses are not described, and an unknown content type is */*.
//
// An importer rejects what it does not understand, with the line. Otherwise a parameter could be lost silently.
//
// The documents have extensions for the source of facts, and for facts that OpenAPI has no place for:
//
//   - x-source: the name of the page and the lines of an operation or a parameter; for HTML, lines of its source.
//   - x-type: the vendor's word for a type, if OpenAPI's is another.
//   - x-empty-allowed: a required value can be empty.
//   - x-permissions: the permissions that an operation needs.
//   - x-duplicates: further rows for the same parameter, of which the first row counts.
//   - x-name-from: the name of the parameter comes from a sample, because its row has none.
package page

import (
	"bytes"

	"gopkg.in/yaml.v3"
)

// Importer reads pages of one form.
type Importer struct {
	title string
	// words are in every page of the form. They are cheap to look for.
	words []string
	// detect reports whether a page has the form, by something that every page of the form has and no other.
	detect func(page) bool
	read   func(page) (api, error)
}

// Detect reports whether data is a page that the importer reads.
func (i Importer) Detect(data []byte) bool {
	for _, word := range i.words {
		if !bytes.Contains(data, []byte(word)) {
			return false
		}
	}
	p, err := open("", data)
	return err == nil && i.detect(p)
}

// Import returns the facts of a page as an OpenAPI 3.0 document. Errors begin with "name:line: ".
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
