package contract

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/generate/sample"
	"github.com/hostclients/hostclients/internal/spec"
)

func crateRequest() cassette.Request {
	return cassette.Request{Method: "GET", URL: "https://api.example.com/v1/crates/7", Headers: http.Header{"Accept": {"*/*"}}}
}

func getCrate(ctx context.Context, x *Exchange) (any, error) {
	return sampleClient(x).Crates.Get(ctx, PathArg[int64](x, "id"))
}

// The response of getCrate is anyOf a crate, a refusal and a lock. Each is checked against its own schema, even if a different
// schema would accept it.
func TestGateTwoChecksEachAlternativeOfAResponseAgainstItsOwnSchema(t *testing.T) {
	// The types of this client accept anything, so only gate 2 can fail.
	holdsAll := func(ctx context.Context, x *Exchange) (any, error) {
		_, err := getCrate(ctx, x)
		tree, broken := spec.ParseJSON([]byte(x.ResponseBody))
		require.NoError(t, broken)
		var e *core.Error
		if errors.As(err, &e) && errors.Is(err, core.ErrRejected) {
			e.Detail = rawJSON(x.ResponseBody)
			return nil, e
		}
		return tree.(map[string]any)["crate"], nil
	}
	for name, test := range map[string]struct{ body, want string }{
		"a success of the wrong shape":                            {`{"success":true,"crate":{"id":true}}`, `Error at "/crate/id"`},
		"a success of the wrong shape that is valid as a failure": {`{"error":[],"crate":{"id":true}}`, `Error at "/crate/id"`},
		"a failure of the wrong shape that is valid as a success": {`{"error":["gone",7],"crate":{"id":7}}`, `Error at "/error/1"`},
		"a success without a required field":                      {`{"success":true,"crate":{"weight":1}}`, `"id" is missing`},
		"a success with a field of a failure":                     {`{"success":true,"crate":{"id":7},"error":[]}`, ".error is not declared"},
		"a failure of the wrong shape":                            {`{"error":["gone",7]}`, `Error at "/error/1"`},
		"a failure with an undeclared field":                      {`{"error":["gone"],"color":"red"}`, ".color is not declared"},
		"a failure with a field of a success":                     {`{"error":["gone"],"crate":{"id":7}}`, ".crate is not declared"},
		"a failure with a field of another failure":               {`{"success":true,"lock":{"keys":2},"hint":"sold"}`, ".hint is not declared"},
	} {
		t.Run(name, func(t *testing.T) {
			x := recorded(t, "getCrate", crateRequest(), 200, test.body)
			onlyGate(t, "gate 2", x.Check(t.Context(), holdsAll), test.want)
		})
	}
	for _, body := range []string{
		`{"success":true,"crate":{"id":"7"}}`, `{"error":["gone"],"hint":"sold"}`, `{"lock":{"keys":2}}`, `{"success":false,"crate":{"id":7}}`,
	} {
		assert.NoError(t, recorded(t, "getCrate", crateRequest(), 200, body).Check(t.Context(), getCrate), body)
	}
}

// The gates find errors in success responses without the code of core, so this test checks that both agree.
func TestEverySpellingOfFalseInASuccessFieldIsAFailure(t *testing.T) {
	for value, failed := range map[string]bool{
		"false": true, "0": true, "0.0": true, "null": true, `""`: true, `"0"`: true, `"off"`: true, `"No"`: true, `"FALSE"`: true,
		"[]": true, "{}": true, "true": false, "1": false, `"yes"`: false, `"none"`: false, `["no"]`: false,
	} {
		x := recorded(t, "getCrate", crateRequest(), 200, `{"success":`+value+`,"crate":{"id":7}}`)
		assert.Equal(t, failed, x.failed(), value)
		_, err := getCrate(t.Context(), x)
		assert.Equal(t, failed, errors.Is(err, core.ErrRejected), "%s: %v", value, err)
	}
}

func TestGateFiveFindsAnErrorThatLostPartOfTheResponse(t *testing.T) {
	failures := map[string]string{
		"error": `{"success":false,"error":["gone","crate 7"]}`,
		"lock":  `{"success":true,"lock":{"nonce":"hunter2"}}`,
		"flag":  `{"success":false}`,
	}
	withMessage := func(message string) func(e *core.Error) error {
		return func(e *core.Error) error {
			e.Message = message
			return e
		}
	}
	for name, test := range map[string]struct {
		failure, want string
		lose          func(e *core.Error) error
	}{
		"the detail": {"error", "the error's detail: want the body", func(e *core.Error) error { e.Detail = nil; return e }},
		"a part of the detail": {"error", ".error: a list of 2 became a list of 1", func(e *core.Error) error {
			e.Detail.(*sample.Refusal).Error = []string{"gone"}
			return e
		}},
		"the type of the detail": {"lock", ".lock: lost", func(e *core.Error) error {
			e.Detail = &sample.Refusal{Success: true}
			return e
		}},
		"the message":                    {"error", `the error's message: want it to contain "gone", got ""`, withMessage("")},
		"a part of the message":          {"error", `the error's message: want it to contain "crate 7", got "gone"`, withMessage("gone")},
		"the message of the envelope":    {"flag", `want "the response reports a failure", got ""`, withMessage("")},
		"a secret as the message":        {"lock", `the error's message: want "the crate is locked", got "hunter2"`, withMessage("hunter2")},
		"the body":                       {"lock", "the error's body: want the recorded body", func(e *core.Error) error { e.Body = nil; return e }},
		"the meaning of an error string": {"error", "errors.Is: want not found", bare},
		"the meaning of the envelope":    {"lock", "errors.Is: want unauthorized", bare},
		"the rejection":                  {"flag", "errors.Is: want rejected", bare},
	} {
		t.Run(name, func(t *testing.T) {
			x := recorded(t, "getCrate", crateRequest(), 200, failures[test.failure])
			require.NoError(t, x.Check(t.Context(), getCrate), "with the complete error")
			x = recorded(t, "getCrate", crateRequest(), 200, failures[test.failure])
			onlyGate(t, "gate 5", x.Check(t.Context(), losing(getCrate, test.lose)), test.want)
		})
	}
}

// bare returns a copy of e that matches no sentinel error.
func bare(e *core.Error) error {
	return &core.Error{
		Operation: e.Operation, StatusCode: e.StatusCode, Body: e.Body, Attempts: e.Attempts, Message: e.Message, Detail: e.Detail,
	}
}

func TestMissingFixturesOfErrorsInSuccessResponsesAreNamed(t *testing.T) {
	op, err := samples.operation("getCrate")
	require.NoError(t, err)
	const success, refusal, lock = `{"crate":{"id":7}}`, `{"error":["gone"]}`, `{"lock":{"keys":2}}`
	for name, test := range map[string]struct {
		bodies  []string
		missing string
	}{
		"a success alone":              {[]string{success}, "for the error Refusal in a success response and the error Lock in a success response."},
		"one of the failures":          {[]string{success, lock}, "for the error Refusal in a success response."},
		"the failures alone":           {[]string{refusal, lock}, "for a success."},
		"a rejection is not a success": {[]string{refusal, lock, `{"success":false}`}, "for a success."},
		"an empty error is a success":  {[]string{success, lock, `{"error":[],"crate":{"id":7}}`}, "for the error Refusal in a success response."},
		"all":                          {[]string{success, refusal, lock}, ""},
		"all, in a different order":    {[]string{lock, success, refusal, success}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var exchanges []*Exchange
			for _, body := range test.bodies {
				exchanges = append(exchanges, recorded(t, "getCrate", crateRequest(), 200, body))
			}
			err := op.complete(exchanges)
			if test.missing == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, "getCrate has no fixture "+test.missing)
		})
	}
}

// The message can be in x-error-body and in x-error-envelope. The gates must use the same precedence as the client.
func TestTheMessageOfTheErrorBodyTakesPrecedenceOverTheEnvelope(t *testing.T) {
	getLog := func(ctx context.Context, x *Exchange) (any, error) {
		return sampleClient(x).Crates.GetLog(ctx, PathArg[int64](x, "id"))
	}
	request := crateRequest()
	request.URL += "/log"
	for _, body := range []string{`{"error":["gone"],"hint":"the crate was sold"}`, `{"error":["gone"]}`} {
		assert.NoError(t, recorded(t, "getCrateLog", request, 200, body).Check(t.Context(), getLog), body)
	}
	x := recorded(t, "getCrateLog", request, 200, `{"error":["gone"],"hint":"the crate was sold"}`)
	onlyGate(t, "gate 5", x.Check(t.Context(), losing(getLog, func(e *core.Error) error {
		e.Message = "gone"
		return e
	})), `the error's message: want "the crate was sold", got "gone"`)
}
