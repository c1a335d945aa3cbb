package runtime

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func envelopeOp() Operation {
	op := readOp()
	op.Envelopes = []Envelope{{Field: "error", Meanings: map[string]error{
		"cart_not_found": core.ErrNotFound, "No session": core.ErrUnauthorized, "42": core.ErrConflict,
	}}}
	return op
}

func TestAnErrorInsideASuccessIsFound(t *testing.T) {
	for name, tt := range map[string]struct {
		body, message, code string
		means               []error
	}{
		"as a string":                   {`{"error":"oops"}`, "oops", "", []error{core.ErrRejected}},
		"as a list":                     {`{"error":["a","b"]}`, "a; b", "", []error{core.ErrRejected}},
		"as an object":                  {`{"error":{"b":"2","a":"1"}}`, "1; 2", "", []error{core.ErrRejected}},
		"as true":                       {`{"error":true}`, "", "", []error{core.ErrRejected}},
		"as a number":                   {`{"error":7}`, "7", "", []error{core.ErrRejected}},
		"as a string that is an amount": {`{"error":"0.0"}`, "0.0", "", []error{core.ErrRejected}},
		"as a string of space":          {`{"error":" "}`, " ", "", []error{core.ErrRejected}},
		"as a list of an empty string":  {`{"error":[""]}`, "", "", []error{core.ErrRejected}},
		"with a result":                 {`{"result":{"a":1},"error":"oops"}`, "oops", "", []error{core.ErrRejected}},
		"with a known code":             {`{"error":"cart_not_found"}`, "cart_not_found", "cart_not_found", []error{core.ErrRejected, core.ErrNotFound}},
		"with a known code in a list":   {`{"error":["x","No session"]}`, "x; No session", "No session", []error{core.ErrRejected, core.ErrUnauthorized}},
		"with two known codes":          {`{"error":["No session","cart_not_found"]}`, "No session; cart_not_found", "No session", []error{core.ErrRejected, core.ErrUnauthorized}},
		"with a known number":           {`{"error":42}`, "42", "42", []error{core.ErrRejected, core.ErrConflict}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := do[anything](t.Context(), newTestClient(t, always(200, tt.body, "X-Request-Id", "r1")), envelopeOp())
			assert.Nil(t, got)
			e := asError(t, err)
			assertMeans(t, err, tt.means...)
			assert.Equal(t, 200, e.StatusCode)
			assert.Equal(t, tt.message, e.Message)
			assert.Equal(t, tt.code, e.Code)
			assert.Equal(t, tt.body, string(e.Body))
			assert.Equal(t, "r1", e.Header.Get("X-Request-Id"))
			assert.Contains(t, e.Error(), "200 OK: rejected")
		})
	}
}

func TestAnEmptyErrorIsNotAnError(t *testing.T) {
	for _, body := range []string{
		`{}`, `{"error":null}`, `{"error":""}`, `{"error":"0"}`, `{"error":0}`, `{"error":0.0}`, `{"error":false}`, `{"error":[]}`, `{"error":{}}`,
		`{"errors":[]}`, `{"nested":{"error":"oops"}}`,
	} {
		_, err := do[anything](t.Context(), newTestClient(t, always(200, body)), envelopeOp())
		assert.NoError(t, err, body)
	}
	_, err := do[[]any](t.Context(), newTestClient(t, always(200, `["error"]`)), envelopeOp())
	assert.NoError(t, err)
}

func TestAnErrorInsideASuccessIsFoundWhateverTheOperationReturns(t *testing.T) {
	op := envelopeOp()
	op.Returns = ReturnsNothing
	c := newTestClient(t, always(200, `{"error":"oops"}`))
	assert.ErrorIs(t, Exec(t.Context(), c, &op, Args{}, nil), core.ErrRejected)
	op.Returns = ReturnsRaw
	_, err := do[core.Raw](t.Context(), c, op)
	assert.ErrorIs(t, err, core.ErrRejected)

	op.Returns = ReturnsNothing
	c = newTestClient(t, always(204, ""))
	assert.NoError(t, Exec(t.Context(), c, &op, Args{}, nil))
}

func TestTheStatusGivesTheKindOfAFailureAndTheEnvelopeItsMessage(t *testing.T) {
	_, err := do[anything](t.Context(), newTestClient(t, always(409, `{"error":"cart_not_found"}`)), envelopeOp())
	assertMeans(t, err, core.ErrConflict)
	var e *core.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "cart_not_found", e.Message)
	assert.Equal(t, "cart_not_found", e.Code)

	_, err = do[anything](t.Context(), newTestClient(t, always(429, `{"error":["slow","down"]}`)), envelopeOp())
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "slow; down", e.Message)
	assert.Empty(t, e.Code, "no message maps to an error kind")
}

func TestTheErrorBodyExplainsAnErrorInsideASuccess(t *testing.T) {
	op := envelopeOp()
	op.ErrorBody = ErrorBody{Message: "info.text", Code: "info.code"}
	op.Failures = []Failure{{0, func() any { return new(challenge) }}}
	_, err := do[anything](t.Context(), newTestClient(t, always(200, `{"error":true,"info":{"text":"no cart","code":"cart_not_found"},"kind":"sms"}`)), op)
	e := asError(t, err)
	assertMeans(t, err, core.ErrRejected, core.ErrNotFound)
	assert.Equal(t, "no cart", e.Message)
	assert.Equal(t, "cart_not_found", e.Code)
	got, ok := core.DetailOf[challenge](err)
	require.True(t, ok)
	assert.Equal(t, "sms", got.Kind)
}

func TestTheNumberOfAnErrorKeepsItsDigits(t *testing.T) {
	op := envelopeOp()
	op.ErrorBody = ErrorBody{Code: "id"}
	for _, status := range []int{200, 422} {
		_, err := do[anything](t.Context(), newTestClient(t, always(status, `{"error":9007199254740993,"id":9007199254740995}`)), op)
		assert.Equal(t, "9007199254740995", asError(t, err).Code)
		if status == 200 {
			assert.Equal(t, "9007199254740993", asError(t, err).Message)
		}
	}
}

func TestTheUsualErrorFormsAreFoundWithoutAnEnvelope(t *testing.T) {
	for body, message := range map[string]string{
		`{"error":"backend down"}`:                    "backend down",
		`{"Errors":{"total":"is missing"}}`:           "is missing",
		`{"success":false,"message":"no"}`:            "",
		`{"success":"no"}`:                            "no",
		`{"status":"error"}`:                          "error",
		`{"status":false}`:                            "",
		`{"STATUS":"Failed"}`:                         "Failed",
		`{"result":"error","message":"no such cart"}`: "error",
	} {
		t.Run(body, func(t *testing.T) {
			_, err := do[anything](t.Context(), newTestClient(t, always(200, body)), postOp())
			assertMeans(t, err, core.ErrRejected)
			assert.Equal(t, message, asError(t, err).Message)
			assert.Equal(t, core.MaybeExecuted, asError(t, err).Execution)
			assert.Equal(t, body, string(asError(t, err).Body))
		})
	}
}

// An apparent error may be a warning about an order that was accepted.
func TestAnInferredErrorMayHaveBeenExecuted(t *testing.T) {
	type order struct {
		ID *int `json:"orderid,omitempty"`
	}
	plain, wrapped, declared := orderOp(), orderOp(), orderOp()
	wrapped.Result, declared.Envelopes = "data", []Envelope{{Field: "error"}}
	for name, tt := range map[string]struct {
		op   Operation
		body string
		want core.Execution
	}{
		"an error next to the result":                 {plain, `{"orderid":5,"error":"the mail could not be sent"}`, core.MaybeExecuted},
		"a status next to the result":                 {plain, `{"orderid":5,"status":"failed"}`, core.MaybeExecuted},
		"an error alone":                              {plain, `{"error":"the mail could not be sent"}`, core.MaybeExecuted},
		"an error next to the member with the result": {wrapped, `{"data":{"orderid":5},"errors":["the mail could not be sent"]}`, core.MaybeExecuted},
		"a documented error":                          {declared, `{"error":"no such product"}`, core.NotExecuted},
	} {
		t.Run(name, func(t *testing.T) {
			c := newTestClient(t, always(200, tt.body))
			_, err := do[order](t.Context(), c, tt.op)
			assertMeans(t, err, core.ErrRejected)
			assert.Equal(t, tt.want, asError(t, err).Execution)
			_, err = do[core.Raw](t.Context(), c, withReturns(tt.op, ReturnsRaw))
			assert.Equal(t, tt.want, asError(t, err).Execution, "for a raw result")
		})
	}
}

func TestAResponseWithoutAUsualErrorFormIsASuccess(t *testing.T) {
	for _, body := range []string{
		`{"error":null}`, `{"success":true}`, `{"success":1}`, `{"status":"Active"}`, `{"status":1}`, `{"status":{"a":"error"}}`,
		`{"result":"success"}`, `{"result":[]}`, `{"failed":"error"}`, `["error"]`, `"error"`,
	} {
		_, err := do[any](t.Context(), newTestClient(t, always(200, body)), readOp())
		assert.NoError(t, err, body)
	}
	literal := readOp()
	literal.Literal = true
	_, err := do[anything](t.Context(), newTestClient(t, always(200, `{"status":"error"}`)), literal)
	assert.NoError(t, err, "the document describes the field")
	_, err = do[struct {
		Status string `json:"status"`
	}](t.Context(), newTestClient(t, always(200, `{"status":"error"}`)), readOp())
	assert.NoError(t, err, "the status describes a virtual machine")
	long := `{"status":"error","page":"` + strings.Repeat("a", longestFailure) + `"}`
	_, err = do[anything](t.Context(), newTestClient(t, always(200, long)), readOp())
	assert.NoError(t, err, "too long for an error")
}

func TestAFalsyFieldThatIsPresentIsAFailure(t *testing.T) {
	op := readOp()
	op.Envelopes = []Envelope{{Field: "success", Falsy: true, Message: "no success"}}
	for _, body := range []string{`{"success":false}`, `{"success":0}`, `{"success":"0"}`, `{"success":""}`, `{"success":null}`, `{"success":[]}`, `{"success":"false"}`, `{"success":"NO"}`, `{"success":"off"}`} {
		_, err := do[anything](t.Context(), newTestClient(t, always(200, body)), op)
		assertMeans(t, err, core.ErrRejected)
		assert.Equal(t, "no success", asError(t, err).Message, body)
	}
	for _, body := range []string{`{}`, `{"success":true}`, `{"success":1}`, `{"success":"1"}`, `{"success":"true"}`, `{"success":"none"}`, `{"nested":{"success":false}}`} {
		_, err := do[anything](t.Context(), newTestClient(t, always(200, body)), op)
		assert.NoError(t, err, body)
	}
}

func TestTheFirstMatchingEnvelopeApplies(t *testing.T) {
	type failure struct{ Error []string }
	op := readOp()
	op.Envelopes = []Envelope{
		{Field: "error", Meanings: map[string]error{"gone": core.ErrNotFound}, New: func() any { return new(failure) }},
		{Field: "mfa", Means: core.ErrUnauthorized, Message: "a second factor is needed", New: func() any { return new(challenge) }},
		{Field: "success", Falsy: true},
	}
	ask := func(body string) *core.Error {
		_, err := do[anything](t.Context(), newTestClient(t, always(200, body)), op)
		require.Error(t, err, body)
		return asError(t, err)
	}

	e := ask(`{"success":false,"error":["gone"],"mfa":{"kind":"sms"}}`)
	assertMeans(t, e, core.ErrRejected, core.ErrNotFound)
	assert.Equal(t, "gone", e.Message)
	got, ok := core.DetailOf[failure](e)
	assert.True(t, ok)
	assert.Equal(t, failure{[]string{"gone"}}, got)

	e = ask(`{"success":false,"error":[],"mfa":{"nonce":"hunter2"},"kind":"sms"}`)
	assertMeans(t, e, core.ErrRejected, core.ErrUnauthorized)
	assert.Equal(t, "a second factor is needed", e.Message)
	assertShowsNone(t, renderings(e)+marshalled(t, e), "hunter2")
	asked, ok := core.DetailOf[challenge](e)
	assert.True(t, ok)
	assert.Equal(t, "sms", asked.Kind)

	e = ask(`{"success":false}`)
	assertMeans(t, e, core.ErrRejected)
	assert.Nil(t, e.Detail)
	assert.Empty(t, e.Message)
}

func TestADetailOfTheWrongTypeIsOmittedAndTheResponseIsKept(t *testing.T) {
	op := readOp()
	op.Envelopes = []Envelope{{Field: "error", New: func() any { return new(struct{ Error []string }) }}}
	_, err := do[anything](t.Context(), newTestClient(t, always(200, `{"error":{"a":"oops"}}`)), op)
	e := asError(t, err)
	assertMeans(t, err, core.ErrRejected)
	assert.Nil(t, e.Detail)
	assert.Equal(t, "oops", e.Message)
	assert.JSONEq(t, `{"error":{"a":"oops"}}`, string(e.Body))
}

func TestTheMeaningOfACodeOverridesThatOfTheEnvelope(t *testing.T) {
	op := readOp()
	op.Envelopes = []Envelope{{Field: "error", Means: core.ErrInvalid, Meanings: map[string]error{"gone": core.ErrNotFound}}}
	for body, kind := range map[string]error{`{"error":"gone"}`: core.ErrNotFound, `{"error":"other"}`: core.ErrInvalid} {
		_, err := do[anything](t.Context(), newTestClient(t, always(200, body)), op)
		assertMeans(t, err, core.ErrRejected, kind)
	}
}

type challenge struct {
	Kind string `json:"kind"`
}

func TestLongMessagesAreCut(t *testing.T) {
	op := readOp()
	op.ErrorBody = ErrorBody{Message: "message"}
	ask := func(message any) string {
		_, err := do[anything](t.Context(), newTestClient(t, always(400, marshalled(t, anything{"message": message}))), op)
		return asError(t, err).Message
	}
	assert.Len(t, strings.Split(ask(slices.Repeat([]string{"x"}, 10_000)), "; "), maxTexts)
	assert.Len(t, ask(strings.Repeat("x", 2*maxText)), maxText)
	assert.True(t, "x"+strings.Repeat("ü", maxText/2-1) == ask("x"+strings.Repeat("ü", maxText)), "the cut must not split a character")
	assert.LessOrEqual(t, len(ask(slices.Repeat([]string{strings.Repeat("x", 1000)}, 100))), maxText+2*maxTexts)
}
