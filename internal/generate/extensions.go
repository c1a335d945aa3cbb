package generate

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"time"

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
	Timeout     string
	Codes       *codesExt
	ErrorBody   *errorBodyExt
	Envelopes   []envelopeExt
	Form        *formExt
	Deprecation string
}

type sourceExt struct {
	Document string `yaml:"document"`
	Lines    string `yaml:"lines"`
	Heading  string `yaml:"heading"` // the heading in the document under which a reader finds the element
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

type codesExt struct {
	First int64 `yaml:"first"`
	Last  int64 `yaml:"last"`
}

type errorBodyExt struct {
	Message string `yaml:"message"`
	Code    string `yaml:"code"`
}

type envelopeExt struct {
	Field    string            `yaml:"field"`
	Falsy    bool              `yaml:"falsy"`
	Schema   string            `yaml:"schema"`
	Message  string            `yaml:"message"`
	Means    string            `yaml:"means"`
	Meanings map[string]string `yaml:"meanings"`
}

type formExt struct {
	True  string `yaml:"true"`
	False string `yaml:"false"`
}

// formFieldExt is x-form on a property.
type formFieldExt struct {
	True      string   `yaml:"true"`
	False     string   `yaml:"false"`
	Inverted  bool     `yaml:"inverted"`
	Layout    string   `yaml:"layout"`
	Separator string   `yaml:"separator"`
	Encode    []string `yaml:"encode"`
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
		{"x-timeout", &e.Timeout, false},
		{"x-error-codes", &e.Codes, true},
		{"x-error-body", &e.ErrorBody, true},
		{"x-error-envelope", &e.Envelopes, true},
		{"x-form", &e.Form, true},
		{"x-deprecated-reason", &e.Deprecation, false},
	}
	places := map[string]string{}
	for _, word := range words {
		value, at := op.Extensions[word.name], pointer
		if value == nil && word.global {
			value, at = p.t.Extensions[word.name], ""
		}
		if value == nil {
			continue
		}
		places[word.name] = at + "/" + word.name
		if err := decodeStrict(value, word.into); err != nil {
			return nil, p.doc.At(places[word.name], "%s: %v", word.name, err)
		}
	}
	fault := func(word, format string, args ...any) error {
		return p.doc.At(places[word], word+" "+format, args...)
	}
	switch e.Retry {
	case "", "always", "never":
	default:
		return nil, fault("x-retry", "is %q: it is always or never", e.Retry)
	}
	for i, v := range e.Envelopes {
		if err := p.checkEnvelope(fmt.Sprintf("%s/%d", places["x-error-envelope"], i), v); err != nil {
			return nil, err
		}
	}
	if timeout, err := time.ParseDuration(e.Timeout); e.Timeout != "" && (err != nil || timeout < time.Second) {
		return nil, fault("x-timeout", "is %q: it is a duration such as 5m", e.Timeout)
	}
	if e.Codes != nil && (e.Codes.First <= 0 || e.Codes.Last < e.Codes.First) {
		return nil, fault("x-error-codes", "needs the first and the last number")
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

// checkEnvelope refuses an entry of x-error-envelope, which stands at pointer, that says too little or names what is not there.
func (p *pkg) checkEnvelope(pointer string, v envelopeExt) error {
	fault := func(format string, args ...any) error { return p.doc.At(pointer, "x-error-envelope "+format, args...) }
	if v.Field == "" {
		return fault("needs the field that tells a failure")
	}
	if v.Schema != "" && p.t.Components.Schemas[v.Schema] == nil {
		return fault("names %q, which is no schema of the document", v.Schema)
	}
	if v.Means != "" && meanings[v.Means] == "" {
		return fault("gives %q the meaning %q: it is one of %s", v.Field, v.Means, strings.Join(sorted(meanings), ", "))
	}
	for _, said := range sorted(v.Meanings) {
		if meanings[v.Meanings[said]] == "" {
			return fault("gives %q the meaning %q: it is one of %s", said, v.Meanings[said], strings.Join(sorted(meanings), ", "))
		}
	}
	return nil
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
		return fmt.Errorf("%s", copiedLine.ReplaceAllString(strings.TrimPrefix(err.Error(), "yaml: unmarshal errors:\n"), ""))
	}
	return nil
}

// copiedLine is where yaml.v3 says that a fault is: the line in the value alone, not in the file.
var copiedLine = regexp.MustCompile(`(?m)^ *line \d+: `)
