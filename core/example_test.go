package core_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"time"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/whmcs"
)

// All generated clients have the same options. New reports all invalid options in one error.
func Example_options() {
	client, err := whmcs.New("https://billing.example.com/api/v2",
		core.WithApplication("my-store/1.4"),
		core.WithTimeout(10*time.Second),
		core.WithRetry(core.Retry{Attempts: 2, MinWait: time.Second, MaxWait: 5 * time.Second}),
		core.WithHTTPClient(&http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment}}))
	fmt.Println(client, err)

	_, err = whmcs.New("http://billing.example.com", core.WithApplication("two words"), core.WithTimeout(-1))
	fmt.Println(err)

	// Output:
	// whmcs client for https://billing.example.com <nil>
	// whmcs: WithApplication: want a product token like my-shop/1.4, got "two words"
	// WithTimeout: want a positive duration, got -1ns
	// the base URL is plain http, which exposes credentials to everyone on the network path: use https, or core.WithPlainHTTP if the network is yours
}

// Use errors.Is to test what an error means, and errors.As to get its details.
func ExampleError() {
	ctx := context.Background()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"message":"No such group."}`)
	}))
	client, err := whmcs.New(server.URL, core.WithHTTPClient(server.Client()))
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()

	_, err = client.Store.GetProductGroup(ctx, 404)
	switch {
	case errors.Is(err, core.ErrNotFound):
		fmt.Println("there is no such group")
	case errors.Is(err, core.ErrUnavailable):
		fmt.Println("try again later")
	case errors.Is(err, core.ErrDecode):
		fmt.Println("this is not the API that the document describes")
	}
	var failure *core.Error
	if errors.As(err, &failure) {
		fmt.Println(failure.Operation, failure.StatusCode, failure.Message, failure.Execution)
	}

	// Output:
	// there is no such group
	// getProductGroup 404 No such group. not executed
}

// To test a function that depends on what an error means, build the error yourself.
func ExampleError_fake() {
	// describe is the function under test.
	describe := func(err error) string {
		var failure *core.Error
		switch {
		case errors.Is(err, core.ErrNotFound):
			return "nothing there"
		case errors.As(err, &failure) && failure.Execution == core.MaybeExecuted:
			return "check before you order again"
		}
		return "something else"
	}

	fmt.Println(describe(&core.Error{StatusCode: 404}))
	fmt.Println(describe(&core.Error{Kinds: []error{core.ErrUnavailable}, Execution: core.MaybeExecuted}))

	// Output:
	// nothing there
	// check before you order again
}

// Printing a secret never shows it. Reveal returns it where you need it.
func ExampleSecret() {
	login := struct {
		User     string
		Password core.Secret
	}{"me@example.com", core.NewSecret("hunter2")}
	fmt.Printf("%v %+v\n", login, login)
	fmt.Println(len(login.Password.Reveal()))

	// Output:
	// {me@example.com [redacted]} {User:me@example.com Password:[redacted]}
	// 7
}

// A middleware sees every attempt. Use it for tracing and metrics.
func ExampleWithMiddleware() {
	ctx := context.Background()
	server := overloadedOnce()

	count := map[int]int{}
	metrics := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(r)
			if err == nil {
				count[resp.StatusCode]++
			}
			return resp, err
		})
	}
	client, err := whmcs.New(server.URL, core.WithHTTPClient(server.Client()), core.WithMiddleware(metrics),
		core.WithRetry(core.Retry{Attempts: 2, MinWait: time.Millisecond, MaxWait: time.Millisecond}))
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	if _, err := client.System.ListCurrencies(ctx); err != nil {
		log.Panic(err)
	}
	fmt.Println(count)

	// Output: map[200:1 503:1]
}

// A call waits until the limit allows it. If that is after its deadline, the call fails and nothing is sent.
func ExampleWithRateLimit() {
	ctx := context.Background()
	server := overloadedOnce()
	client, err := whmcs.New(server.URL, core.WithHTTPClient(server.Client()), core.WithRateLimit(1.0/3600, 1),
		core.WithRetry(core.Retry{Attempts: 1}))
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	for range 2 {
		_, err := client.System.ListCurrencies(ctx)
		var failure *core.Error
		if errors.As(err, &failure) {
			fmt.Println(failure.StatusCode, failure.Attempts)
		}
	}

	// Output:
	// 503 1
	// 0 0
}

// Get the response as it was received, even if the call fails.
func ExampleCallResponse() {
	ctx := context.Background()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", "7f3a")
		_, _ = io.WriteString(w, `{"data":[{"code":"USD"}],"new":true}`)
	}))
	client, err := whmcs.New(server.URL, core.WithHTTPClient(server.Client()))
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	var response core.Response
	currencies, err := client.System.ListCurrencies(ctx, core.CallResponse(&response), core.CallTimeout(2*time.Second))
	if err != nil {
		log.Panic(err)
	}
	fmt.Println(currencies[0].Code, response.StatusCode, response.Header.Get("X-Request-Id"))
	fmt.Println(string(response.Body))

	// Output:
	// USD 200 7f3a
	// {"data":[{"code":"USD"}],"new":true}
}

// The logger gets one line per call, without secrets or argument values.
func ExampleWithLogger() {
	ctx := context.Background()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"data":{"id":"V8UH6nyaU6Hj8hCh"}}`)
	}))
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: withoutChanges}))
	client, err := whmcs.New(server.URL, core.WithHTTPClient(server.Client()), core.WithLogger(logger))
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	if _, err := client.Carts.Create(ctx); err != nil {
		log.Panic(err)
	}

	// Output: level=INFO msg="call succeeded" api=whmcs operation=createCart method=POST attempts=1 status=200
}

// overloadedOnce starts a server whose first response is a 503.
func overloadedOnce() *httptest.Server {
	var seen atomic.Bool
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if !seen.Swap(true) {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, `{"data":[]}`)
	}))
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// withoutChanges removes the attributes that differ from run to run.
func withoutChanges(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey || a.Key == "duration" || a.Key == "url" {
		return slog.Attr{}
	}
	return a
}
