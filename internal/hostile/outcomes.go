package hostile

import (
	"net/http"

	"github.com/hostclients/hostclients/core"
)

// The outcomes of calls, for all classes.

func all(o Outcome) Rows { return Rows{Read: o, Write: o, Spend: o} }

// retried sets three attempts for reads.
func (r Rows) retried() Rows {
	r.Read.Attempts = 3
	return r
}

// empty sets the outcome of spending calls without a body.
func (r Rows) empty(o Outcome) Rows {
	r.Empty = &o
	return r
}

// kept sets the part of the body that the error must contain.
func (r Rows) kept(text string) Rows {
	r.Read.Kept, r.Write.Kept, r.Spend.Kept = text, text, text
	return r
}

// loosely is for faults whose outcome depends on timing.
var loosely = all(Outcome{Loose: true})

var (
	works = all(Outcome{Attempts: 1})
	// Nothing was sent, and all calls may be retried.
	unsent = all(Outcome{Kind: core.ErrUnavailable, Execution: core.NotExecuted, Attempts: 3})
	// The request may have been sent, its execution is unknown, and there is no time left for a retry.
	late = failed(0, core.ErrUnavailable)
	// As late, but with time for retries.
	lost = late.retried()
	// The request was not sent, and it is not retried.
	tooLate = refused(0, core.ErrUnavailable)
	// The deadline passes within the body.
	stuck = failed(http.StatusOK, core.ErrUnavailable)
	// The response began with a status of 2xx and did not end.
	brokeOff = stuck.retried()
)

// misread is for responses that cannot be decoded: the server reported success, but the response does not match the document.
func misread(status int) Rows {
	return all(Outcome{Kind: core.ErrDecode, Execution: core.Executed, Attempts: 1, Status: status})
}

// refused is for statuses that mean that the server did not execute the request.
func refused(status int, kind error) Rows {
	return all(Outcome{Kind: kind, Execution: core.NotExecuted, Attempts: 1, Status: status})
}

// failed is for statuses that leave open whether the server executed the request.
func failed(status int, kind error) Rows {
	return all(Outcome{Kind: kind, Execution: core.MaybeExecuted, Attempts: 1, Status: status})
}

// redirected is for redirects. Many back ends redirect after they executed the request.
func redirected(status int, x core.Execution) Rows {
	return all(Outcome{Neutral: true, Execution: x, Attempts: 1, Status: status})
}

// rejected is for errors in a response with status 200, in a form that the document does not describe as an error.
var rejected = all(Outcome{Kind: core.ErrRejected, Execution: core.MaybeExecuted, Attempts: 1, Status: 200})

// turnedAway is for HTTP/2 servers that report that they did not process the request. The client does not retry calls that spend
// on such a report. For requests without a body, net/http hides it.
func turnedAway() Rows {
	r := lost
	r.Write = unsent.Write
	r.Spend = tooLate.Spend
	return r.empty(lost.Spend)
}
