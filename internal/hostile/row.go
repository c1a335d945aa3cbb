package hostile

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/hostclients/hostclients/core"
)

// Row is a test case: one fault, for one operation, over one protocol.
type Row struct {
	Fault     *Fault
	Operation Operation
	Protocol  Protocol

	hurry time.Duration // replaces the deadline, if not zero; the outcome is not checked
	later time.Duration // replaces the deadline, if not zero
}

func (r Row) String() string {
	return fmt.Sprintf("%s, %s, %s", r.Fault.Name, r.Operation.Op.ID, r.Protocol)
}

// Table returns all rows.
func Table() []Row {
	var rows []Row
	for _, fault := range Faults() {
		for _, protocol := range Protocols {
			if !fault.over(protocol) {
				continue
			}
			for _, operation := range Operations {
				rows = append(rows, Row{Fault: fault, Operation: operation, Protocol: protocol})
			}
		}
	}
	return rows
}

const (
	patience = 3 * time.Minute // the deadline of calls that end before it; long enough for the slowest machine
	stalled  = time.Second     // the deadline of calls that a fault stalls
	longer   = 20 * time.Second
	id       = "call"
)

// The pauses between retries are short, because the table has thousands of rows.
var retries = core.Retry{Attempts: 3, MinWait: time.Millisecond, MaxWait: 5 * time.Millisecond}

// Deadline returns the time limit of the row's call.
func (r Row) Deadline() time.Duration {
	switch {
	case r.hurry > 0:
		return r.hurry
	case r.later > 0:
		return r.later
	case r.Fault.Stalls:
		return stalled
	}
	return patience
}

// Verdict is the result of checking a row or a sequence. Wrong describes each deviation.
type Verdict struct {
	Wrong              []string
	Double             bool // a call that spends was executed more than once
	LeakedConnections  int
	Received, Executed int
}

// Run runs the row and checks its outcome. If around is not nil, Run passes the call to around, which must make it. A row that fails
// at a short deadline runs again with a longer deadline, because a busy machine may not reach the fault in time.
func (r Row) Run(ctx context.Context, around func(call func())) (Verdict, error) {
	v, err := r.run(ctx, around)
	if err == nil && r.Deadline() == stalled && len(v.Wrong) > 0 && !v.Double {
		r.later = longer
		return r.run(ctx, nil)
	}
	return v, err
}

func (r Row) run(ctx context.Context, around func(call func())) (Verdict, error) {
	// The long pause keeps each connection busy, so that the next request opens another one.
	server, transport, err := startWarm(ctx, r.Protocol, r.Fault.secure(r.Protocol), r.Fault.Warm, 50*time.Millisecond, func() *Fault { return r.Fault })
	if err != nil {
		return Verdict{}, err
	}
	defer server.Close()
	url := server.URL
	if r.Fault.Refuses {
		url = nowhere(url)
	}
	client, err := r.Operation.client(url, core.WithHTTPClient(&http.Client{Transport: transport}), core.WithRetry(retries))
	if err != nil {
		return Verdict{}, err
	}
	var got error
	call := func() { got = r.Operation.call(ctx, client, id, core.CallTimeout(r.Deadline())) }
	if around == nil {
		call()
	} else {
		around(call)
	}
	open := server.drain(transport, r.closing())
	v := Verdict{}
	if r.closing() > 0 {
		v.LeakedConnections = open
	}
	v.Received, v.Executed = server.Ledger.Of(id)
	v.judge(r, got)
	return v, nil
}

// nowhere replaces the port of a URL with a port on which no server listens.
func nowhere(url string) string { return url[:strings.LastIndexByte(url, ':')] + ":1" }

func (v *Verdict) wrong(format string, args ...any) {
	v.Wrong = append(v.Wrong, fmt.Sprintf(format, args...))
}

// judge compares the call's error with the row and with the server's ledger.
func (v *Verdict) judge(r Row, err error) {
	want := r.Operation.must(r.Fault)
	if r.hurry > 0 {
		want = Outcome{Loose: true}
	}
	v.once(r.Operation)
	if v.LeakedConnections > 0 {
		v.wrong("want all connections closed, got %d open", v.LeakedConnections)
	}
	if err == nil {
		switch {
		case want.Loose:
		case !want.succeeds():
			v.wrong("want an error, got success")
		case v.Received == 0:
			v.wrong("want the request in the server's ledger, got none")
		}
		return
	}
	var e *core.Error
	if !errors.As(err, &e) {
		v.wrong("want a *core.Error, got %T", err)
		return
	}
	v.honest(e, r.Fault.Lies)
	switch {
	case want.Loose, r.Fault.Stalls && v.Received == 0: // the machine may be too slow for the deadline
		return
	case want.succeeds():
		v.wrong("want success, got %v", e)
		return
	}
	for _, kind := range kinds {
		if is := errors.Is(err, kind); is != errors.Is(want.Kind, kind) {
			v.wrong("match of the error with %q: want %t, got %t in %v", kind, !is, is, e)
		}
	}
	if e.Execution != want.Execution {
		v.wrong("want execution %q, got %q in %v", want.Execution, e.Execution, e)
	}
	if e.Attempts != want.Attempts {
		v.wrong("want %d attempts, got %d in %v", want.Attempts, e.Attempts, e)
	}
	if e.StatusCode != want.Status {
		v.wrong("want status %d, got %d in %v", want.Status, e.StatusCode, e)
	}
	if !strings.Contains(string(e.Body), want.Kept) {
		v.wrong("want %q in the body, got %d bytes without it", want.Kept, len(e.Body))
	}
	if r.Fault.Stalls && !errors.Is(err, context.DeadlineExceeded) {
		v.wrong("want an error that matches context.DeadlineExceeded, got %v", e)
	}
}

// once checks that a call that spends was executed at most once.
func (v *Verdict) once(o Operation) {
	if o.Class == Spend && v.Executed > 1 {
		v.Double = true
		v.wrong("want at most one execution of %s, got %d", o.Op.ID, v.Executed)
	}
}

// honest compares an error with the ledger. It does not check the execution if the server lies.
func (v *Verdict) honest(e *core.Error, lies bool) {
	if v.Received > e.Attempts {
		v.wrong("the server received %d requests in %d attempts: %v", v.Received, e.Attempts, e)
	}
	switch {
	case lies:
	case e.Execution == core.NotExecuted && v.Executed > 0:
		v.wrong("the error reports the call as not executed, but the server executed it: %v", e)
	case e.Execution == core.Executed && v.Executed == 0:
		v.wrong("the error reports the call as executed, but the server did not execute it: %v", e)
	}
}

// kinds are the sentinels that an error may match.
var kinds = []error{
	core.ErrUnauthorized, core.ErrForbidden, core.ErrNotFound, core.ErrConflict, core.ErrInvalid, core.ErrRateLimited,
	core.ErrUnavailable, core.ErrDecode, core.ErrRejected,
}

// closing returns how long connections may take to close, or 0 if open connections are not counted: over HTTP/2, net/http keeps a
// connection to a silent server open until the server responds to a ping or closes the connection.
func (r Row) closing() time.Duration {
	if r.Protocol == HTTP2 && (r.Fault.Stalls || r.Fault.Keeps) {
		return 0
	}
	return 30 * time.Second // busy machines are slow
}
