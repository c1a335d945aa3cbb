// Package answer finds the response to a request that changes no state: the best matching fixture, an example of the document,
// or one that is generated from the schema. It also gives what the state holds the form that the document wants.
package answer

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/request"
)

// Sources say where a response is from.
const (
	Recorded   = "recorded"   // a server sent it
	Documented = "documented" // the vendor's examples
	Synthetic  = "synthetic"  // a fixture that was written by hand
	Generated  = "generated"  // made from the schema
	State      = "state"      // what was created and changed before
)

// Response is a response to be sent.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	// Source is where the response is from; Example is the name of the fixture or example.
	Source, Example string
}

// Wish is what a request may ask for, in the header Prefer.
type Wish struct {
	// Code is the status; 0 for a success.
	Code int
	// Example is the name of a fixture or of an example of the document.
	Example string
	// Dynamic asks for a response that is generated, whatever examples there are.
	Dynamic bool
}

// ParsePrefer reads the header Prefer, such as "code=404, dynamic=true". A preference that is not known is an error.
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
		case "respond-async", "return", "wait", "handling": // registered preferences, which mean nothing here
			continue
		default:
			return w, true, fmt.Errorf("unknown preference: want code, example or dynamic")
		}
		asked = true
	}
	return w, asked, nil
}

// Find returns the response for a wish. It is an error to wish for what the document and the fixtures do not have.
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
		if f := best(q, fixtures, func(f *model.Fixture) bool { return f.Status == w.Code || w.Code == 0 && !f.Failed }); f != nil {
			return fromFixture(f), nil
		}
	}
	return fromDocument(op, w, seed)
}

// best returns the fixture among the chosen ones whose request is most like q; nil if none is chosen. Of equals, the first one
// counts, which is one that a server sent if there is one.
func best(q *request.Request, fixtures []*model.Fixture, chosen func(*model.Fixture) bool) *model.Fixture {
	var found *model.Fixture
	most := -1
	for _, f := range fixtures {
		if !chosen(f) {
			continue
		}
		if points := likeness(q, f); points > most {
			found, most = f, points
		}
	}
	return found
}

// likeness counts what a fixture's request has in common with q: arguments of the path count most, then the body, then the
// query.
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

// named returns the fixture or example of a name.
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

// fromDocument returns an example of the document, or a generated response.
func fromDocument(op *model.Operation, w Wish, seed string) (*Response, error) {
	key, ref := Declared(op, w.Code)
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
	g := Generator{Seed: seed + op.ID, Dynamic: w.Dynamic, Skip: op.IsRejection}
	return fromTree(op, status, g.Value(model.SchemaOf(media.Schema)), Generated, "")
}

func fromTree(op *model.Operation, status int, tree any, source, name string) (*Response, error) {
	body, err := json.Marshal(tree)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op.ID, err)
	}
	return &Response{
		Status: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: body, Source: source, Example: name,
	}, nil
}

// Declared returns the response of the document for a status: itself, its range, or default; for 0, the first success.
func Declared(op *model.Operation, status int) (key string, ref *openapi3.ResponseRef) {
	if status == 0 {
		for _, key := range slices.Sorted(maps.Keys(op.Spec.Responses.Map())) {
			if strings.HasPrefix(key, "2") {
				return key, op.Spec.Responses.Value(key)
			}
		}
		return "default", op.Spec.Responses.Value("default")
	}
	exact := strconv.Itoa(status)
	for _, key := range []string{exact, exact[:1] + "XX", exact[:1] + "xx", "default"} {
		if ref := op.Spec.Responses.Value(key); ref != nil {
			return key, ref
		}
	}
	return "", nil
}

// statusOf is the status of a response that has a key in the document.
func statusOf(key string, wanted int) int {
	if wanted != 0 {
		return wanted
	}
	if code, err := strconv.Atoi(key); err == nil {
		return code
	}
	return http.StatusOK
}

// success is what the document says of an operation's success. It is found once.
type success struct {
	status  int
	schema  *openapi3.Schema
	example any
}

var successes sync.Map // *model.Operation to func() success

func successOf(op *model.Operation) success {
	found, ok := successes.Load(op)
	if !ok {
		found, _ = successes.LoadOrStore(op, sync.OnceValue(func() success {
			return success{successStatus(op), successSchema(op), successExample(op)}
		}))
	}
	return found.(func() success)()
}

// SuccessStatus returns the status of the operation's success where the state makes it.
func SuccessStatus(op *model.Operation) int { return successOf(op).status }

func successStatus(op *model.Operation) int {
	if key, _ := Declared(op, 0); key == strconv.Itoa(http.StatusCreated) {
		return http.StatusCreated
	}
	return http.StatusOK
}

// SuccessSchema returns the schema of the operation's success, without the alternatives that are errors inside it; nil if it
// has no JSON.
func SuccessSchema(op *model.Operation) *openapi3.Schema { return successOf(op).schema }

// SuccessExample returns a success of the operation as a JSON tree: what a server sent, or an example; nil if there is none.
func SuccessExample(op *model.Operation) any { return successOf(op).example }

func successSchema(op *model.Operation) *openapi3.Schema {
	_, ref := Declared(op, 0)
	if ref == nil {
		return nil
	}
	media := ref.Value.Content.Get("application/json")
	if media == nil {
		return nil
	}
	schema := model.SchemaOf(media.Schema)
	if len(schema.AnyOf) == 0 {
		return schema
	}
	own := *schema
	own.AnyOf = slices.DeleteFunc(slices.Clone(schema.AnyOf), op.IsRejection)
	if len(own.AnyOf) == 1 && len(own.Properties) == 0 {
		return own.AnyOf[0].Value // so that errors name the place in it
	}
	return &own
}

func successExample(op *model.Operation) any {
	if fixtures, err := op.Fixtures(); err == nil {
		for _, f := range fixtures {
			if !f.Failed && f.Tree != nil && (op.Resource == nil || op.Resource.Like == "" || op.Resource.Like == f.Name) {
				return f.Tree
			}
		}
	}
	_, ref := Declared(op, 0)
	if ref == nil {
		return nil
	}
	if media := ref.Value.Content.Get("application/json"); media != nil && !op.Rejected(media.Example) {
		return media.Example
	}
	return nil
}
