package contract

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/generate/sample"
)

var samples = Suite{
	Document: "../internal/generate/testdata/sample/openapi.yaml",
	Overlays: []string{"../internal/generate/testdata/sample/overlay.yaml"},
	Fixtures: "../internal/generate/testdata/sample/fixtures",
}

func sampleClient(x *Exchange) *sample.Client {
	opts := []core.Option{core.WithHTTPClient(x.Client()), core.WithRetry(core.Retry{Attempts: 1})}
	if user, password, ok := x.Basic(); ok {
		opts = append(opts, sample.WithBasicAuth(user, password))
	}
	if token, ok := x.Field("token"); ok {
		opts = append(opts, sample.WithToken(token))
	}
	api, err := sample.New(x.BaseURL(), opts...)
	if err != nil {
		panic(err) // the options of fixtures do not conflict
	}
	return api
}

// recorded returns an exchange as if it were read from a fixture.
func recorded(t *testing.T, operationID string, request cassette.Request, status int, body string) *Exchange {
	t.Helper()
	op, err := samples.operation(operationID)
	require.NoError(t, err)
	if request.Headers == nil {
		request.Headers = authorized()
	}
	x, err := op.exchange(&cassette.Interaction{Request: request, Response: cassette.Response{
		Code: status, Body: body, Headers: http.Header{"Content-Type": {"application/json"}},
	}})
	require.NoError(t, err)
	return x
}

// authorized returns headers with the credentials of the sample API, and others: names and values alternate.
func authorized(others ...string) http.Header {
	h := http.Header{"Authorization": {"Basic dXNlcjpwbGFjZWhvbGRlcg=="}}
	for i := 0; i < len(others); i += 2 {
		h.Set(others[i], others[i+1])
	}
	return h
}

const (
	box       = `{"data":{"id":12,"name":"twelve"}}`
	noBoxes   = `{"data":[]}`
	noTenant  = `{"error":{"text":"no such tenant","number":7}}`
	colored   = `{"data":{"id":12,"name":"twelve","color":"red"}}`
	boxesPath = "https://api.example.com/v1/boxes"
)

func get(url string) cassette.Request { return cassette.Request{Method: "GET", URL: url} }

func command(body string) cassette.Request {
	return cassette.Request{
		Method: "POST", URL: "https://api.example.com/v1/command", Body: "token=placeholder" + body,
		Headers: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
	}
}

// These functions call the methods as generated tests do.

func getBox(ctx context.Context, x *Exchange) (any, error) {
	return sampleClient(x).Boxes.Get(ctx, PathArg[int64](x, "id"))
}

func listBoxes(ctx context.Context, x *Exchange) (any, error) {
	return sampleClient(x).Boxes.List(ctx, Params[sample.ListBoxesParams](x))
}

// runs returns a Caller that sends c instead of the recorded command.
func runs(c sample.Command) Caller {
	return func(ctx context.Context, x *Exchange) (any, error) { return sampleClient(x).Commands.Run(ctx, c) }
}

// returning calls a method, but returns result and err instead of its results.
func returning(call Caller, result any, err error) Caller {
	return func(ctx context.Context, x *Exchange) (any, error) {
		_, _ = call(ctx, x)
		return result, err
	}
}

// sending calls a method, and changes the request that gate 3 compares.
func sending(call Caller, change func(sent *sentRequest)) Caller {
	return func(ctx context.Context, x *Exchange) (any, error) {
		result, err := call(ctx, x)
		change(&x.sent[0])
		return result, err
	}
}

// losing calls a method that fails, and returns its error as changed by lose.
func losing(call Caller, lose func(e *core.Error) error) Caller {
	return func(ctx context.Context, x *Exchange) (any, error) {
		_, err := call(ctx, x)
		var e *core.Error
		if !errors.As(err, &e) {
			return nil, err
		}
		return nil, lose(e)
	}
}

// onlyGate asserts that only the named gate found an error, and that the error contains a string.
func onlyGate(t *testing.T, gate string, err error, containing string) {
	t.Helper()
	require.Error(t, err)
	assert.Contains(t, err.Error(), containing)
	for _, line := range strings.Split(err.Error(), "\n") {
		if strings.HasPrefix(line, "gate ") {
			assert.True(t, strings.HasPrefix(line, gate), "a different gate failed: %s", line)
		}
	}
}

func TestAValidExchangePassesAllGates(t *testing.T) {
	assert.NoError(t, recorded(t, "getBox", get(boxesPath+"/12"), 200, box).Check(t.Context(), getBox))
	assert.NoError(t, recorded(t, "listBoxes", get(boxesPath), 422, noTenant).Check(t.Context(), listBoxes))
}

func TestGateOneFindsAnInvalidRequest(t *testing.T) {
	anonymous := get(boxesPath + "/12")
	anonymous.Headers = http.Header{"Accept": {"*/*"}}
	for name, test := range map[string]struct {
		operation string
		request   cassette.Request
		want      string
	}{
		"a request without credentials":        {"getBox", anonymous, "the request lacks the credential"},
		"a parameter that breaks its schema":   {"listBoxes", get(boxesPath + "?count=0"), "parameter count: number must be at least 1"},
		"an undeclared query parameter":        {"listBoxes", get(boxesPath + "?color=red"), "the query parameter color is not declared"},
		"a body without a required field":      {"runCommand", command(""), `"name" is missing`},
		"a body with an undeclared field":      {"runCommand", command("&name=x&color=red"), "color is not declared"},
		"a body without its content type":      {"changeBox", cassette.Request{Method: "PATCH", URL: boxesPath + "/12", Body: "{}"}, `the content type: want application/json, got ""`},
		"a query parameter that is sent twice": {"listBoxes", get(boxesPath + "?count=1&count=2"), "parameter count: want one value, got 2"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.ErrorContains(t, recorded(t, test.operation, test.request, 200, `{}`).checkRequest(t.Context()), test.want)
		})
	}
}

func TestGateTwoFindsAnInvalidResponse(t *testing.T) {
	change := cassette.Request{Method: "PATCH", URL: boxesPath + "/12"}
	for name, test := range map[string]struct {
		operation  string
		request    cassette.Request
		status     int
		body, want string
	}{
		"a field of the wrong type":      {"getBox", get(boxesPath + "/12"), 200, `{"data":{"id":"twelve","name":"twelve"}}`, "value must be an integer"},
		"a required field is missing":    {"getBox", get(boxesPath + "/12"), 200, `{"data":{"id":12}}`, `"name" is missing`},
		"an undeclared field":            {"getBox", get(boxesPath + "/12"), 200, colored, ".data.color is not declared"},
		"an undeclared field at the top": {"getBox", get(boxesPath + "/12"), 200, `{"data":{"id":12,"name":"twelve"},"next":1}`, ".next is not declared"},
		"an undeclared status":           {"getBox", get(boxesPath + "/12"), 418, `{}`, "status is not supported"},
		"an undeclared body":             {"changeBox", change, 204, `{}`, "the response has a body, but the document declares none"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.ErrorContains(t, recorded(t, test.operation, test.request, test.status, test.body).checkResponse(t.Context()), test.want)
		})
	}
	t.Run("only gate 2 finds an undeclared field that the Go type can hold", func(t *testing.T) {
		x := recorded(t, "getBox", get(boxesPath+"/12"), 200, colored)
		onlyGate(t, "gate 2", x.Check(t.Context(), returning(getBox, rawJSON(`{"id":12,"name":"twelve","color":"red"}`), nil)), ".data.color is not declared")
	})
}

func TestGateThreeFindsADifferentRequest(t *testing.T) {
	withHeader := func(request cassette.Request, name, value string) cassette.Request {
		request.Headers = authorized(name, value)
		return request
	}
	one := get(boxesPath + "/12")
	for name, test := range map[string]struct {
		operation string
		request   cassette.Request
		response  string
		call      Caller
		want      string
	}{
		"a different path": {"getBox", one, box, func(ctx context.Context, x *Exchange) (any, error) {
			return sampleClient(x).Boxes.Get(ctx, 13)
		}, `path: recorded "/v1/boxes/12", sent "/v1/boxes/13"`},
		"a different query": {"listBoxes", get(boxesPath + "?start=b1"), noBoxes, func(ctx context.Context, x *Exchange) (any, error) {
			return sampleClient(x).Boxes.List(ctx, &sample.ListBoxesParams{Start: new("b2")})
		}, `query: recorded "start=b1", sent "start=b2"`},
		"a header that was not sent": {"listBoxes", withHeader(get(boxesPath), "X-Tenant", "north"), noBoxes, func(ctx context.Context, x *Exchange) (any, error) {
			return sampleClient(x).Boxes.List(ctx, nil)
		}, `header X-Tenant: recorded "north", sent ""`},
		"an item of a list that was not sent": {
			"runCommand", command("&name=x&args[0]=a&args[1]=b"), `{"result":"done"}`,
			runs(sample.Command{Name: "x", Args: []string{"a"}}), "body: .args: a list of 2 became a list of 1",
		},
		"a different content type": {
			"runCommand", command("&name=x"), `{"result":"done"}`,
			sending(runs(sample.Command{Name: "x"}), func(sent *sentRequest) { sent.header.Set("Content-Type", "application/x-www-form-urlencoded2") }),
			`content type: recorded "application/x-www-form-urlencoded", sent "application/x-www-form-urlencoded2"`,
		},
		"a field of the body that was not sent": {
			"runCommand", command("&name=x&comment="), `{"result":"done"}`, runs(sample.Command{Name: "x"}), "body: .comment: lost",
		},
		"a different method": {
			"getBox", one, box, sending(getBox, func(sent *sentRequest) { sent.method = http.MethodPost }), `method: recorded "GET", sent "POST"`,
		},
		"a different cookie": {
			"getBox", withHeader(one, "Cookie", "session=one"), box,
			sending(getBox, func(sent *sentRequest) { sent.header.Set("Cookie", "session=two") }), `header Cookie: recorded "session=one", sent "session=two"`,
		},
		"a request that is sent twice": {"getBox", one, box, func(ctx context.Context, x *Exchange) (any, error) {
			_, _ = getBox(ctx, x)
			return getBox(ctx, x)
		}, "want one request, got 2"},
	} {
		t.Run(name, func(t *testing.T) {
			onlyGate(t, "gate 3", recorded(t, test.operation, test.request, 200, test.response).Check(t.Context(), test.call), test.want)
		})
	}
}

type rawJSON string

func (r rawJSON) MarshalJSON() ([]byte, error) { return []byte(r), nil }

func TestGateFourFindsALostField(t *testing.T) {
	for name, test := range map[string]struct{ result, want string }{
		"a field that is lost":                 {`{"id":12}`, ".name: lost"},
		"a field that is renamed":              {`{"id":12,"Name":"twelve"}`, ".Name: added"},
		"a number that becomes a string":       {`{"id":"12","name":"twelve"}`, `.id: 12 became "12"`},
		"a number that is written differently": {`{"id":12.0,"name":"twelve"}`, ".id: 12 became 12.0"},
	} {
		t.Run(name, func(t *testing.T) {
			x := recorded(t, "getBox", get(boxesPath+"/12"), 200, box)
			onlyGate(t, "gate 4", x.Check(t.Context(), returning(getBox, rawJSON(test.result), nil)), test.want)
		})
	}
	t.Run("an item of a list that is lost", func(t *testing.T) {
		x := recorded(t, "listBoxes", get(boxesPath), 200, `{"data":[{"id":1,"name":"one"},{"id":2,"name":"two"}]}`)
		onlyGate(t, "gate 4", x.Check(t.Context(), returning(listBoxes, rawJSON(`{"data":[{"id":1,"name":"one"}]}`), nil)), ".data: a list of 2 became a list of 1")
	})
}

func TestGateFiveFindsASwallowedError(t *testing.T) {
	list, one := get(boxesPath), get(boxesPath+"/12")
	bare := func(e *core.Error) error {
		e.Body, e.Detail, e.Message = nil, nil, ""
		return e
	}
	for name, test := range map[string]struct {
		operation string
		request   cassette.Request
		status    int
		body      string
		call      Caller
		wants     []string
	}{
		"a failure that is returned as a success": {"listBoxes", list, 422, noTenant, returning(listBoxes, sample.BoxPage{}, nil), []string{"was returned as a success"}},
		"an error without the response":           {"listBoxes", list, 422, noTenant, returning(listBoxes, nil, errors.New("something went wrong")), []string{"want a *core.Error"}},
		"an error that lost the body, the detail and the message": {"listBoxes", list, 422, noTenant, losing(listBoxes, bare), []string{
			"the error's body: want the recorded body", "the error's detail: want the body", `the error's message: want "no such tenant", got ""`,
		}},
		"an error in a success response that is ignored": {
			"runCommand", command("&name=x"), 200, `{"error":["wrongtoken"]}`,
			returning(runs(sample.Command{Name: "x"}), sample.RunCommandResult{}, nil), []string{"was returned as a success"},
		},
		"a success that is returned as an error": {"getBox", one, 200, box, returning(getBox, nil, errors.New("no")), []string{"the recorded success was returned as an error"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := recorded(t, test.operation, test.request, test.status, test.body).Check(t.Context(), test.call)
			for _, want := range test.wants {
				onlyGate(t, "gate 5", err, want)
			}
		})
	}
}

// Some clients send an empty object with every request, with any content type.
func TestAnEmptyObjectDoesNotCountAsABody(t *testing.T) {
	for name, test := range map[string]struct{ body, media, want string }{
		"an empty object":                 {"{}", "application/json", ""},
		"without a content type":          {"{}", "", ""},
		"with a different content type":   {" {}\n", "text/plain", ""},
		"with the content type of a form": {"{}", "application/x-www-form-urlencoded", ""},
		"an object with a member":         {`{"depth":1}`, "application/json", "the request has a body, but the document declares none for getCrate"},
		"an empty list":                   {"[]", "application/json", "the request has a body, but the document declares none for getCrate"},
	} {
		t.Run(name, func(t *testing.T) {
			request := crateRequest()
			request.Body = test.body
			if test.media != "" {
				request.Headers.Set("Content-Type", test.media)
			}
			err := recorded(t, "getCrate", request, 200, `{"crate":{"id":7}}`).Check(t.Context(), getCrate)
			if test.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, "gate 1, recorded request: "+test.want)
			assert.ErrorContains(t, err, "gate 3, request as sent: "+test.want)
		})
	}
	t.Run("an empty object is a body if the operation declares one", func(t *testing.T) {
		request := cassette.Request{Method: "PATCH", URL: boxesPath + "/12", Body: "{}", Headers: authorized("Content-Type", "application/json")}
		x := recorded(t, "changeBox", request, 204, "")
		onlyGate(t, "gate 3", x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			return nil, sampleClient(x).Boxes.Change(ctx, PathArg[int64](x, "id"), nil) //nolint:staticcheck // the deprecated method must still work
		}), "body: the body: an object became nothing")
	})
}
