package hostile

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/runtime"
)

// Sequence is a series of faults and of calls, both chosen by a seed.
type Sequence struct {
	Seed     uint64
	protocol Protocol
	secure   bool
	faults   []*Fault
	warm     int
	retry    core.Retry
	wrapped  bool
	together bool
	calls    []Operation
}

// NewSequence returns the sequence for a seed, always the same one.
func NewSequence(seed uint64) Sequence {
	random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // must be reproducible
	s := Sequence{
		Seed: seed, protocol: Protocols[random.IntN(len(Protocols))], warm: random.IntN(4),
		retry:   core.Retry{Attempts: 1 + random.IntN(4), MinWait: time.Microsecond, MaxWait: time.Millisecond},
		wrapped: random.IntN(4) == 0, together: random.IntN(3) == 0,
	}
	s.secure = s.protocol == HTTP2 || random.IntN(4) == 0
	if random.IntN(4) == 0 {
		s.retry.AttemptTimeout = time.Duration(1+random.IntN(20)) * time.Millisecond
	}
	var pool []*Fault
	for _, fault := range Faults() {
		if fault.over(s.protocol) && !fault.Heavy && !fault.Refuses && fault.secure(s.protocol) == s.secure &&
			(!fault.Stalls || s.retry.AttemptTimeout > 0) {
			pool = append(pool, fault)
		}
	}
	for range 1 + random.IntN(6) {
		fault := pool[random.IntN(len(pool))]
		if random.IntN(3) == 0 {
			fault = &harmless
		}
		s.faults = append(s.faults, fault)
	}
	for range 1 + random.IntN(4) {
		s.calls = append(s.calls, Operations[random.IntN(len(Operations))])
	}
	return s
}

// harmless is the behavior of a server without a fault.
var harmless = Fault{Name: "none", Must: works}

func (s Sequence) String() string {
	text := fmt.Sprintf("seed %d, %s:", s.Seed, s.protocol)
	for _, fault := range s.faults {
		text += " [" + fault.Name + "]"
	}
	return text
}

// Run runs the sequence and checks the results of the calls.
func (s Sequence) Run(ctx context.Context) (Verdict, error) {
	var next atomic.Int64
	server, transport, err := startWarm(ctx, s.protocol, s.secure, s.warm, time.Millisecond, func() *Fault {
		return s.faults[min(int(next.Add(1)), len(s.faults))-1]
	})
	if err != nil {
		return Verdict{}, err
	}
	defer server.Close()
	defer transport.CloseIdleConnections()
	opts := []core.Option{
		core.WithHTTPClient(&http.Client{Transport: transport}), core.WithRetry(s.retry), core.WithTimeout(5 * time.Second),
	}
	if s.wrapped {
		opts = append(opts, core.WithMiddleware(func(next http.RoundTripper) http.RoundTripper { return wrapper(next.RoundTrip) }))
	}
	client, err := runtime.New(api, server.URL, opts...)
	if err != nil {
		return Verdict{}, err
	}
	errs := make([]error, len(s.calls))
	var calls sync.WaitGroup
	for i, operation := range s.calls {
		call := func() { errs[i] = operation.call(ctx, client, fmt.Sprint("call ", i)) }
		if s.together {
			calls.Go(call)
		} else {
			call()
		}
	}
	calls.Wait()
	server.Close() // after this, no request can still be executed
	var v Verdict
	for i, operation := range s.calls {
		v.judgeCall(s, operation, fmt.Sprint("call ", i), server.Ledger, errs[i])
	}
	return v, nil
}

// judgeCall checks that a call of a sequence was not executed twice, and that its error reports the execution correctly.
func (v *Verdict) judgeCall(s Sequence, operation Operation, id string, ledger *Ledger, err error) {
	v.Received, v.Executed = ledger.Of(id)
	v.once(operation)
	if e := (*core.Error)(nil); errors.As(err, &e) {
		v.honest(e, slices.ContainsFunc(s.faults, func(f *Fault) bool { return f.Lies }))
	}
}

// wrapper is a transport that wraps another transport, as programs do for tracing.
type wrapper func(*http.Request) (*http.Response, error)

func (w wrapper) RoundTrip(r *http.Request) (*http.Response, error) { return w(r) }
