// Command mockserver serves the APIs of this repository on your own machine, with state, faults and a ledger of payments.
//
//	go run github.com/hostclients/hostclients/cmd/mockserver@main
//
// It prints a URL for each API, demo credentials and a first call. The page at its address shows requests and state.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/hostclients/hostclients/internal/cli"
	"github.com/hostclients/hostclients/mock"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := cli.Run("mockserver", os.Stderr, func() error { return run(ctx, os.Args[1:], os.Stdout, os.Stderr) })
	stop()
	os.Exit(status)
}

// passwordVariable is the environment variable for the password. A flag would be visible to every user of the machine.
const passwordVariable = "MOCKSERVER_PASSWORD"

type settings struct {
	listen, apis, seed, state, proxy, ca string
	hosts, faults, data                  cli.List
	tls, quiet                           bool
}

const usage = `
	mockserver [flags]
		serve APIs on this machine`

func parse(args []string, stdout io.Writer) (*settings, error) {
	s := &settings{}
	flags := flag.NewFlagSet("mockserver", flag.ContinueOnError)
	flags.StringVar(&s.listen, "listen", "127.0.0.1:8080", "the `address` to listen on; an address other than loopback needs a password in "+passwordVariable)
	flags.StringVar(&s.apis, "api", "", "the `names` of the APIs, separated by commas; all if empty")
	flags.StringVar(&s.seed, "seed", "", "the `text` that ids, tokens and generated values depend on")
	flags.StringVar(&s.state, "state", "", "the `file` that stores the state; in memory by default")
	flags.StringVar(&s.proxy, "proxy", "", "the base `URL` of a real server: forward calls to it, and report where it differs from the document; needs one -api")
	flags.BoolVar(&s.tls, "tls", false, "serve HTTPS, with a certificate authority created for this run")
	flags.StringVar(&s.ca, "ca", "mockserver-ca.pem", "the `file` for the authority's certificate, with -tls")
	flags.BoolVar(&s.quiet, "quiet", false, "do not log requests")
	flags.Var(&s.hosts, "host", "a host `name` at which the page can be reached, in addition to loopback; can be repeated")
	flags.Var(&s.faults, "fault", "a `fault`, such as reset-after:operation=applyInvoiceCredit:times=1; can be repeated. mock/README.md lists the names")
	flags.Var(&s.data, "data", "a YAML `file` with seed data; can be repeated")
	if err := cli.Parse(flags, usage, args, stdout); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, cli.Misuse(fmt.Errorf("unknown argument %q: want flags only", flags.Arg(0)))
	}
	return s, cli.Misuse(s.check())
}

// check returns an error for an invalid flag value.
func (s *settings) check() error {
	var known []string
	for _, api := range mock.APIs {
		known = append(known, string(api))
	}
	names := s.names()
	for _, name := range names {
		if err := cli.OneOf(string(name), known...); err != nil {
			return fmt.Errorf("-api: %w", err)
		}
	}
	for _, text := range s.faults {
		fault, err := mock.ParseFault(text)
		if err == nil && !slices.Contains(mock.FaultNames(), fault.Name) {
			err = fmt.Errorf("unknown fault %q: mock/README.md lists the names%s", fault.Name, cli.Suggestion(fault.Name, mock.FaultNames()))
		}
		if err != nil {
			return fmt.Errorf("-fault: %w", err)
		}
	}
	switch host, _, err := net.SplitHostPort(s.listen); {
	case err != nil || strings.ContainsRune(host, '/'):
		return fmt.Errorf("-listen: want an address such as 127.0.0.1:8080, got %q", s.listen)
	case s.proxy != "" && len(names) != 1:
		return errors.New("-proxy: want exactly one API with -api: the API of the real server")
	}
	return nil
}

// names returns the names in -api.
func (s *settings) names() (apis []mock.API) {
	for _, name := range strings.FieldsFunc(s.apis, func(r rune) bool { return r == ',' }) {
		apis = append(apis, mock.API(name))
	}
	return apis
}

// options returns the APIs and the options of the server.
func (s *settings) options(stderr io.Writer, password string) ([]mock.API, []mock.Option, error) {
	options := []mock.Option{mock.WithSeed(s.seed), mock.WithHosts(s.hosts...)}
	if !s.quiet {
		options = append(options, mock.WithLogger(slog.New(slog.NewJSONHandler(stderr, nil))))
	}
	for _, file := range s.data {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, nil, err
		}
		options = append(options, mock.WithData(text))
	}
	for _, fault := range s.faults {
		options = append(options, mock.WithFault(fault))
	}
	if s.state != "" {
		options = append(options, mock.WithFile(s.state))
	}
	if s.proxy != "" {
		options = append(options, mock.WithProxy(s.proxy))
	}
	if password != "" {
		options = append(options, mock.WithPassword(password))
	}
	return s.names(), options, nil
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	s, err := parse(args, stdout)
	if err != nil {
		return err
	}
	password := os.Getenv(passwordVariable)
	if !loopback(s.listen) && password == "" {
		return cli.Misuse(fmt.Errorf("-listen %s: others can reach this address: set %s to a password", s.listen, passwordVariable))
	}
	apis, options, err := s.options(stderr, password)
	if err != nil {
		return err
	}
	percent := debug.SetGCPercent(400) // most data read on startup stays in use, so there is little to collect
	server, err := mock.New(apis, options...)
	debug.SetGCPercent(percent)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", s.listen)
	if err != nil {
		return fmt.Errorf("-listen %s: %w", s.listen, err)
	}
	base := "http://" + listener.Addr().String()
	h := &http.Server{
		Handler: server, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(slog.NewJSONHandler(stderr, nil), slog.LevelWarn),
	}
	if s.tls {
		if h.TLSConfig, err = certificates(s.ca, append(s.hosts, "localhost")); err != nil {
			return errors.Join(err, listener.Close())
		}
		base = "https://" + listener.Addr().String()
	}
	welcome(stdout, base, server, s, password != "")
	return serve(ctx, h, listener, s.tls)
}

// serve serves until the context ends, and then waits up to ten seconds for the calls in progress.
func serve(ctx context.Context, h *http.Server, listener net.Listener, secure bool) error {
	ended := make(chan error, 1)
	go func() {
		if secure {
			ended <- h.ServeTLS(listener, "", "")
		} else {
			ended <- h.Serve(listener)
		}
	}()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return h.Shutdown(grace)
}

// loopback reports whether only this machine can reach an address.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
