package mock

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hostclients/hostclients/mock/internal/answer"
	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/request"
)

// expectations contains what a test expects, in the order of its calls of [Server.On].
type expectations struct {
	mu   sync.Mutex
	all  []*Expectation
	errs []string                   // mistakes in the expectations
	seen map[*model.Operation][]any // the bodies of calls, for operations with expectations
}

// An Expectation describes expected calls of an operation, and their response. Its methods return the Expectation, for chaining.
type Expectation struct {
	owner *expectations
	op    *model.Operation

	status   int
	tree     any
	replies  bool
	body     any // the members that the request's body must have; nil for any body
	times    int // 0: once or more
	answered int
}

// On expects at least one call of an operation, or as many as [Expectation.Times] sets. If an operation has several expectations, a
// call uses the first one that matches and is not used up. Requests are still checked: an invalid request matches no expectation.
func (s *Server) On(operationID string) *Expectation {
	s.expected.mu.Lock()
	defer s.expected.mu.Unlock()
	e := &Expectation{owner: &s.expected}
	op, err := s.operation(operationID)
	if err != nil {
		s.expected.errs = append(s.expected.errs, err.Error())
		if s.config.t != nil {
			s.config.t.Helper()
			s.config.t.Error(err)
		}
		return e
	}
	e.op = op
	s.expected.all = append(s.expected.all, e)
	return e
}

// Reply sets the status and the body of the response. The body is encoded as JSON; nil means no body. In a test, the response must
// fit the document.
func (e *Expectation) Reply(status int, body any) *Expectation {
	e.owner.mu.Lock()
	defer e.owner.mu.Unlock()
	e.status, e.tree, e.replies = status, body, true
	return e
}

// With expects a request whose body has at least these members.
func (e *Expectation) With(body any) *Expectation {
	e.owner.mu.Lock()
	defer e.owner.mu.Unlock()
	if err := model.Convert(body, &e.body); err != nil {
		e.owner.errs = append(e.owner.errs, fmt.Sprintf("With: %v", err))
	}
	return e
}

// Times expects exactly n calls; 0 means once or more. Further calls do not match this expectation.
func (e *Expectation) Times(n int) *Expectation {
	e.owner.mu.Lock()
	defer e.owner.mu.Unlock()
	e.times = n
	return e
}

// next counts a call for the first expectation that matches it. It returns nil if no expectation matches, or if
// the matching one sets no response.
func (x *expectations) next(q *request.Request) *Expectation {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !slices.ContainsFunc(x.all, func(e *Expectation) bool { return e.op == q.Op }) {
		return nil
	}
	if x.seen == nil {
		x.seen = map[*model.Operation][]any{}
	}
	if len(x.seen[q.Op]) < kept {
		x.seen[q.Op] = append(x.seen[q.Op], q.Body)
	}
	for _, e := range x.all {
		if e.op != q.Op || e.times > 0 && e.answered >= e.times || !contains(q.Body, e.body) {
			continue
		}
		e.answered++
		if e.replies {
			return e
		}
		return nil
	}
	return nil
}

// contains reports whether tree has everything in part.
func contains(tree, part any) bool {
	object, ok := part.(map[string]any)
	if !ok {
		return part == nil || expr.Equal(tree, part)
	}
	whole, ok := tree.(map[string]any)
	if !ok {
		return false
	}
	for name, value := range object {
		if member, there := whole[name]; !there || !contains(member, value) {
			return false
		}
	}
	return true
}

func (e *Expectation) response() (*answer.Response, error) {
	if e.tree == nil {
		return &answer.Response{Status: e.status, Header: http.Header{}, Source: fromTest}, nil
	}
	r, err := answer.JSON(e.status, e.tree, fromTest)
	if err != nil {
		return nil, fmt.Errorf("%s: the response set by the test: %w", e.op.ID, err)
	}
	return r, nil
}

// report fails a test whose expectations were not met.
func (x *expectations) report(tb testing.TB) {
	tb.Helper()
	if text := x.unmet(); text != "" {
		tb.Errorf("mock: the calls differ from the expected ones (- expected, + called):\n%s", text)
	}
}

// unmet lists the expectations that were not met and the calls that were made. If all were met, it returns "".
func (x *expectations) unmet() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	var b strings.Builder
	shown := map[*model.Operation]bool{}
	for _, e := range x.all {
		if e.times > 0 && e.answered == e.times || e.times == 0 && e.answered > 0 || shown[e.op] {
			continue
		}
		shown[e.op] = true
		for _, want := range x.all {
			if want.op == e.op {
				fmt.Fprintf(&b, "- %s %s%s\n", want.op.ID, want.count(), indented("- ", want.body))
			}
		}
		calls := x.seen[e.op]
		if len(calls) == 0 {
			fmt.Fprintf(&b, "+ %s was not called\n", e.op.ID)
		}
		_, _, schema := e.op.BodySchema("")
		for _, body := range calls {
			fmt.Fprintf(&b, "+ %s%s\n", e.op.ID, indented("+ ", withoutSecrets(body, schema)))
		}
	}
	return b.String()
}

func (e *Expectation) count() string {
	if e.times == 0 {
		return "once or more"
	}
	return fmt.Sprintf("%d times", e.times)
}

// indented returns a tree as indented lines that begin with a mark.
func indented(mark string, tree any) string {
	if tree == nil {
		return ""
	}
	data, err := json.MarshalIndent(tree, mark+"  ", "  ")
	if err != nil {
		return ""
	}
	return " with\n" + mark + "  " + string(data)
}
