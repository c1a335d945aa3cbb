package plan

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Source is x-source: where the vendor documents an element.
type Source struct {
	Document string `yaml:"document"`
	Lines    string `yaml:"lines"`
	Heading  string `yaml:"heading"`
}

// Inferred is x-inferred: why an element is a guess.
type Inferred struct {
	Confidence string `yaml:"confidence"`
	Because    string `yaml:"because"`
	About      string `yaml:"about"`
}

// Codes is x-error-codes: the range of numbers that mean invalid input.
type Codes struct {
	First int64 `yaml:"first"`
	Last  int64 `yaml:"last"`
}

// ErrorBody is x-error-body: where the body of a failure has its message and its code.
type ErrorBody struct {
	Message string `yaml:"message"`
	Code    string `yaml:"code"`
}

// Booleans is x-form on an operation or the document: how a form spells booleans.
type Booleans struct {
	True  string `yaml:"true"`
	False string `yaml:"false"`
}

// Envelope is an entry of x-error-envelope, with its Go type.
type Envelope struct {
	spec.Envelope `yaml:",inline"`
	// GoType is the Go type for Schema; "" if there is no Schema.
	GoType string `yaml:"-"`
}

// pagination is the content of the extension x-pagination.
type pagination struct {
	Items  string `yaml:"items"`  // the property with a page's items; "" if the response is the list
	Cursor string `yaml:"cursor"` // the parameter, or property of the body, with the start of the page
	Next   string `yaml:"next"`   // with cursor: the path of the property with the start of the next page
	Header string `yaml:"header"` // with cursor, instead of next: the response header with that start
	Page   string `yaml:"page"`   // the parameter, or property of the body, with the number of the page
	First  *int   `yaml:"first"`  // with page: the number of the first page; 1 if absent
	Last   string `yaml:"last"`   // with page: the path of the property with the number of the last page
	Offset string `yaml:"offset"` // the parameter, or property of the body, with the number of items before the page
	Total  string `yaml:"total"`  // with offset: the path of the property with the number of all items
	Link   bool   `yaml:"link"`   // the Link header of the response points to the next page
}

// meanings lists the values of means and meanings in x-error-envelope.
var meanings = []string{"conflict", "forbidden", "invalid", "notFound", "rateLimited", "unauthorized", "unavailable"}

// reader reads the extensions of an element. It keeps the first error.
type reader struct {
	doc     *spec.Document
	pointer string         // of the element
	words   map[string]any // of the element
	global  map[string]any // of the document
	err     error
}

// read decodes an extension of the element. If the element does not have it, read decodes that of the document. It returns the
// extension's pointer, even if neither has it.
func (r *reader) read(name string, into any) string {
	value, at := r.words[name], r.pointer
	if value == nil && r.global[name] != nil {
		value, at = r.global[name], ""
	}
	at += "/" + name
	if value != nil {
		if err := decodeStrict(value, into); err != nil {
			r.failAt(at, "%s: %v", name, err)
		}
	}
	return at
}

func (r *reader) failAt(at, format string, args ...any) {
	if r.err == nil {
		r.err = r.doc.At(at, format, args...)
	}
}

// protocol reads the extensions that can be on an operation or on the document.
func (r *reader) protocol(p *Protocol) {
	r.read("x-error-body", &p.ErrorBody)
	r.read("x-form", &p.Booleans)
	if at := r.read("x-error-codes", &p.Codes); p.Codes != nil && (p.Codes.First <= 0 || p.Codes.Last < p.Codes.First) {
		r.failAt(at, "x-error-codes: want first and last, a range of positive numbers")
	}
	p.Noisy = r.says("x-response-noise", "tolerated")
	p.Literal = r.says("x-usual-errors", "ignored")
	at := r.read("x-error-envelope", &p.Envelopes)
	for i, v := range p.Envelopes {
		r.checkEnvelope(fmt.Sprintf("%s/%d", at, i), v)
	}
}

// says reports whether an extension is set to value, the only value that it can have.
func (r *reader) says(name, value string) bool {
	var got string
	if at := r.read(name, &got); got != "" && got != value {
		r.failAt(at, "%s: want %s, got %q", name, value, got)
	}
	return got == value
}

// checkEnvelope rejects an entry of x-error-envelope that has no field, or names a schema or a meaning that does not exist.
func (r *reader) checkEnvelope(pointer string, v Envelope) {
	if v.Field == "" {
		r.failAt(pointer, "x-error-envelope: want the field that marks a failure")
	}
	if c := r.doc.T.Components; v.Schema != "" && (c == nil || c.Schemas[v.Schema] == nil) {
		r.failAt(pointer, "x-error-envelope: schema: want a schema of the document, got %q", v.Schema)
	}
	check := func(value, meaning string) {
		if !slices.Contains(meanings, meaning) {
			r.failAt(pointer, "x-error-envelope: %q: want one of the meanings %s, got %q", value, strings.Join(meanings, ", "), meaning)
		}
	}
	if v.Means != "" {
		check(v.Field, v.Means)
	}
	for _, value := range sorted(v.Meanings) {
		check(value, v.Meanings[value])
	}
}

// operation reads the extensions of an operation.
func (r *reader) operation(op *Operation) (paging *pagination) {
	r.read("x-source", &op.Source)
	r.read("x-inferred", &op.Inferred)
	r.read("x-permissions", &op.Permissions)
	r.read("x-result", &op.Result.Property)
	r.protocol(&op.Protocol)
	if at := r.read("x-retry", &op.Retry); op.Retry != RetryByMethod && op.Retry != RetryAlways && op.Retry != RetryNever {
		r.failAt(at, "x-retry: want always or never, got %q", op.Retry)
	}
	var text string
	if at := r.read("x-timeout", &text); text != "" {
		var err error
		if op.Timeout, err = time.ParseDuration(text); err != nil || op.Timeout < time.Second {
			r.failAt(at, "x-timeout: want a duration of at least a second, such as 5m, got %q", text)
		}
	}
	if at := r.read("x-pagination", &paging); paging != nil {
		r.checkPagination(at, paging, op.Result.Property != "")
	}
	return paging
}

// checkPagination rejects an x-pagination that is incomplete or has fields that contradict each other. Partial is true if the
// operation has an x-result.
func (r *reader) checkPagination(pointer string, x *pagination, partial bool) {
	inBody := x.Items+x.Next+x.Last+x.Total != ""
	ways := count([]bool{x.Cursor != "", x.Page != "", x.Offset != "", x.Link}, true)
	switch {
	case ways != 1 || (x.Cursor != "") != (x.Next != "" || x.Header != "") || x.Next != "" && x.Header != "":
		r.failAt(pointer, "x-pagination: want one of: cursor with next or header, page, offset, link")
	case x.Last != "" && x.Page == "" || x.Total != "" && x.Offset == "" || x.First != nil && x.Page == "":
		r.failAt(pointer, "x-pagination: first and last need page, and total needs offset")
	case partial && inBody:
		r.failAt(pointer, "x-pagination cannot be combined with x-result: it reads the whole response")
	}
}

// decodeStrict reads the value of an extension into v and rejects fields that v does not have.
func decodeStrict(value, v any) error {
	data, err := yaml.Marshal(value)
	if err != nil {
		return err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(v); err != nil {
		text := strings.TrimPrefix(err.Error(), "yaml: unmarshal errors:\n")
		for _, r := range rephrased {
			text = r.message.ReplaceAllString(text, r.means)
		}
		return errors.New(text)
	}
	return nil
}

// rephrased maps messages of yaml.v3, which are in terms of Go, to messages for authors of overlays. It removes the line
// number, which counts from the start of the extension's value.
var rephrased = []struct {
	message *regexp.Regexp
	means   string
}{
	{regexp.MustCompile(`(?m)^ *line \d+: `), ""},
	{regexp.MustCompile(`field (\S+) not found in type \S+`), "unknown field $1"},
	{regexp.MustCompile("cannot unmarshal !!(\\w+)( `.*`)? into \\[\\]\\S+"), "want a list, got a $1"},
	{regexp.MustCompile("cannot unmarshal !!(\\w+)( `.*`)? into int\\S*"), "want a number, got a $1"},
	{regexp.MustCompile("cannot unmarshal !!(\\w+)( `.*`)? into bool"), "want true or false, got a $1"},
	{regexp.MustCompile("cannot unmarshal !!(\\w+)( `.*`)? into plan\\.[A-Za-z]+"), "want a mapping, got a $1"},
	{regexp.MustCompile("cannot unmarshal !!(\\w+)( `.*`)? into \\S+"), "want a string, got a $1"},
}
