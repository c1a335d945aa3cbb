package hostile

import (
	"net/http"

	"github.com/hostclients/hostclients/core"
)

// The outcomes of calls, for all classes.

func all(o Outcome) Rows { return Rows{Read: o, Write: o, Spend: o} }

// retried makes reads end after three attempts.
func (r Rows) retried() Rows {
	r.Read.Attempts = 3
	return r
}

// empty sets what happens to spending calls without a body.
func (r Rows) empty(o Outcome) Rows {
	r.Empty = &o
	return r
}

// kept sets what the error keeps of the body.
func (r Rows) kept(text string) Rows {
	r.Read.Kept, r.Write.Kept, r.Spend.Kept = text, text, text
	return r
}

// loosely returns outcomes for a fault where what the client sees depends on timing.
var loosely = all(Outcome{Loose: true})

var (
	works = all(Outcome{Attempts: 1})
	// Nothing was sent, and all calls may be retried.
	unsent = all(Outcome{Kind: core.ErrUnavailable, Execution: core.NotExecuted, Attempts: 3})
	// Something was sent, nothing says what became of it, and there is no time left.
	late = failed(0, core.ErrUnavailable)
	// … and there is time.
	lost = late.retried()
	// There is no time left even to send it.
	tooLate = refused(0, core.ErrUnavailable)
	// The deadline passes within the body.
	stuck = failed(http.StatusOK, core.ErrUnavailable)
	// The response began with a status of 2xx and did not end.
	brokeOff = stuck.retried()
)

// misread: the server reported success, but the response does not match the document.
func misread(status int) Rows {
	return all(Outcome{Kind: core.ErrDecode, Execution: core.Executed, Attempts: 1, Status: status})
}

// refused: the status says that the server did not execute it.
func refused(status int, kind error) Rows {
	return all(Outcome{Kind: kind, Execution: core.NotExecuted, Attempts: 1, Status: status})
}

// failed: the status says that something went wrong, but not what.
func failed(status int, kind error) Rows {
	return all(Outcome{Kind: kind, Execution: core.MaybeExecuted, Attempts: 1, Status: status})
}

// redirected: the server wants the request to go elsewhere. Many back ends do so after they executed one.
func redirected(status int, x core.Execution) Rows {
	return all(Outcome{Neutral: true, Execution: x, Attempts: 1, Status: status})
}

// rejected: there is an error inside a success, in a form that the document does not describe as an error.
var rejected = all(Outcome{Kind: core.ErrRejected, Execution: core.MaybeExecuted, Attempts: 1, Status: 200})

// turnedAway: the server says by HTTP/2 that it did not process the request. Calls that spend are not sent again because of
// that. For requests without a body, net/http does not report it.
func turnedAway() Rows {
	r := lost
	r.Write = unsent.Write
	r.Spend = tooLate.Spend
	return r.empty(lost.Spend)
}
