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

// onlyGate asserts that one gate, and no other, found an error.
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

func TestAFlawlessExchangePassesAllGates(t *testing.T) {
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
		assert.ErrorContains(t, x.checkResponse(t.Context()), "the response has a body, but the document declares none")
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
	t.Run("another method", func(t *testing.T) {
		x := recorded(t, "getBox", boxRequest(), 200, box)
		err := x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			result, err := getBox(t)(ctx, x)
			x.sent[0].method = http.MethodPost
			return result, err
		})
		onlyGate(t, "gate 3", err, `method: recorded "GET", sent "POST"`)
	})
	t.Run("another cookie", func(t *testing.T) {
		request := boxRequest()
		request.Headers = http.Header{"Authorization": {"Basic dXNlcjpwbGFjZWhvbGRlcg=="}, "Cookie": {"session=one"}}
		x := recorded(t, "getBox", request, 200, box)
		err := x.Check(t.Context(), func(ctx context.Context, x *Exchange) (any, error) {
			result, err := getBox(t)(ctx, x)
			x.sent[0].header.Set("Cookie", "session=two")
			return result, err
		})
		onlyGate(t, "gate 3", err, `header Cookie: recorded "session=one", sent "session=two"`)
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

	t.Run("a failure that is reported passes", func(t *testing.T) {
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

// Some clients send an empty object with every request, and say that it is something else.
func TestAnEmptyObjectIsNoBodyOfAnOperationThatSendsNone(t *testing.T) {
	for name, test := range map[string]struct{ body, media, fault string }{
		"an empty object":               {"{}", "application/json", ""},
		"an empty object of no type":    {"{}", "", ""},
		"an empty object of any type":   {" {}\n", "text/plain", ""},
		"an empty form":                 {"{}", "application/x-www-form-urlencoded", ""},
		"an object that says something": {`{"depth":1}`, "application/json", "the request has a body, but the document declares none for getCrate"},
		"an empty list":                 {"[]", "application/json", "the request has a body, but the document declares none for getCrate"},
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
