//go:build peers

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/runtime"
	"github.com/hostclients/hostclients/gen/whmcs"
)

// serveLoopback prints its address and serves until its standard input is closed. It runs in a separate process, so that its CPU time
// does not count as the client's.
func serveLoopback() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); os.Exit(0) }()
	panic(http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodPost {
			_, _ = io.WriteString(w, totalsBody)
		} else {
			_, _ = io.WriteString(w, statusBody)
		}
	})))
}

// input is the standard input of the server process. It stays open until this process ends.
var input io.Closer

func startLoopback() (base string, err error) {
	server := exec.Command(os.Args[0], "-serve")
	if input, err = server.StdinPipe(); err != nil {
		return "", err
	}
	out, err := server.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := server.Start(); err != nil {
		return "", err
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	return "http://" + strings.TrimSpace(address) + "/api/v2", err
}

// loopbackRows compares a call with the same work done by http.Client and the codec alone: the same bytes are encoded, sent, read
// and decoded into the same types.
func loopbackRows() ([]row, error) {
	base, err := startLoopback()
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64
	plain := &http.Client{Transport: transport}
	bare := handCaller(plain, runtime.Encode, runtime.Decode)
	client, err := whmcs.New(base, core.WithHTTPClient(plain))
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	body := whmcs.AddCartItemsRequest{Items: []whmcs.CartItem{{Type: whmcs.CartItemTypeProduct, ProductID: 123, BillingCycle: whmcs.BillingCycleMonthly}}}
	get := []subject{
		{"ours", func() error {
			_, err := client.System.GetStatus(ctx)
			return err
		}},
		{"http.Client", func() error {
			var out struct {
				Data whmcs.GetStatusResult `json:"data"`
			}
			return bare(http.MethodGet, base+"/status", nil, &out)
		}},
	}
	post := []subject{
		{"ours", func() error {
			_, err := client.Carts.AddItems(ctx, cartID, body)
			return err
		}},
		{"http.Client", func() error {
			var out struct {
				Data whmcs.CartTotal `json:"data"`
			}
			return bare(http.MethodPost, base+"/cart/"+cartID+"/items", body, &out)
		}},
	}
	var rows []row
	for _, n := range []int{1, 64} {
		rows = append(rows,
			row{fmt.Sprintf("loopback GET, %d connections", n), "http.Client", get, n},
			row{fmt.Sprintf("loopback POST, %d connections", n), "http.Client", post, n},
		)
	}
	return rows, nil
}
