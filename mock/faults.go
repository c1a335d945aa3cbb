package mock

import (
	"fmt"
	"hash/fnv"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hostclients/hostclients/internal/hostile"
	"github.com/hostclients/hostclients/internal/near"
	"github.com/hostclients/hostclients/mock/internal/answer"
	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/request"
	"github.com/hostclients/hostclients/mock/internal/resource"
	"github.com/hostclients/hostclients/mock/internal/state"
)

// A Fault makes calls fail on demand.
type Fault struct {
	// Name is one of [FaultNames].
	Name string `json:"name"`
	// Operation is the operationId of the operation that fails; "" or "*" for all operations.
	Operation string `json:"operation,omitempty"`
	// Times is the maximum number of calls that fail; 0 for no limit.
	Times int `json:"times,omitempty"`
	// Probability is the share of calls that fail, between 0 and 1; 0 counts as 1. The server's seed determines which calls fail.
	Probability float64 `json:"probability,omitempty"`
	// Delay is how long latency delays the response, or how long a client must wait after rate-limit. The default is one second.
	Delay time.Duration `json:"delay,omitempty"`
}

// faultTexts describes the faults of this package. Package hostile describes the others.
var faultTexts = map[string]string{
	"latency":      "the response is delayed",
	"rate-limit":   "the API's own error for too many requests, with Retry-After and X-RateLimit headers; nothing is executed",
	"unavailable":  "the API's own error for an unavailable server; nothing is executed",
	"reset-before": "the connection is reset before anything is executed",
	"reset-after":  "the call is executed, and the connection is reset before the response",
	"truncated":    "the call is executed, and the connection ends in the middle of the response",
	"not-json":     "the call is executed, and the response is an HTML page with the status 200",
}

// FaultNames returns the names of all faults: first short ones, such as "reset-after", then those in core/runtime/FAULTS.md that
// affect a single HTTP/1.1 request, such as "two lengths".
func FaultNames() []string {
	return append(slices.Sorted(maps.Keys(faultTexts)), hostile.RequestFaults()...)
}

// ParseFault parses a fault in the syntax of flags: its name, and fields after colons. It does not check the name, the
// operation or the ranges; [Server.Fail] does.
//
//	reset-after:operation=applyInvoiceCredit:times=1
//	latency:delay=200ms:probability=0.1
func ParseFault(text string) (Fault, error) {
	name, rest, _ := strings.Cut(text, ":")
	f := Fault{Name: name}
	for _, part := range strings.Split(rest, ":") {
		if part == "" {
			continue
		}
		key, value, _ := strings.Cut(part, "=")
		var err error
		switch key {
		case "operation":
			f.Operation = value
		case "times":
			f.Times, err = strconv.Atoi(value)
		case "probability":
			f.Probability, err = strconv.ParseFloat(value, 64)
		case "delay":
			f.Delay, err = time.ParseDuration(value)
		default:
			return f, fmt.Errorf("fault %s: unknown field %q: want operation, times, probability or delay%s", name, key, near.Suggestion(key, []string{"operation", "times", "probability", "delay"}, 1+len(key)/3))
		}
		if err != nil {
			return f, fmt.Errorf("fault %s: %s: want a number, or a duration such as 200ms", name, key)
		}
	}
	return f, nil
}

// Fail makes calls fail from now on. An unknown name or operation is an error, and so is a value out of range.
func (s *Server) Fail(f Fault) error {
	if !slices.Contains(FaultNames(), f.Name) {
		return fmt.Errorf("unknown fault %q: want one of %s, or another of the %d names in mock.FaultNames%s", f.Name,
			strings.Join(slices.Sorted(maps.Keys(faultTexts)), ", "), len(FaultNames()), near.Suggestion(f.Name, FaultNames(), 1+len(f.Name)/3))
	}
	if f.Times < 0 || f.Delay < 0 || f.Probability < 0 || f.Probability > 1 {
		return fmt.Errorf("fault %s: want times and delay of 0 or more, and a probability between 0 and 1", f.Name)
	}
	var op *model.Operation
	if f.Operation != "" && f.Operation != "*" {
		var err error
		if op, err = s.operation(f.Operation); err != nil {
			return err
		}
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.all = append(s.faults.all, &armed{Fault: f, op: op})
	return nil
}

// Heal ends all faults.
func (s *Server) Heal() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.all = nil
}

type faults struct {
	mu  sync.Mutex
	all []*armed
}

// armed is a fault in effect.
type armed struct {
	Fault
	op   *model.Operation // nil for every operation
	seen uint64           // calls that could have failed
	hit  int
}

// next returns the fault for a call of an operation, or nil.
func (f *faults) next(op *model.Operation, seed string) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range f.all {
		if a.op != nil && a.op != op || a.Times > 0 && a.hit >= a.Times {
			continue
		}
		a.seen++
		if a.Probability > 0 && !chance(fmt.Sprint(seed, a.Name, a.Operation, a.seen), a.Probability) {
			continue
		}
		a.hit++
		found := a.Fault
		if found.Delay == 0 {
			found.Delay = time.Second
		}
		return &found
	}
	return nil
}

// list returns the faults in effect.
func (f *faults) list() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := []Fault{}
	for _, a := range f.all {
		if a.Times == 0 || a.hit < a.Times {
			all = append(all, a.Fault)
		}
	}
	return all
}

// chance returns true for the given share of all texts, and always the same result for the same text.
func chance(text string, part float64) bool {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	return float64(h.Sum64()%1_000_000) < part*1_000_000
}

// injected executes a call with its fault, if any. It reports whether the connection has ended, so that no response can be written.
func (s *Server) injected(w http.ResponseWriter, r *http.Request, op *model.Operation, x *exchange, execute func()) bool {
	fault := s.faults.next(op, s.config.seed)
	if fault == nil {
		execute()
		return false
	}
	x.entry.Source = fromFault
	switch fault.Name {
	case "latency":
		select {
		case <-time.After(fault.Delay):
		case <-r.Context().Done():
			return true
		}
		execute()
		return false
	case "rate-limit":
		s.refuse(op, x, "rateLimited")
		seconds := strconv.Itoa(int((fault.Delay + time.Second - 1) / time.Second))
		for name, value := range map[string]string{
			"Retry-After": seconds, "X-Ratelimit-Limit": "25", "X-Ratelimit-Remaining": "0", "X-Ratelimit-Reset": seconds,
		} {
			w.Header().Set(name, value)
		}
		return false
	case "unavailable":
		s.refuse(op, x, "unavailable")
		return false
	case "reset-before":
		misbehave(w, r, "reset after the request was read", nil)
		return true
	}
	if faultTexts[fault.Name] == "" {
		misbehave(w, r, fault.Name, execute)
		return true
	}
	execute()
	switch {
	case x.response == nil: // the request was refused, and the client gets that error
		return false
	case fault.Name == "reset-after":
		misbehave(w, r, "reset after the request was read", nil)
		return true
	case fault.Name == "truncated":
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(x.response.Body)+1))
		w.WriteHeader(x.response.Status)
		_, _ = w.Write(x.response.Body[:len(x.response.Body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	x.response = &answer.Response{
		Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/html"}}, Source: fromFault,
		Body: []byte("<!DOCTYPE html><title>Maintenance</title><p>We will be back soon.</p>"),
	}
	return false
}

// misbehave injects a fault of package hostile into the connection.
func misbehave(w http.ResponseWriter, r *http.Request, name string, execute func()) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2 connections cannot be hijacked; net/http resets the stream
	}
	_ = conn.SetDeadline(time.Now().Add(longestFault))
	_ = hostile.Named(name).Inject(conn, r, execute) // Fail accepts only faults that can be injected
}

// longestFault ends faults that would never end, such as a server that sends nothing.
const longestFault = time.Minute

// refuse responds with the API's own error of a kind.
func (s *Server) refuse(op *model.Operation, x *exchange, kind string) {
	q := &request.Request{Op: op}
	err := s.Session(x.entry.Session).do(func(tx *state.Tx) {
		x.fail(resource.New(tx, q, nil, s.config.seed).Fail(kind, ""), q)
	})
	if err != nil {
		x.problem = newProblem(http.StatusInternalServerError, err.Error())
	}
}
