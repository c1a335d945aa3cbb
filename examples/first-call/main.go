// Command first-call starts the mock server inside this program, and makes a typed call to each API. It uses no network other than
// loopback.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/hostclients/hostclients/gen/hostbill"
	"github.com/hostclients/hostclients/gen/webpros"
	"github.com/hostclients/hostclients/gen/websoftsolus"
	"github.com/hostclients/hostclients/gen/whasols"
	"github.com/hostclients/hostclients/gen/whmcs"
	"github.com/hostclients/hostclients/mock"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "first-call:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	server, err := mock.New(mock.APIs)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // the listener is closed when run returns
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	go func() {
		_ = (&http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second}).Serve(listener) // returns an error when the listener is closed
	}()
	base := "http://" + listener.Addr().String()

	for _, call := range []struct {
		api mock.API
		try func(ctx context.Context, url string) (string, error)
	}{
		{mock.HostBill, invoices},
		{mock.Webpros, entitlements},
		{mock.WebSoftSolus, licenses},
		{mock.WHASOLS, clients},
		{mock.WHMCS, groups},
	} {
		line, err := call.try(ctx, base+server.URL(call.api))
		if err != nil {
			return fmt.Errorf("%s: %w", call.api, err)
		}
		if _, err := fmt.Fprintf(out, "%-13s %s\n", call.api, line); err != nil {
			return err
		}
	}
	return server.Close()
}

func invoices(ctx context.Context, url string) (string, error) {
	client, err := hostbill.New(url, hostbill.WithLogin("user@example.com", "correct horse"))
	if err != nil {
		return "", err
	}
	invoice, err := client.Invoices.Get(ctx, 308976)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("invoice %s is %s, total %s %s", invoice.ID, invoice.Status, invoice.Total, invoice.Currency), nil
}

func entitlements(ctx context.Context, url string) (string, error) {
	client, err := webpros.New(url, webpros.WithToken("01234567-89ab-cdef-0123-456789abcdef", "SECRET"))
	if err != nil {
		return "", err
	}
	count := 0
	for _, err := range client.Entitlements.All(ctx, nil) {
		if err != nil {
			return "", err
		}
		count++
	}
	return fmt.Sprintf("%d entitlement", count), nil
}

func licenses(ctx context.Context, url string) (string, error) {
	client, err := websoftsolus.New(url, websoftsolus.WithLogin("user@example.com", "placeholder"))
	if err != nil {
		return "", err
	}
	keys, err := client.Plesk.ListLicenses(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Plesk licenses %v", keys), nil
}

func clients(ctx context.Context, url string) (string, error) {
	client, err := whasols.New(url, whasols.WithToken("TOKEN"))
	if err != nil {
		return "", err
	}
	page, err := client.Clients.List(ctx, whasols.GetClientsRequest{PageNum: 1})
	if err != nil {
		return "", err
	}
	var found struct {
		Items []struct {
			Email string `json:"email"`
		} `json:"items"`
	}
	if err := page.Decode(&found); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d client, %s", len(found.Items), found.Items[0].Email), nil
}

func groups(ctx context.Context, url string) (string, error) {
	client, err := whmcs.New(url)
	if err != nil {
		return "", err
	}
	found, err := client.Store.ListProductGroups(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d product groups, the first is %s", len(found), found[0].Name), nil
}
