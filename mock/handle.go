package mock

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/mock/internal/answer"
	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/request"
	"github.com/hostclients/hostclients/mock/internal/resource"
	"github.com/hostclients/hostclients/mock/internal/state"
)

// Sources of responses, in addition to those of package answer.
const (
	fromError = "error" // the request was refused
	fromTest  = "test"  // the response was set by a test
	fromFault = "fault" // an injected fault
)

// route returns the API that an escaped path belongs to, and the rest of the path below the base of the API.
func (s *Server) route(path string) (*model.API, string) {
	name, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	api := s.api(name)
	if api == nil {
		return nil, ""
	}
	below := strings.TrimPrefix(path, "/"+name)
	for _, base := range api.Bases {
		if rest, ok := strings.CutPrefix(below, base); ok && (rest == "" || rest[0] == '/') {
			return api, rest
		}
	}
	return api, "/" // no operation has this path
}

// exchange is a request and its response, while the request is served.
type exchange struct {
	entry    Entry
	response *answer.Response
	header   http.Header // sent in addition to the response's own
	problem  *problem
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request, api *model.API, path string) {
	started := time.Now()
	x := &exchange{header: http.Header{}, entry: Entry{API: api.Name, Method: r.Method, Path: r.URL.Path, Session: r.Header.Get(SessionHeader)}}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.config.maxBody))
	op, args, status := api.Route(r.Method, path)
	tooLarge, isTooLarge := errors.AsType[*http.MaxBytesError](err)
	if err != nil && !isTooLarge {
		return // the client went away
	}
	defer s.finish(x, started)
	switch {
	case isTooLarge:
		x.problem = newProblem(http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is too large: want at most %d bytes", tooLarge.Limit))
	case op == nil:
		x.problem = newProblem(status, map[int]string{
			http.StatusNotFound:         "the document does not have this path",
			http.StatusMethodNotAllowed: "the document does not have this method for the path",
		}[status])
	case s.config.proxy != nil:
		x.entry.Operation = op.ID
		s.pass(r, op, path, args, body, x)
	default:
		x.entry.Operation = op.ID
		if s.injected(w, r, op, x, func() { s.execute(r, op, args, body, x) }) {
			return
		}
	}
	s.write(w, x)
}

// finish logs the exchange.
func (s *Server) finish(x *exchange, started time.Time) {
	x.entry.Time, x.entry.Duration = started.UTC(), time.Since(started)
	s.log.add(x.entry)
	s.served.Add(1)
	if s.config.logger != nil {
		s.config.logger.Info("request",
			"api", x.entry.API, "operation", x.entry.Operation, "method", x.entry.Method, "status", x.entry.Status,
			"source", x.entry.Source, "duration", x.entry.Duration, "errors", len(x.entry.Errors), "unread", len(x.entry.Unread))
	}
}

// execute executes the request's operation and sets the response.
func (s *Server) execute(r *http.Request, op *model.Operation, args map[string]string, body []byte, x *exchange) {
	q := request.Read(r, op, args, body)
	x.entry.Errors, x.entry.Unread = q.Errors, q.Unread
	var refused error
	err := s.Session(r.Header.Get(SessionHeader)).do(func(tx *state.Tx) {
		var call *resource.Call
		if call, refused = s.decide(tx, r, q, x); refused != nil {
			tx.Undo()
			x.header = http.Header{}
		}
		if call != nil {
			call.Renew(x.header)
		}
	})
	err = errors.Join(refused, err)
	var failure *resource.Failure
	switch {
	case err == nil:
	case errors.As(err, &failure):
		x.fail(failure, q)
	case errors.As(err, &x.problem):
	case errors.Is(err, state.ErrFull):
		x.problem = newProblem(http.StatusInsufficientStorage, err.Error())
	default:
		x.problem = newProblem(http.StatusInternalServerError, err.Error())
	}
}

// decide sets the response, in a transaction. The returned call is nil unless its credentials are valid.
func (s *Server) decide(tx *state.Tx, r *http.Request, q *request.Request, x *exchange) (*resource.Call, error) {
	visitor, err := s.visitor(tx, r, q.Op, x)
	if err != nil {
		return nil, err
	}
	call := resource.New(tx, q, visitor, s.config.seed)
	if err := call.Authenticate(); err != nil {
		return nil, err
	}
	return call, s.respond(tx, r, call, x)
}

// respond sets the response to a call with valid credentials. The package comment lists the order of the sources.
func (s *Server) respond(tx *state.Tx, r *http.Request, call *resource.Call, x *exchange) error {
	q := call.Request
	if len(q.Errors) > 0 {
		return call.Fail("invalid", errorText(q.Errors))
	}
	if e := s.expected.next(q); e != nil {
		response, err := e.response()
		if err == nil {
			x.response = response
			s.checkResponse(q.Op, x.response)
		}
		return err
	}
	wish, asked, err := answer.ParsePrefer(r.Header.Values("Prefer"))
	if err == nil && !asked && q.Op.Resource != nil {
		return s.fromState(tx, call, q, x)
	}
	if err == nil {
		x.response, err = answer.Find(q, wish, s.config.seed)
	}
	if err != nil {
		return newProblem(http.StatusBadRequest, "Prefer: "+err.Error())
	}
	if q.Op.Never && succeeded(q.Op, x.response) {
		note(tx, q.Op, resource.Result{Account: call.Account()}, x.entry.Session)
	}
	return nil
}

func (s *Server) fromState(tx *state.Tx, call *resource.Call, q *request.Request, x *exchange) error {
	result, err := call.Do()
	if failure := (*resource.Failure)(nil); errors.As(err, &failure) && failure.Done {
		x.fail(failure, q)
		return nil
	}
	if err != nil {
		return err
	}
	success := q.Op.Success()
	x.response = &answer.Response{Status: success.Status, Header: http.Header{}, Source: answer.State}
	if success.Schema != nil {
		if x.response, err = answer.JSON(success.Status, result.Body, answer.State); err != nil {
			return err
		}
		s.check(q.Op, "state", success.Schema, result.Body)
	}
	if q.Op.Never {
		note(tx, q.Op, *result, x.entry.Session)
	}
	return nil
}

// succeeded reports whether a response means that the call was executed.
func succeeded(op *model.Operation, response *answer.Response) bool {
	if response.Status < 200 || response.Status > 299 {
		return false
	}
	tree, err := spec.ParseJSON(response.Body)
	return err != nil || !op.Rejected(tree)
}

// checkResponse fails the test if a response that the test set does not fit the document.
func (s *Server) checkResponse(op *model.Operation, response *answer.Response) {
	if s.config.t == nil {
		return
	}
	_, ref := op.Declared(response.Status)
	if ref == nil {
		s.config.t.Errorf("mock: %s: the document has no response with the status %d", op.ID, response.Status)
		return
	}
	media := ref.Value.Content.Get("application/json")
	if tree, err := spec.ParseJSON(response.Body); media != nil && err == nil {
		s.check(op, "response", spec.SchemaOf(media.Schema), tree)
	}
}

// check fails the test if a body does not fit its schema. Of is the source of the body, for the error.
func (s *Server) check(op *model.Operation, of string, schema *openapi3.Schema, tree any) {
	if s.config.t == nil {
		return
	}
	for _, e := range request.Check("response", schema, tree, openapi3.VisitAsResponse()) {
		s.config.t.Errorf("mock: %s: the %s does not fit the document: %s: %s", op.ID, of, e.Location, e.Message)
	}
}

// fail sets the response to a refused request.
func (x *exchange) fail(f *resource.Failure, q *request.Request) {
	if !f.Known {
		x.problem = newProblem(f.Status, f.Message)
		if f.Kind == "invalid" {
			x.problem.Errors = q.Errors
		}
		return
	}
	var err error
	if x.response, err = answer.JSON(f.Status, f.Body, fromError); err != nil {
		x.problem = newProblem(http.StatusInternalServerError, err.Error())
	}
}

// write sends the response.
func (s *Server) write(w http.ResponseWriter, x *exchange) {
	header := w.Header()
	maps.Copy(header, x.header)
	if x.problem != nil {
		x.entry.Status, x.entry.Source = x.problem.Status, fromError
		header.Set(SourceHeader, fromError)
		x.problem.write(w)
		return
	}
	for name, values := range x.response.Header {
		header[name] = append(header[name], values...)
	}
	header.Set("Content-Length", strconv.Itoa(len(x.response.Body))) // a recorded length may be wrong for this body
	header.Set(SourceHeader, x.response.Source)
	if x.response.Example != "" {
		header.Set("X-Mock-Example", x.response.Example)
	}
	x.entry.Status, x.entry.Source = x.response.Status, x.response.Source
	w.WriteHeader(x.response.Status)
	_, _ = w.Write(x.response.Body)
}
