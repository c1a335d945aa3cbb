package hostile

import (
	"net/http"

	"github.com/hostclients/hostclients/core"
)

// all is the same outcome for all classes of calls.
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
	// unsent: nothing was sent, and all calls are retried.
	unsent = all(Outcome{Kind: core.ErrUnavailable, Execution: core.NotExecuted, Attempts: 3})
	// late: the request may have been executed, and there is no time left for a retry.
	late = failed(0, core.ErrUnavailable)
	// lost: the request may have been executed, and reads are retried.
	lost = late.retried()
	// tooLate: the request was not sent, and it is not retried.
	tooLate = refused(0, core.ErrUnavailable)
	// stuck: the deadline passes within the body.
	stuck = failed(http.StatusOK, core.ErrUnavailable)
	// brokeOff: the response began with status 200 and broke off. Reads are retried.
	brokeOff = stuck.retried()
)

// misread is for successful responses that do not match the document.
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

// rejected is for responses with status 200 and an error that the document does not describe.
var rejected = all(Outcome{Kind: core.ErrRejected, Execution: core.MaybeExecuted, Attempts: 1, Status: 200})

// turnedAway is for HTTP/2 servers that report that they did not process the request. Even then, the client does not retry calls that
// spend. For requests without a body, net/http hides the report.
func turnedAway() Rows {
	r := lost
	r.Write = unsent.Write
	r.Spend = tooLate.Spend
	return r.empty(lost.Spend)
}
