package clientgen

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"
)

// extensions are the words of our vocabulary that stand in an operation, or in the document for all of them.
// overlays/README.md explains them.
type extensions struct {
	Source      *sourceExt
	Inferred    *inferredExt
	Permissions []string
	Pagination  *paginationExt
	Result      string
	Retry       string
	ErrorBody   *errorBodyExt
	Envelope    *envelopeExt
	Form        *formExt
	Deprecation string
}

type sourceExt struct {
	Document string `yaml:"document"`
	Lines    string `yaml:"lines"`
}

type inferredExt struct {
	Confidence string `yaml:"confidence"`
	Because    string `yaml:"because"`
}

type paginationExt struct {
	Items  string `yaml:"items"`  // the property that holds a page's items
	Cursor string `yaml:"cursor"` // the query parameter that names the page's start …
	Next   string `yaml:"next"`   // … and the property, or path of properties, that holds the next page's
	Page   string `yaml:"page"`   // the query parameter that counts pages …
	First  *int   `yaml:"first"`  // … from this number on (1 if absent)
	Last   string `yaml:"last"`   // … and the property, or path of properties, that holds the last one's number
}

type errorBodyExt struct {
	Message string `yaml:"message"`
	Code    string `yaml:"code"`
}

type envelopeExt struct {
	Field    string            `yaml:"field"`
	Meanings map[string]string `yaml:"meanings"`
}

type formExt struct {
	True  string `yaml:"true"`
	False string `yaml:"false"`
}

// meanings are the words for core's sentinel errors.
var meanings = map[string]string{
	"unauthorized": "core.ErrUnauthorized",
	"forbidden":    "core.ErrForbidden",
	"notFound":     "core.ErrNotFound",
	"conflict":     "core.ErrConflict",
	"invalid":      "core.ErrInvalid",
	"rateLimited":  "core.ErrRateLimited",
	"unavailable":  "core.ErrUnavailable",
}

func (p *pkg) readExtensions(pointer string, op *openapi3.Operation) (*extensions, error) {
	e := &extensions{}
	words := []struct {
		name   string
		into   any
		global bool
	}{
		{"x-source", &e.Source, false},
		{"x-inferred", &e.Inferred, false},
		{"x-permissions", &e.Permissions, false},
		{"x-pagination", &e.Pagination, false},
		{"x-result", &e.Result, false},
		{"x-retry", &e.Retry, false},
		{"x-error-body", &e.ErrorBody, true},
		{"x-error-envelope", &e.Envelope, true},
		{"x-form", &e.Form, true},
		{"x-deprecated-reason", &e.Deprecation, false},
	}
	for _, word := range words {
		value, at := op.Extensions[word.name], pointer
		if value == nil && word.global {
			value, at = p.t.Extensions[word.name], ""
		}
		if value == nil {
			continue
		}
		if err := decodeStrict(value, word.into); err != nil {
			return nil, p.doc.At(at+"/"+word.name, "%s: %v", word.name, err)
		}
	}
	fault := func(word, format string, args ...any) error {
		return p.doc.At(pointer+"/"+word, word+" "+format, args...)
	}
	switch e.Retry {
	case "", "always", "never":
	default:
		return nil, fault("x-retry", "is %q: it is always or never", e.Retry)
	}
	if e.Envelope != nil {
		for said, kind := range e.Envelope.Meanings {
			if meanings[kind] == "" {
				return nil, fault("x-error-envelope", "gives %q the meaning %q: it is one of %s", said, kind, strings.Join(sorted(meanings), ", "))
			}
		}
	}
	if g := e.Pagination; g != nil {
		cursor, page := g.Cursor != "" && g.Next != "", g.Page != ""
		if g.Items == "" || cursor == page {
			return nil, fault("x-pagination", "needs items, and either cursor and next, or page")
		}
		if e.Result != "" {
			return nil, fault("x-pagination", "needs the whole answer, and x-result unwraps it")
		}
	}
	return e, nil
}

// decodeStrict reads the value of an extension into v and refuses fields that v does not have.
func decodeStrict(value, v any) error {
	data, err := yaml.Marshal(value)
	if err != nil {
		return err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(v); err != nil {
		return fmt.Errorf("%s", strings.TrimPrefix(err.Error(), "yaml: unmarshal errors:\n  "))
	}
	return nil
}
