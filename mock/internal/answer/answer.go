// Package answer finds the response to a request that changes no state: the most similar fixture, an example in the document, or a
// response generated from the schema. It also fits stored records to the schema of a response.
package answer

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/specimen"
	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/request"
)

// Sources of responses, in addition to the provenances of fixtures.
const (
	Documented = "documented" // an example in the document
	Generated  = "generated"  // generated from the schema
	State      = "state"      // records that were created or changed before
)

// Response is a response to send.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	// Source is the value of the header X-Mock-Source. Example is the name of the fixture or example, or "".
	Source, Example string
}

// Wish is the response that a request asks for in the header Prefer.
type Wish struct {
	// Code is the status; 0 for a success.
	Code int
	// Example is the name of a fixture or of an example in the document.
	Example string
	// Dynamic asks for a generated response, even if there are examples.
	Dynamic bool
}

// ParsePrefer reads the header Prefer, such as "code=404, dynamic=true". An unknown preference is an error. Asked is false if the
// header has no preference that applies here.
func ParsePrefer(values []string) (w Wish, asked bool, err error) {
	for _, part := range strings.FieldsFunc(strings.Join(values, ","), func(r rune) bool { return r == ',' || r == ';' }) {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		value = strings.Trim(value, `"`)
		switch name {
		case "code":
			if w.Code, err = strconv.Atoi(value); err != nil || w.Code < 200 || w.Code > 599 {
				return w, true, fmt.Errorf("code: want a status between 200 and 599")
			}
		case "example":
			w.Example = value
		case "dynamic":
			if w.Dynamic, err = strconv.ParseBool(value); err != nil {
				return w, true, fmt.Errorf("dynamic: want true or false")
			}
		case "respond-async", "return", "wait", "handling": // registered preferences without a meaning here
			continue
		default:
			return w, true, fmt.Errorf("unknown preference: want code, example or dynamic")
		}
		asked = true
	}
	return w, asked, nil
}

// Find returns the response for a wish, or an error if neither the document nor the fixtures have it.
func Find(q *request.Request, w Wish, seed string) (*Response, error) {
	op := q.Op
	fixtures, err := op.Fixtures()
	if err != nil {
		return nil, err
	}
	if w.Example != "" {
		return named(op, w, fixtures)
	}
	if !w.Dynamic {
		fitting := slices.DeleteFunc(slices.Clone(fixtures), func(f *model.Fixture) bool {
			return f.Status != w.Code && (w.Code != 0 || f.Failed)
		})
		if len(fitting) > 0 { // MaxFunc returns the first of equally similar fixtures, and recorded ones come first
			return fromFixture(slices.MaxFunc(fitting, func(a, b *model.Fixture) int { return likeness(q, a) - likeness(q, b) })), nil
		}
	}
	return fromDocument(op, w, seed)
}

// likeness scores how similar a fixture's request is to q: path arguments weigh most, then the body, then the query.
func likeness(q *request.Request, f *model.Fixture) int {
	points := 0
	for name, value := range q.Path {
		if f.Path[name] == expr.Text(value) {
			points += 4
		}
	}
	if q.Body != nil && f.Body != nil && expr.Equal(q.Body, f.Body) {
		points += 3
	}
	same := len(f.Query) == len(q.Query)
	for name, values := range f.Query {
		same = same && len(values) == 1 && values[0] == expr.Text(q.Query[name])
	}
	if same {
		points++
	}
	return points
}

func fromFixture(f *model.Fixture) *Response {
	r := &Response{Status: f.Status, Header: http.Header{}, Body: f.Text, Source: f.Provenance, Example: f.Name}
	for name, values := range f.Header {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	return r
}

// named returns the fixture or example that a wish names.
func named(op *model.Operation, w Wish, fixtures []*model.Fixture) (*Response, error) {
	var names []string
	for _, f := range fixtures {
		if f.Name == w.Example && (w.Code == 0 || w.Code == f.Status) {
			return fromFixture(f), nil
		}
		names = append(names, f.Name)
	}
	for key, ref := range op.Spec.Responses.Map() {
		media := ref.Value.Content.Get("application/json")
		if media == nil {
			continue
		}
		for name, example := range media.Examples {
			if name == w.Example && example.Value != nil {
				return fromTree(op, statusOf(key, w.Code), example.Value.Value, Documented, name)
			}
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return nil, fmt.Errorf("%s has no such example: want one of %s", op.ID, strings.Join(names, ", "))
}

// fromDocument returns an example in the document, or a generated response.
func fromDocument(op *model.Operation, w Wish, seed string) (*Response, error) {
	key, ref := op.Declared(w.Code)
	if ref == nil {
		return nil, fmt.Errorf("%s has no response with the status %d: want one of %s", op.ID, w.Code,
			strings.Join(slices.Sorted(maps.Keys(op.Spec.Responses.Map())), ", "))
	}
	status := statusOf(key, w.Code)
	media := ref.Value.Content.Get("application/json")
	if media == nil {
		return &Response{Status: status, Header: http.Header{}, Source: Documented}, nil
	}
	if !w.Dynamic {
		if media.Example != nil && !op.Rejected(media.Example) {
			return fromTree(op, status, media.Example, Documented, "")
		}
		for _, name := range slices.Sorted(maps.Keys(media.Examples)) {
			return fromTree(op, status, media.Examples[name].Value.Value, Documented, name)
		}
	}
	g := specimen.Generator{Seed: seed + op.ID, Dynamic: w.Dynamic, Skip: op.IsRejection}
	return fromTree(op, status, g.Value(spec.SchemaOf(media.Schema)), Generated, "")
}

func fromTree(op *model.Operation, status int, tree any, source, name string) (*Response, error) {
	r, err := JSON(status, tree, source)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op.ID, err)
	}
	r.Example = name
	return r, nil
}

// JSON returns a response with a tree as its JSON body.
func JSON(status int, tree any, source string) (*Response, error) {
	body, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	return &Response{Status: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: body, Source: source}, nil
}

// statusOf returns the wanted status unless it is 0, then the status that is the key of a declared response, then 200.
func statusOf(key string, wanted int) int {
	if wanted != 0 {
		return wanted
	}
	if code, err := strconv.Atoi(key); err == nil {
		return code
	}
	return http.StatusOK
}
