package hostclients_test

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
	"time"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/whmcs"
)

// Give a client its logger, its timeout, its retries and its transport.
func Example_setup() {
	ctx := context.Background()
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: withoutTimes}))
	transport := http.DefaultTransport

	store, err := whmcs.New("https://billing.example.com/api/v2",
		core.WithApplication("my-store/1.4"), // stands in the User-Agent header
		core.WithLogger(logger),              // one line a call, without secrets
		core.WithTimeout(10*time.Second),     // of a call, with all its attempts
		core.WithRetry(core.Retry{Attempts: 2, MinWait: time.Second, MaxWait: 5 * time.Second}),
		core.WithHTTPClient(&http.Client{Transport: transport})) // your proxy, your certificates
	if err != nil {
		log.Fatal(err)
	}
	var answer core.Response
	cart, err := store.CreateCart(ctx, core.CallTimeout(2*time.Second), core.CallOnce(), core.CallResponse(&answer))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(cart.ID, answer.StatusCode)

	// Output:
	// level=INFO msg="call succeeded" api=whmcs operation=createCart method=POST url=https://billing.example.com/api/v2/cart attempts=1 status=200
	// V8UH6nyaU6Hj8hCh 200
}

// Test a program of your own against a server of this machine that answers what you want.
func Example_server() {
	ctx := context.Background()

	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, `{"message":"Down for maintenance."}`)
	}))
	store, err := whmcs.New(server.URL, core.WithHTTPClient(server.Client())) // this machine may be plain http
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	_, err = store.CreateCart(ctx)
	fmt.Println(errors.Is(err, core.ErrUnavailable)) // what your program does then is what you test

	// Output: true
}

// withoutTimes leaves out what is different every time.
func withoutTimes(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey || a.Key == "duration" {
		return slog.Attr{}
	}
	return a
}
