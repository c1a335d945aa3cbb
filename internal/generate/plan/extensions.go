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

// ErrorBody is x-error-body: where the body of a failure keeps its message and its code.
type ErrorBody struct {
	Message string `yaml:"message"`
	Code    string `yaml:"code"`
}

// Booleans is x-form of an operation or a document: how a form spells booleans.
type Booleans struct {
	True  string `yaml:"true"`
	False string `yaml:"false"`
}

// Envelope is an entry of x-error-envelope, by which an error in a successful response is recognized.
type Envelope struct {
	Field    string            `yaml:"field"`
	Falsy    bool              `yaml:"falsy"`
	Schema   string            `yaml:"schema"`
	Message  string            `yaml:"message"`
	Means    string            `yaml:"means"`
	Meanings map[string]string `yaml:"meanings"`

	// GoType is the type that Schema becomes; "" if there is none.
	GoType string `yaml:"-"`
}

// pagination is x-pagination.
type pagination struct {
	Items  string `yaml:"items"`  // the property that holds a page's items; "" if the response is the list
	Cursor string `yaml:"cursor"` // the parameter, or property of the body, that names the page's start …
	Next   string `yaml:"next"`   // … and the property, or path of properties, that holds the next page's
	Header string `yaml:"header"` // … or the header of the response
	Page   string `yaml:"page"`   // the parameter or property that counts pages …
	First  *int   `yaml:"first"`  // … from this number on (1 if absent)
	Last   string `yaml:"last"`   // … and the property, or path of properties, that holds the last one's number
	Offset string `yaml:"offset"` // the parameter or property that counts the items before the page …
	Total  string `yaml:"total"`  // … and the property, or path of properties, that holds the number of all
	Link   bool   `yaml:"link"`   // the Link header of the response leads to the next page
}

// meanings are the words for the errors that a failure can stand for.
var meanings = []string{"conflict", "forbidden", "invalid", "notFound", "rateLimited", "unauthorized", "unavailable"}

// reader reads the words of an operation, or of the document.
type reader struct {
	doc     *spec.Document
	pointer string         // of the element
	words   map[string]any // of the element
	global  map[string]any // of the document
	err     error
}

// read decodes the value of a word, if it is there, and returns where it is.
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

// protocol reads the words that may be on an operation or on the document.
func (r *reader) protocol(p *Protocol) {
	r.read("x-error-body", &p.ErrorBody)
	r.read("x-form", &p.Booleans)
	if at := r.read("x-error-codes", &p.Codes); p.Codes != nil && (p.Codes.First <= 0 || p.Codes.Last < p.Codes.First) {
		r.failAt(at, "x-error-codes: want the first and the last number of a range")
	}
	p.Noisy = r.says("x-response-noise", "tolerated")
	p.Literal = r.says("x-usual-errors", "ignored")
	at := r.read("x-error-envelope", &p.Envelopes)
	for i, v := range p.Envelopes {
		r.checkEnvelope(fmt.Sprintf("%s/%d", at, i), v)
	}
}

// says reports whether a word with one possible value is there.
func (r *reader) says(name, value string) bool {
	var said string
	if at := r.read(name, &said); said != "" && said != value {
		r.failAt(at, "%s: want %s, got %q", name, value, said)
	}
	return said == value
}

// checkEnvelope refuses an entry of x-error-envelope, which is at pointer, that says too little or names what is not there.
func (r *reader) checkEnvelope(pointer string, v Envelope) {
	if v.Field == "" {
		r.failAt(pointer, "x-error-envelope: want the field that marks a failure")
	}
	if c := r.doc.T.Components; v.Schema != "" && (c == nil || c.Schemas[v.Schema] == nil) {
		r.failAt(pointer, "x-error-envelope: schema: want a schema of the document, got %q", v.Schema)
	}
	known := func(said, meaning string) {
		if !slices.Contains(meanings, meaning) {
			r.failAt(pointer, "x-error-envelope: %q: want one of the meanings %s, got %q", said, strings.Join(meanings, ", "), meaning)
		}
	}
	if v.Means != "" {
		known(v.Field, v.Means)
	}
	for _, said := range sorted(v.Meanings) {
		known(said, v.Meanings[said])
	}
}

// operation reads the words of an operation.
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

// checkPagination refuses an x-pagination, which is at a pointer, that says too little, or two things at a time.
func (r *reader) checkPagination(pointer string, x *pagination, partial bool) {
	ways, inBody := 0, x.Items+x.Next+x.Last+x.Total != ""
	for _, way := range []bool{x.Cursor != "", x.Page != "", x.Offset != "", x.Link} {
		if way {
			ways++
		}
	}
	switch {
	case ways != 1 || (x.Cursor != "") != (x.Next != "" || x.Header != "") || x.Next != "" && x.Header != "":
		r.failAt(pointer, "x-pagination: want one of: cursor with next or header, page, offset, link")
	case x.Last != "" && x.Page == "" || x.Total != "" && x.Offset == "" || x.First != nil && x.Page == "":
		r.failAt(pointer, "x-pagination: first and last belong to page, total to offset")
	case partial && inBody:
		r.failAt(pointer, "x-pagination cannot be combined with x-result: it reads the whole response")
	}
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
		text := strings.TrimPrefix(err.Error(), "yaml: unmarshal errors:\n")
		for _, r := range rephrased {
			text = r.said.ReplaceAllString(text, r.means)
		}
		return errors.New(text)
	}
	return nil
}

// rephrased is what yaml.v3 says in terms of Go, and what it means to someone who writes an overlay. The line is that in the
// value alone, not in the file.
var rephrased = []struct {
	said  *regexp.Regexp
	means string
}{
	{regexp.MustCompile(`(?m)^ *line \d+: `), ""},
	{regexp.MustCompile(`field (\S+) not found in type \S+`), "unknown field $1"},
	{regexp.MustCompile("cannot unmarshal !!(\\w+)( `.*`)? into \\[\\]\\S+"), "want a list, got a $1"},
	{regexp.MustCompile("cannot unmarshal !!(\\w+)( `.*`)? into int\\S*"), "want a number, got a $1"},
	{regexp.MustCompile("cannot unmarshal !!(\\w+)( `.*`)? into bool"), "want true or false, got a $1"},
	{regexp.MustCompile("cannot unmarshal !!(\\w+)( `.*`)? into plan\\.[A-Za-z]+"), "want a mapping, got a $1"},
	{regexp.MustCompile("cannot unmarshal !!(\\w+)( `.*`)? into \\S+"), "want a string, got a $1"},
}
