// Package page turns the pages on which vendors publish the reference of their API into OpenAPI 3.0 documents, so that
// a new edition of a page can be compared with the document here.
//
// A page is HTML, as a browser saves it, or its text, as people copy it. Each form of page has an importer of its own. What
// an importer takes are facts: methods, paths, parameters, their types, what is required, and values that stand in places of
// their own. It takes none of the vendor's sentences. What a page does not say is not in the document: parameters without a
// type have an empty schema, answers are not described, and a content type that nobody states is */*.
//
// What an importer does not understand it refuses, with the line, as the alternative is to lose a parameter in silence.
//
// The documents have extensions that say where facts come from, and which of them OpenAPI has no place for:
//
//   - x-source: the name of the page and the lines of an operation or a parameter; lines of HTML are those of its source.
//   - x-type: the vendor's word for a type, where it is another than OpenAPI's.
//   - x-named-type: the vendor's name for a type.
//   - x-empty-allowed: the page says that a required value can be empty.
//   - x-permissions: the permissions that the page names for an operation.
//   - x-duplicates: what the page says where it names the same parameter again; the first time counts.
//   - x-name-from: the page does not name the parameter, its sample does.
//   - x-location: the page does not say where the parameter stands.
//   - x-pattern-begins: the page shows the beginning of a pattern only.
//   - x-made-up: what of the document the page does not say at all, and only stands there to make it valid.
package page

import "bytes"

// Importer reads pages of one form.
type Importer struct {
	title string
	// words are in every page of the form, however it is written. Looking for them costs little.
	words []string
	// detect says whether a page has the form, by what every page of the form has and no other.
	detect func(page) bool
	read   func(page) (api, error)
}

// Detect says whether data is a page that the importer reads.
func (i Importer) Detect(data []byte) bool {
	for _, word := range i.words {
		if !bytes.Contains(data, []byte(word)) {
			return false
		}
	}
	p, err := open("", data)
	return err == nil && i.detect(p)
}

// Import returns the facts of a page as an OpenAPI 3.0 document in YAML. Errors are "name:line: what is not understood".
func (i Importer) Import(name string, data []byte) ([]byte, error) {
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
