package contract

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/runtime"
	"github.com/hostclients/hostclients/internal/generate/sample"
)

var samples = Suite{
	Document: "../internal/generate/testdata/sample/openapi.yaml",
	Overlays: []string{"../internal/generate/testdata/sample/overlay.yaml"},
	Fixtures: "../internal/generate/testdata/sample/fixtures",
}

func sampleClient(t *testing.T, x *Exchange) *sample.Client {
	t.Helper()
	opts := []core.Option{core.WithHTTPClient(x.Client()), core.WithRetry(core.Retry{Attempts: 1})}
	if user, password, ok := x.Basic(); ok {
		opts = append(opts, sample.WithBasicAuth(user, password))
	}
	if token, ok := x.Field("token"); ok {
		opts = append(opts, sample.WithToken(token))
	}
	api, err := sample.New(x.BaseURL(), opts...)
	require.NoError(t, err)
	return api
}

// recorded is an exchange as a fixture would hold it.
func recorded(t *testing.T, operationID string, request cassette.Request, status int, body string) *Exchange {
	t.Helper()
	op, err := samples.operation(operationID)
	require.NoError(t, err)
	if request.Headers == nil {
		request.Headers = http.Header{"Authorization": {"Basic dXNlcjpwbGFjZWhvbGRlcg=="}}
	}
	x, err := op.exchange(&cassette.Interaction{Request: request, Response: cassette.Response{
		Code: status, Body: body, Headers: http.Header{"Content-Type": {"application/json"}},
	}})
	require.NoError(t, err)
	return x
}

const box = `{"data":{"id":12,"name":"twelve"}}`

func boxRequest() cassette.Request {
	return cassette.Request{Method: "GET", URL: "https://api.example.com/v1/boxes/12"}
}

func getBox(t *testing.T) Caller {
	t.Helper()
	return func(ctx context.Context, x *Exchange) (any, error) {
		return sampleClient(t, x).Boxes.Get(ctx, PathArg[int64](x, "id"))
	}
}

// onlyGate asserts that one gate, and no other, found a fault.
func onlyGate(t *testing.T, gate string, err error, containing string) {
	t.Helper()
	require.Error(t, err)
	assert.Contains(t, err.Error(), containing)
	for _, line := range strings.Split(err.Error(), "\n") {
		if strings.HasPrefix(line, "gate ") {
			assert.True(t, strings.HasPrefix(line, gate), "another gate complains: %s", line)
		}
	}
}

func TestAFaultlessExchangePassesAllGates(t *testing.T) {
	x := recorded(t, "getBox", boxRequest(), 200, box)
	assert.NoError(t, x.Check(t.Context(), getBox(t)))
}

func TestGateOneFindsAnInvalidRequest(t *testing.T) {
	list := func(ctx context.Context, x *Exchange) (any, error) {
		return sampleClient(t, x).Boxes.List(ctx, Params[sample.ListBoxesParams](x))
	}
	page := `{"data":[]}`
	t.Run("a request without credentials", func(t *testing.T) {
		request := boxRequest()
		request.Headers = http.Header{"Accept": {"*/*"}}
		x := recorded(t, "getBox", request, 200, box)
		assert.ErrorContains(t, x.Check(t.Context(), getBox(t)), "gate 1, recorded request")
	})
	t.Run("a parameter that breaks its schema", func(t *testing.T) {
		x := recorded(t, "listBoxes", cassette.Request{Method: "GET", URL: "https://api.example.com/v1/boxes?count=0"}, 200, page)
		assert.ErrorContains(t, x.Check(t.Context(), list), "gate 1, recorded request")
	})
	t.Run("a query parameter that nobody declared", func(t *testing.T) {
		x := recorded(t, "listBoxes", cassette.Request{Method: "GET", URL: "https://api.example.com/v1/boxes?colour=red"}, 200, page)
		assert.ErrorContains(t, x.Check(t.Context(), list), "the query parameter colour is not declared")
	})
	t.Run("a body without a required field", func(t *testing.T) {
		x := recorded(t, "runCommand", cassette.Request{
			Method: "POST", URL: "https://api.example.com/v1/command", Body: "token=placeholder",
			Headers: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		}, 200, `{}`)
		assert.ErrorContains(t, x.checkRequest(t.Context()), `"name" is missing`)
	})
	t.Run("a body with a field that nobody declared", func(t *testing.T) {
		x := recorded(t, "runCommand", cassette.Request{
			Method: "POST", URL: "https://api.example.com/v1/command", Body: "token=placeholder&name=x&colour=red",
			Headers: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		}, 200, `{}`)
		assert.ErrorContains(t, x.checkRequest(t.Context()), "colour is not declared")
	})
}

func TestGateTwoFindsAnInvalidResponse(t *testing.T) {
	for name, body := range map[string]string{
		"a field of the wrong type":                `{"data":{"id":"twelve","name":"twelve"}}`,
		"a required field is missing":              `{"data":{"id":12}}`,
		"a field that nobody declared":             `{"data":{"id":12,"name":"twelve","colour":"red"}}`,
		"a field that nobody declared, at the top": `{"data":{"id":12,"name":"twelve"},"next":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			x := recorded(t, "getBox", boxRequest(), 200, body)
			assert.Error(t, x.checkResponse(t.Context()))
		})
	}
	t.Run("an undeclared field is found by this gate alone where the type can hold it", func(t *testing.T) {
		raw := func(context.Context, *Exchange) (any, error) {
			var kept map[string]any
			err := runtime.Decode([]byte(`{"id":12,"name":"twelve","colour":"red"}`), &kept)
			return kept, err
		}
		x := recorded(t, "getBox", boxRequest(), 200, `{"data":{"id":12,"name":"twelve","colour":"red"}}`)
		err := x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			_, _ = getBox(t)(ctx, x) // sends the request
			return raw(ctx, x)
		})
		onlyGate(t, "gate 2", err, ".data.colour is not declared")
	})
	t.Run("a status that nobody declared", func(t *testing.T) {
		x := recorded(t, "getBox", boxRequest(), 418, `{}`)
		assert.Error(t, x.checkResponse(t.Context()))
	})
	t.Run("a body where none is declared", func(t *testing.T) {
		x := recorded(t, "changeBox", cassette.Request{Method: "PATCH", URL: "https://api.example.com/v1/boxes/12"}, 204, `{}`)
		assert.ErrorContains(t, x.checkResponse(t.Context()), "the response has a body, and the document declares none")
	})
}

func TestGateThreeFindsAnotherRequest(t *testing.T) {
	t.Run("another path", func(t *testing.T) {
		x := recorded(t, "getBox", boxRequest(), 200, box)
		err := x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			return sampleClient(t, x).Boxes.Get(ctx, 13)
		})
		onlyGate(t, "gate 3", err, `path: recorded "/v1/boxes/12", sent "/v1/boxes/13"`)
	})
	t.Run("another query", func(t *testing.T) {
		x := recorded(t, "listBoxes", cassette.Request{Method: "GET", URL: "https://api.example.com/v1/boxes?start=b1"}, 200, `{"data":[]}`)
		err := x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			return sampleClient(t, x).Boxes.List(ctx, &sample.ListBoxesParams{Start: new("b2")})
		})
		onlyGate(t, "gate 3", err, `query: recorded "start=b1", sent "start=b2"`)
	})
	t.Run("a header that was not sent", func(t *testing.T) {
		request := cassette.Request{Method: "GET", URL: "https://api.example.com/v1/boxes", Headers: http.Header{
			"Authorization": {"Basic dXNlcjpwbGFjZWhvbGRlcg=="}, "X-Tenant": {"north"},
		}}
		x := recorded(t, "listBoxes", request, 200, `{"data":[]}`)
		err := x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			return sampleClient(t, x).Boxes.List(ctx, nil)
		})
		onlyGate(t, "gate 3", err, `header X-Tenant: recorded "north", sent ""`)
	})
	t.Run("another content type, and an item of a list that was not sent", func(t *testing.T) {
		request := cassette.Request{
			Method: "POST", URL: "https://api.example.com/v1/command", Body: "token=placeholder&name=x&args[0]=a&args[1]=b",
			Headers: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		}
		x := recorded(t, "runCommand", request, 200, `{"result":"done"}`)
		err := x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			return sampleClient(t, x).Commands.Run(ctx, sample.Command{Name: "x", Args: []string{"a"}})
		})
		onlyGate(t, "gate 3", err, "body: .args: a list of 2 became one of 1")

		x.sent[0].header.Set("Content-Type", "application/json")
		assert.ErrorContains(t, x.checkSent(), `content type: recorded "application/x-www-form-urlencoded", sent "application/json"`)
	})
	t.Run("a field of the body that was not sent", func(t *testing.T) {
		request := cassette.Request{
			Method: "POST", URL: "https://api.example.com/v1/command", Body: "token=placeholder&name=x&comment=",
			Headers: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		}
		x := recorded(t, "runCommand", request, 200, `{"result":"done"}`)
		err := x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			return sampleClient(t, x).Commands.Run(ctx, sample.Command{Name: "x"})
		})
		onlyGate(t, "gate 3", err, "body: .comment: lost")
	})
	t.Run("a request that is sent twice", func(t *testing.T) {
		x := recorded(t, "getBox", boxRequest(), 200, box)
		err := x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			_, _ = getBox(t)(ctx, x)
			return getBox(t)(ctx, x)
		})
		onlyGate(t, "gate 3", err, "want one request, got 2")
	})
}

func TestGateFourFindsALostField(t *testing.T) {
	for name, test := range map[string]struct{ result, fault string }{
		"a field that is lost":    {`{"id":12}`, ".name: lost"},
		"a field that is renamed": {`{"id":12,"Name":"twelve"}`, ".Name: added"},
		"a number that is text":   {`{"id":"12","name":"twelve"}`, `.id: 12 became "12"`},
		"a number that is other":  {`{"id":12.0,"name":"twelve"}`, ".id: 12 became 12.0"},
	} {
		t.Run(name, func(t *testing.T) {
			x := recorded(t, "getBox", boxRequest(), 200, box)
			err := x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
				_, _ = getBox(t)(ctx, x)
				return rawJSON(test.result), nil
			})
			onlyGate(t, "gate 4", err, test.fault)
		})
	}
}

type rawJSON string

func (r rawJSON) MarshalJSON() ([]byte, error) { return []byte(r), nil }

func TestGateFourFindsALostItemOfAList(t *testing.T) {
	x := recorded(t, "listBoxes", cassette.Request{Method: "GET", URL: "https://api.example.com/v1/boxes"}, 200,
		`{"data":[{"id":1,"name":"one"},{"id":2,"name":"two"}]}`)
	err := x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
		page, err := sampleClient(t, x).Boxes.List(ctx, nil)
		page.Data = page.Data[:1]
		return page, err
	})
	onlyGate(t, "gate 4", err, ".data: a list of 2 became one of 1")
}

func TestGateFiveFindsASwallowedError(t *testing.T) {
	refused := func() *Exchange {
		return recorded(t, "listBoxes", cassette.Request{Method: "GET", URL: "https://api.example.com/v1/boxes"},
			422, `{"error":{"text":"no such tenant","number":7}}`)
	}
	list := func(ctx context.Context, x *Exchange) (any, error) { return sampleClient(t, x).Boxes.List(ctx, nil) }

	t.Run("a failure that is told passes", func(t *testing.T) {
		assert.NoError(t, refused().Check(t.Context(), list))
	})
	t.Run("a failure that comes back as a success", func(t *testing.T) {
		err := refused().Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			_, _ = list(ctx, x)
			return sample.BoxPage{}, nil
		})
		onlyGate(t, "gate 5", err, "came back as a success")
	})
	t.Run("an error without evidence", func(t *testing.T) {
		err := refused().Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			_, _ = list(ctx, x)
			return nil, errors.New("something went wrong")
		})
		onlyGate(t, "gate 5", err, "want a *core.Error")
	})
	t.Run("an error that lost the body, the detail and the message", func(t *testing.T) {
		err := refused().Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			_, err := list(ctx, x)
			var e *core.Error
			require.ErrorAs(t, err, &e)
			e.Body, e.Detail, e.Message = nil, nil, ""
			return nil, e
		})
		onlyGate(t, "gate 5", err, "the error's body: want the recorded body")
		assert.ErrorContains(t, err, "the error's detail: want the body")
		assert.ErrorContains(t, err, `the error's message: want "no such tenant", got ""`)
	})
	t.Run("an error inside a success that is overlooked", func(t *testing.T) {
		x := recorded(t, "runCommand", cassette.Request{
			Method: "POST", URL: "https://api.example.com/v1/command", Body: "token=placeholder&name=x",
			Headers: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		}, 200, `{"error":["wrongtoken"]}`)
		err := x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			_, _ = sampleClient(t, x).Commands.Run(ctx, sample.Command{Name: "x"})
			return sample.RunCommandResult{}, nil
		})
		onlyGate(t, "gate 5", err, "came back as a success")
	})
	t.Run("a success that comes back as an error", func(t *testing.T) {
		x := recorded(t, "getBox", boxRequest(), 200, box)
		err := x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			_, _ = getBox(t)(ctx, x)
			return nil, errors.New("no")
		})
		onlyGate(t, "gate 5", err, "the recorded success came back as an error")
	})
}

func TestAMethodThatLetsAHostilePathThroughIsFound(t *testing.T) {
	x := recorded(t, "useTicket", cassette.Request{Method: "GET", URL: "https://api.example.com/v1/tickets/ab?key=placeholder"}, 200, `{}`)
	careless := func(prefix string) Caller {
		return func(ctx context.Context, x *Exchange) (any, error) {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, x.BaseURL()+"/tickets/"+prefix+PathArg[string](x, "ticket"), http.NoBody)
			if err != nil {
				return nil, core.ErrInvalid
			}
			resp, err := x.Client().Do(r)
			if err == nil {
				_ = resp.Body.Close()
			}
			return nil, err
		}
	}
	err := x.checkPaths(t.Context(), careless(""))
	for _, fault := range []string{`"": it was sent`, `"..": it was sent`, `"a/b": it was sent as`, `"a?b=c": it was sent as`, `"a%2Fb": it was sent as`} {
		assert.ErrorContains(t, err, fault)
	}
	careful := func(ctx context.Context, x *Exchange) (any, error) {
		api, err := sample.New(x.BaseURL(), core.WithHTTPClient(x.Client()), sample.WithKey("placeholder"))
		require.NoError(t, err)
		return api.Tickets.Use(ctx, PathArg[string](x, "ticket"))
	}
	assert.NoError(t, x.checkPaths(t.Context(), careful))
}

func TestAnOperationWithTooFewFixturesSaysWhichAreMissing(t *testing.T) {
	op, err := samples.operation("listBoxes")
	require.NoError(t, err)
	err = op.complete(nil)
	require.Error(t, err)
	assert.Contains(t, err.Error(), "listBoxes has no fixture for a success and the failure 4XX")
	assert.Contains(t, err.Error(), "../internal/generate/testdata/sample/fixtures/synthetic/listBoxes.yaml")
	assert.Contains(t, err.Error(), "To begin with:\n\nversion: 2\ninteractions:\n  - id: 0\n    request:\n      method: GET\n")
}

func TestFormsAreReadAsPHPReadsThem(t *testing.T) {
	op, err := samples.operation("runCommand")
	require.NoError(t, err)
	_, schema := op.bodySchema(nil)
	tree, err := parseForm("name=a+b&args[1]=y&args[0]=x&env[K]=v&env%5BL%5D=w&force=YES&comment=", schema, op.formStyle())
	require.NoError(t, err)
	assert.Equal(t, map[string]any{
		"name": "a b", "args": []any{"x", "y"}, "env": map[string]any{"K": "v", "L": "w"}, "force": true, "comment": "",
	}, tree)
	_, err = parseForm("name=a&name[x]=b", schema, op.formStyle())
	assert.Error(t, err, "a value and a list under one name")
}

func TestAFixtureThatCallsItselfDocumentedHoldsExamplesOnly(t *testing.T) {
	suite := Suite{Document: "../specs/whmcs/openapi.yaml", Overlays: []string{"../overlays/whmcs.yaml"}, Fixtures: "../specs/whmcs/fixtures"}
	op, err := suite.operation("listCurrencies")
	require.NoError(t, err)
	for body, fault := range map[string]string{
		`{"data":[{"code":"USD","prefix":"$","suffix":"USD"}]}`: "",
		`{"data":[{"code":"EUR","prefix":"$"}]}`:                ".data[0].code is not an example",
		`{"data":[{"code":"USD","default":true}]}`:              ".data[0].default is not an example",
	} {
		x, err := op.exchange(&cassette.Interaction{
			Request:  cassette.Request{Method: "GET", URL: "https://billing.example.com/api/v2/currencies"},
			Response: cassette.Response{Code: 200, Body: body},
		})
		require.NoError(t, err)
		x.Provenance = "documented"
		if fault == "" {
			assert.NoError(t, x.checkProvenance())
		} else {
			assert.ErrorContains(t, x.checkProvenance(), fault)
		}
		x.Provenance = "synthetic"
		assert.NoError(t, x.checkProvenance())
	}
}

func TestAFormOfSeveralSchemasIsReadWithAllOfThem(t *testing.T) {
	counted := openapi3.NewObjectSchema().WithProperty("count", openapi3.NewIntegerSchema())
	listed := openapi3.NewObjectSchema().WithProperty("flags", openapi3.NewArraySchema().WithItems(openapi3.NewBoolSchema()))
	tree, err := parseForm("count=7&flags[0]=1&flags[1]=0", openapi3.NewAllOfSchema(counted, listed), runtime.Form{True: "1", False: "0"})
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"count": json.Number("7"), "flags": []any{true, false}}, tree)
}

func crateRequest() cassette.Request {
	return cassette.Request{Method: "GET", URL: "https://api.example.com/v1/crates/7", Headers: http.Header{"Accept": {"*/*"}}}
}

func getCrate(t *testing.T) Caller {
	t.Helper()
	return func(ctx context.Context, x *Exchange) (any, error) {
		return sampleClient(t, x).Crates.Get(ctx, PathArg[int64](x, "id"))
	}
}

// The responses of getCrate are anyOf a crate, a refusal and a lock: each is judged by its own schema, not by whichever fits.
func TestGateTwoJudgesASuccessAndTheFailuresInsideItEachByItsOwnSchema(t *testing.T) {
	// A client whose types can hold anything, so that the other gates have nothing to complain of.
	holdsAll := func(ctx context.Context, x *Exchange) (any, error) {
		_, err := getCrate(t)(ctx, x)
		tree, broken := parseJSON(x.ResponseBody)
		require.NoError(t, broken)
		var e *core.Error
		if errors.As(err, &e) && errors.Is(err, core.ErrRejected) {
			e.Detail = rawJSON(x.ResponseBody)
			return nil, e
		}
		return tree.(map[string]any)["crate"], nil
	}
	for name, test := range map[string]struct{ body, fault string }{
		"a success of the wrong shape":                               {`{"success":true,"crate":{"id":true}}`, `Error at "/crate/id"`},
		"a success of the wrong shape that would pass for a failure": {`{"error":[],"crate":{"id":true}}`, `Error at "/crate/id"`},
		"a failure of the wrong shape that would pass for a success": {`{"error":["gone",7],"crate":{"id":7}}`, `Error at "/error/1"`},
		"a success without what it needs":                            {`{"success":true,"crate":{"weight":1}}`, `"id" is missing`},
		"a success with what belongs to a failure":                   {`{"success":true,"crate":{"id":7},"error":[]}`, ".error is not declared"},
		"a failure of the wrong shape":                               {`{"error":["gone",7]}`, `Error at "/error/1"`},
		"a failure with an undeclared field":                         {`{"error":["gone"],"colour":"red"}`, ".colour is not declared"},
		"a failure with what belongs to a success":                   {`{"error":["gone"],"crate":{"id":7}}`, ".crate is not declared"},
		"a failure with what belongs to another":                     {`{"success":true,"lock":{"keys":2},"hint":"sold"}`, ".hint is not declared"},
	} {
		t.Run(name, func(t *testing.T) {
			x := recorded(t, "getCrate", crateRequest(), 200, test.body)
			onlyGate(t, "gate 2", x.Check(t.Context(), holdsAll), test.fault)
		})
	}
	for _, body := range []string{
		`{"success":true,"crate":{"id":"7"}}`, `{"error":["gone"],"hint":"sold"}`, `{"lock":{"keys":2}}`, `{"success":false,"crate":{"id":7}}`,
	} {
		assert.NoError(t, recorded(t, "getCrate", crateRequest(), 200, body).Check(t.Context(), getCrate(t)), body)
	}
}

// The gates find a failure inside a success where core finds it, by their own means.
func TestAFieldThatSaysNoIsAFailureHoweverItIsWritten(t *testing.T) {
	for value, failed := range map[string]bool{
		"false": true, "0": true, "0.0": true, "null": true, `""`: true, `"0"`: true, `"off"`: true, `"No"`: true, `"FALSE"`: true,
		"[]": true, "{}": true, "true": false, "1": false, `"yes"`: false, `"none"`: false, `["no"]`: false,
	} {
		x := recorded(t, "getCrate", crateRequest(), 200, `{"success":`+value+`,"crate":{"id":7}}`)
		assert.Equal(t, failed, x.failed(), value)
		_, err := getCrate(t)(t.Context(), x)
		assert.Equal(t, failed, errors.Is(err, core.ErrRejected), "%s: %v", value, err)
	}
}

func TestGateFiveFindsAnErrorThatLostWhatTheFailureInsideASuccessSays(t *testing.T) {
	failures := map[string]string{
		"error": `{"success":false,"error":["gone","crate 7"]}`,
		"lock":  `{"success":true,"lock":{"nonce":"hunter2"}}`,
		"none":  `{"success":false}`,
	}
	says := func(message string) func(e *core.Error) error {
		return func(e *core.Error) error {
			e.Message = message
			return e
		}
	}
	for name, test := range map[string]struct {
		failure, fault string
		lose           func(e *core.Error) error
	}{
		"the detail": {"error", "the error's detail: want the body", func(e *core.Error) error { e.Detail = nil; return e }},
		"a part of the detail": {"error", ".error: a list of 2 became one of 1", func(e *core.Error) error {
			e.Detail.(*sample.Refusal).Error = []string{"gone"}
			return e
		}},
		"the type of the detail": {"lock", ".lock: lost", func(e *core.Error) error {
			e.Detail = &sample.Refusal{Success: true}
			return e
		}},
		"the message":                 {"error", `the error's message: want it to contain "gone", got ""`, says("")},
		"a part of the message":       {"error", `the error's message: want it to contain "crate 7", got "gone"`, says("gone")},
		"the message of the envelope": {"none", `want "the answer says that it was no success", got ""`, says("")},
		"the silence of the message":  {"lock", `the error's message: want "the crate is locked", got "hunter2"`, says("hunter2")},
		"the body":                    {"lock", "the error's body: want the recorded body", func(e *core.Error) error { e.Body = nil; return e }},
		"what a text means":           {"error", "errors.Is: want not found", bare},
		"what the envelope means":     {"lock", "errors.Is: want unauthorized", bare},
		"that the server rejected it": {"none", "errors.Is: want rejected", bare},
	} {
		t.Run(name, func(t *testing.T) {
			x := recorded(t, "getCrate", crateRequest(), 200, failures[test.failure])
			require.NoError(t, x.Check(t.Context(), getCrate(t)), "without the loss")
			x = recorded(t, "getCrate", crateRequest(), 200, failures[test.failure])
			onlyGate(t, "gate 5", x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
				_, err := getCrate(t)(ctx, x)
				var e *core.Error
				require.ErrorAs(t, err, &e)
				return nil, test.lose(e)
			}), test.fault)
		})
	}
}

// bare returns an error with the evidence of e, and without its meaning.
func bare(e *core.Error) error {
	return &core.Error{
		Operation: e.Operation, StatusCode: e.StatusCode, Body: e.Body, Attempts: e.Attempts, Message: e.Message, Detail: e.Detail,
	}
}

func TestAnOperationWithoutAFixtureForEachFailureInsideASuccessSaysWhichAreMissing(t *testing.T) {
	op, err := samples.operation("getCrate")
	require.NoError(t, err)
	const success, refusal, lock = `{"crate":{"id":7}}`, `{"error":["gone"]}`, `{"lock":{"keys":2}}`
	for name, test := range map[string]struct {
		bodies  []string
		missing string
	}{
		"a success alone":                     {[]string{success}, "for the failure inside a success Refusal and the failure inside a success Lock."},
		"one of the failures":                 {[]string{success, lock}, "for the failure inside a success Refusal."},
		"the failures alone":                  {[]string{refusal, lock}, "for a success."},
		"a success that is none":              {[]string{refusal, lock, `{"success":false}`}, "for a success."},
		"a failure that is none":              {[]string{success, lock, `{"error":[],"crate":{"id":7}}`}, "for the failure inside a success Refusal."},
		"all":                                 {[]string{success, refusal, lock}, ""},
		"all, without a success that is none": {[]string{lock, success, refusal, success}, ""},
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

// Some clients send an empty object with every request, and say that it is something else.
func TestAnEmptyObjectIsNoBodyOfAnOperationThatSendsNone(t *testing.T) {
	for name, test := range map[string]struct{ body, media, fault string }{
		"an empty object":               {"{}", "application/json", ""},
		"an empty object of no type":    {"{}", "", ""},
		"an empty object of any type":   {" {}\n", "text/plain", ""},
		"an empty form":                 {"{}", "application/x-www-form-urlencoded", ""},
		"an object that says something": {`{"depth":1}`, "application/json", "there is a body, and the document declares none for getCrate"},
		"an empty list":                 {"[]", "application/json", "there is a body, and the document declares none for getCrate"},
	} {
		t.Run(name, func(t *testing.T) {
			request := crateRequest()
			request.Body = test.body
			if test.media != "" {
				request.Headers.Set("Content-Type", test.media)
			}
			x := recorded(t, "getCrate", request, 200, `{"crate":{"id":7}}`)
			err := x.Check(t.Context(), getCrate(t))
			if test.fault == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, "gate 1, recorded request: "+test.fault)
			assert.ErrorContains(t, err, "gate 3, request as sent: "+test.fault)
		})
	}
	t.Run("of an operation that sends one it is a body", func(t *testing.T) {
		x := recorded(t, "changeBox", cassette.Request{
			Method: "PATCH", URL: "https://api.example.com/v1/boxes/12", Body: "{}",
			Headers: http.Header{"Authorization": {"Basic dXNlcjpwbGFjZWhvbGRlcg=="}, "Content-Type": {"application/json"}},
		}, 204, "")
		onlyGate(t, "gate 3", x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			return nil, sampleClient(t, x).Boxes.Change(ctx, PathArg[int64](x, "id"), nil) //nolint:staticcheck // it is deprecated, to be called
		}), "body: the body: an object became nothing")
	})
}

func TestADocumentedFixtureMayBeTheExampleOfTheWholeResponse(t *testing.T) {
	for body, fault := range map[string]string{
		`{"success":true,"crate":{"id":"7","words":{"0":"up"}}}`:       "",
		`{"crate":{"words":{"0":"up"},"id":"7"}, "success":true}`:      "", // the same in another order
		`{"success":true,"crate":{"id":7,"words":{"0":"up"}}}`:         ".crate.id is not an example",
		`{"success":true,"crate":{"id":"7"}}`:                          ".crate.id is not an example",
		`{"success":true,"crate":{"id":"7","words":{"0":"up"}},"a":1}`: ".a is not an example",
	} {
		x := recorded(t, "getCrate", crateRequest(), 200, body)
		x.Provenance = "documented"
		if fault == "" {
			assert.NoError(t, x.checkProvenance(), body)
		} else {
			assert.ErrorContains(t, x.checkProvenance(), fault, body)
		}
	}
}

// The gates must ask for what the client does, where several words say what an error says and means.
func TestWhatTheErrorBodySaysOutranksThePropertyThatTellsTheFailure(t *testing.T) {
	getLog := func(ctx context.Context, x *Exchange) (any, error) {
		return sampleClient(t, x).Crates.GetLog(ctx, PathArg[int64](x, "id"))
	}
	request := crateRequest()
	request.URL += "/log"
	for _, body := range []string{`{"error":["gone"],"hint":"the crate was sold"}`, `{"error":["gone"]}`} {
		assert.NoError(t, recorded(t, "getCrateLog", request, 200, body).Check(t.Context(), getLog), body)
	}
	x := recorded(t, "getCrateLog", request, 200, `{"error":["gone"],"hint":"the crate was sold"}`)
	onlyGate(t, "gate 5", x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
		_, err := getLog(ctx, x)
		var e *core.Error
		require.ErrorAs(t, err, &e)
		e.Message = "gone"
		return nil, e
	}), `the error's message: want "the crate was sold", got "gone"`)
}
