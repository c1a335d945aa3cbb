package hostile

import (
	stdjson "encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/contract"
	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/runtime"
	"github.com/hostclients/hostclients/gen/hostbill"
	"github.com/hostclients/hostclients/gen/webpros"
	"github.com/hostclients/hostclients/gen/websoftsolus"
	"github.com/hostclients/hostclients/gen/whasols"
	"github.com/hostclients/hostclients/gen/whmcs"
)

// The FuzzResponsesOf… tests call every method of a client with recorded and mutated responses.

func FuzzResponsesOfHostBill(f *testing.F)     { fuzzResponses(f, "hostbill", hostbill.New) }
func FuzzResponsesOfWebpros(f *testing.F)      { fuzzResponses(f, "webpros", webpros.New) }
func FuzzResponsesOfWebSoftSolus(f *testing.F) { fuzzResponses(f, "websoftsolus", websoftsolus.New) }
func FuzzResponsesOfWHASOLS(f *testing.F)      { fuzzResponses(f, "whasols", whasols.New) }
func FuzzResponsesOfWHMCS(f *testing.F)        { fuzzResponses(f, "whmcs", whmcs.New) }

// echo is a transport that responds with its status and body, and counts the requests.
type echo struct {
	status int
	body   []byte
	sent   int
}

func (e *echo) RoundTrip(r *http.Request) (*http.Response, error) {
	e.sent++
	return &http.Response{
		StatusCode: e.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r, Header: http.Header{},
		Body: io.NopCloser(strings.NewReader(string(e.body))), ContentLength: int64(len(e.body)),
	}, nil
}

func fuzzResponses[C any](f *testing.F, api string, newClient func(string, ...core.Option) (C, error)) {
	f.Helper()
	server := &echo{}
	client, err := newClient("https://api.example.com", core.WithHTTPClient(&http.Client{Transport: server}), core.WithRetry(core.Retry{Attempts: 1}))
	require.NoError(f, err)
	for _, op := range apiOf(client).Operations {
		op.Security, op.Body.Rule, op.Parameters = nil, nil, slices.Clone(op.Parameters)
		for i := range op.Parameters {
			op.Parameters[i].Rule, op.Parameters[i].Required = nil, false
		}
	}
	methods := methodsOf(reflect.ValueOf(client))
	for i, method := range methods {
		server.status, server.sent = 500, 0
		_, err := call(f, method)
		require.Equal(f, 1, server.sent, "%v: %v", method.Type(), err)
		var e *core.Error
		require.ErrorAs(f, err, &e)
		for _, body := range recordedBodies(f, api, e.Operation) {
			f.Add(uint16(i), false, []byte(body))
		}
	}
	require.Len(f, methods, len(apiOf(client).Operations), "every operation must have a method")
	f.Fuzz(func(t *testing.T, i uint16, failed bool, body []byte) {
		server.status, server.body = 200, body
		if failed {
			server.status = 422
		}
		start := time.Now()
		result, err := call(t, methods[int(i)%len(methods)])
		assert.Less(t, time.Since(start), 10*time.Second)
		var e *core.Error
		if errors.As(err, &e) {
			assert.Equal(t, string(body[:min(len(body), 1<<20)]), string(e.Body), "the body in the error")
			assert.NotContains(t, fmt.Sprintf("%+v", err), "\n")
			return
		}
		require.NoError(t, err, "every error must be a *core.Error")
		assert.False(t, failed, "a response with status 422 must be an error")
		_, err = stdjson.Marshal(result)
		assert.NoError(t, err)
	})
}

// apiOf returns the description of the API that a client contains in an unexported field.
func apiOf(client any) *runtime.API {
	inner := reflect.ValueOf(client).Elem().FieldByName("client").Elem()
	return (*runtime.API)(inner.FieldByName("api").UnsafePointer())
}

// methodsOf returns the methods of a client that call an operation. It leaves out iterators, which call these methods.
func methodsOf(client reflect.Value) (methods []reflect.Value) {
	for i := range client.Elem().NumField() {
		service := client.Elem().Field(i)
		if !client.Elem().Type().Field(i).IsExported() {
			continue
		}
		for j := range service.NumMethod() {
			if returns := service.Method(j).Type(); returns.NumOut() > 0 && returns.Out(returns.NumOut()-1) == reflect.TypeFor[error]() {
				methods = append(methods, service.Method(j))
			}
		}
	}
	return methods
}

// call calls a method with placeholder arguments.
func call(tb testing.TB, method reflect.Value) (result any, err error) {
	tb.Helper()
	args := []reflect.Value{reflect.ValueOf(tb.Context())}
	for i := 1; i < method.Type().NumIn()-1; i++ {
		arg := reflect.New(method.Type().In(i)).Elem()
		switch secret, isSecret := arg.Interface().(core.Secret); {
		case isSecret && secret.IsZero():
			arg.Set(reflect.ValueOf(core.NewSecret("x")))
		case arg.Kind() == reflect.String:
			arg.SetString("x")
		case arg.Kind() == reflect.Struct:
			setDates(arg)
		}
		args = append(args, arg)
	}
	out := method.Call(args)
	err, _ = out[len(out)-1].Interface().(error)
	return out[0].Interface(), err
}

// setDates sets the dates of a body, because a zero date cannot be encoded.
func setDates(body reflect.Value) {
	for i := range body.NumField() {
		if field := body.Field(i); field.Type() == reflect.TypeFor[time.Time]() {
			field.Set(reflect.ValueOf(time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)))
		}
	}
}

// recordedBodies returns the response bodies in the fixtures of an operation.
func recordedBodies(tb testing.TB, api, operation string) (bodies []string) {
	tb.Helper()
	fixtures, err := contract.Fixtures("../../specs/"+api+"/fixtures", operation)
	require.NoError(tb, err)
	for _, f := range fixtures {
		bodies = append(bodies, f.Interaction.Response.Body)
	}
	return bodies
}
