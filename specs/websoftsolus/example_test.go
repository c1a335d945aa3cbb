package websoftsolus_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/websoftsolus"
)

// List the Plesk licenses of an account. The client gets a token when it needs one, and a new token when the old token expires.
func ExampleNew() {
	ctx := context.Background()
	client, err := websoftsolus.New(websoftsolus.TestURL, websoftsolus.WithLogin("user@example.com", "the API key"))
	if err != nil {
		log.Fatal(err)
	}
	keys, err := client.Plesk.ListLicenses(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(keys)

	// Output: [PLSK.0298xxxx PLSK.0292xxxx]
}

// List the versions that can be ordered. The vendor does not document this response, so the client returns it as received.
func ExamplePleskService_ListOrderableVersions() {
	ctx := context.Background()
	client, err := websoftsolus.New(websoftsolus.TestURL, websoftsolus.WithAccessToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	raw, err := client.Plesk.ListOrderableVersions(ctx)
	if err != nil {
		log.Fatal(err)
	}
	var versions []struct{ Name string }
	if err := raw.Decode(&versions); err != nil {
		log.Fatalf("%v; the response is %s", err, raw.Body)
	}
	fmt.Println(versions)

	// Output: [{PLESK_12}]
}

// Order a license on the test server.
func ExampleCPanelService_CreateOrder() {
	ctx := context.Background()
	client, err := websoftsolus.New(websoftsolus.TestURL, websoftsolus.WithLogin("user@example.com", "the API key"))
	if err != nil {
		log.Fatal(err)
	}
	placed, err := client.CPanel.CreateOrder(ctx, websoftsolus.CPanelOrder{
		Product:  "a name from ListOrderableVersions",
		Title:    "web1",
		ServerIP: "192.0.2.10",
		Period:   websoftsolus.PeriodOneYear,
		Addons:   []websoftsolus.CPanelAddon{websoftsolus.CPanelAddonKernelCare},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(placed.Body))

	// Output: {"keyNumber":"CPNL.0001xxxx"}
}

// After a broken connection, it is unknown whether an order was placed. The client does not send the order again, and Execution
// reports that it may have been executed.
func ExampleCPanelService_CreateOrder_brokenConnection() {
	ctx := context.Background()
	var orders atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		orders.Add(1)
		panic(http.ErrAbortHandler) // the order was read, and the connection breaks
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()

	client, err := websoftsolus.New(server.URL, websoftsolus.WithAccessToken("TOKEN"), core.WithHTTPClient(server.Client()))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.CPanel.CreateOrder(ctx, websoftsolus.CPanelOrder{
		Product: "a product", Title: "web1", ServerIP: "192.0.2.10", Period: websoftsolus.PeriodOneYear,
	})
	var failure *core.Error
	if errors.As(err, &failure) && failure.Execution != core.NotExecuted {
		fmt.Println("the order", failure.Execution, "- check the licenses before you order again")
	}
	fmt.Println(errors.Is(err, core.ErrUnavailable), orders.Load())
	server.Close()

	// Output:
	// the order may have been executed - check the licenses before you order again
	// true 1
}

// An argument that would address anything but a license is refused, and nothing is sent.
func ExamplePleskService_TerminateLicense() {
	ctx := context.Background()
	client, err := websoftsolus.New(websoftsolus.TestURL, websoftsolus.WithAccessToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	for _, key := range []string{"PLSK.0298xxxx", "order", "../cpanel", ""} {
		_, err := client.Plesk.TerminateLicense(ctx, key)
		fmt.Printf("%q refused: %t\n", key, errors.Is(err, core.ErrInvalid))
	}

	// Output:
	// "PLSK.0298xxxx" refused: false
	// "order" refused: true
	// "../cpanel" refused: true
	// "" refused: true
}

// exchanges lists the requests that the server accepts, and its responses. The body of a request must contain sent.
var exchanges = []struct{ request, sent, response string }{
	{"POST /test/access/token", "the+API+key", `{"access_token":"TOKEN","expires_in":3600,"token_type":"Bearer"}`},
	{"GET /test/license/plesk", "", `["PLSK.0298xxxx","PLSK.0292xxxx"]`},
	{"GET /test/license/plesk/order", "", `[{"name":"PLESK_12"}]`},
	{"POST /test/license/cpanel/order", "serverIP=192.0.2.10", `{"keyNumber":"CPNL.0001xxxx"}`},
	{"DELETE /test/license/plesk/PLSK.0298xxxx", "", `{}`},
}

// vendor is an in-memory server that requires a token.
type vendor struct{}

func (vendor) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		sent, _ = io.ReadAll(r.Body)
	}
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	if r.URL.Path != "/test/access/token" && r.Header.Get("Authorization") != "Bearer TOKEN" {
		w.WriteHeader(http.StatusUnauthorized)
		return w.Result(), nil
	}
	for _, x := range exchanges {
		if x.request == r.Method+" "+r.URL.Path && strings.Contains(string(sent), x.sent) {
			_, _ = io.WriteString(w, x.response)
			return w.Result(), nil
		}
	}
	w.WriteHeader(http.StatusNotImplemented)
	return w.Result(), nil
}

// The clients of the examples use http.DefaultTransport, so they need no option for this server.
func init() { http.DefaultTransport = vendor{} }
