package mock

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hostclients/hostclients/mock/internal/model"
)

// Server serves APIs. It is an [http.Handler]: each API has its own path, such as /hostbill/api. It is safe for concurrent use.
type Server struct {
	apis   []*model.API
	config config
	url    string // where it listens; "" unless NewServer started it

	sessions sessions
	log      requestLog
	faults   faults
	expected expectations
	served   atomic.Uint64
	own      http.Handler
}

type config struct {
	seed     string
	start    time.Time
	seeds    [][]byte
	logger   *slog.Logger
	maxBody  int64
	hosts    []string
	password string
	proxy    *url.URL
	open     func() (*storage, error)
	faults   []string
	t        testing.TB
}

// Option configures a server.
type Option func(*config) error

// WithSeed sets the seed for ids, tokens and generated values. The default is "", so every run gives the same values.
func WithSeed(seed string) Option {
	return func(c *config) error {
		c.seed = seed
		return nil
	}
}

// WithTime sets the time at which the server's clock starts. The default is the current time.
func WithTime(start time.Time) Option {
	return func(c *config) error {
		c.start = start
		return nil
	}
}

// WithData adds seed data in YAML to the built-in data: records by API and collection. A record replaces the existing record
// with the same id.
//
//	hostbill:
//	  invoices:
//	    - {id: "401", status: Unpaid, total: "12.00"}
func WithData(yaml []byte) Option {
	return func(c *config) error {
		c.seeds = append(c.seeds, yaml)
		return nil
	}
}

// WithLogger logs each call of an API: its operation, method, status, source and duration. It logs no path, header or body.
func WithLogger(logger *slog.Logger) Option {
	return func(c *config) error {
		if logger == nil {
			return errors.New("mock.WithLogger: want a logger, got nil")
		}
		c.logger = logger
		return nil
	}
}

// WithMaxBody sets the maximum size of a request body in bytes. The default is 1 MiB.
func WithMaxBody(bytes int64) Option {
	return func(c *config) error {
		if bytes < 1 {
			return errors.New("mock.WithMaxBody: want at least 1 byte")
		}
		c.maxBody = bytes
		return nil
	}
}

// WithFault sets a fault at startup, in the syntax of [ParseFault].
func WithFault(text string) Option {
	return func(c *config) error {
		c.faults = append(c.faults, text)
		return nil
	}
}

// New returns a server for the given APIs, or for all APIs if the list is empty.
func New(apis []API, options ...Option) (*Server, error) {
	s := &Server{config: config{maxBody: 1 << 20}}
	for _, option := range options {
		if err := option(&s.config); err != nil {
			return nil, err
		}
	}
	if len(apis) == 0 {
		apis = APIs
	}
	if s.config.proxy != nil && len(apis) != 1 {
		return nil, errors.New("mock.WithProxy: want exactly one API, that of the real server")
	}
	if err := s.load(apis); err != nil {
		return nil, err
	}
	if err := s.sessions.init(s); err != nil {
		return nil, err
	}
	s.own = s.routes()
	for _, text := range s.config.faults {
		fault, err := ParseFault(text)
		if err == nil {
			err = s.Fail(fault)
		}
		if err != nil {
			return nil, fmt.Errorf("mock.WithFault: %w", err)
		}
	}
	return s, nil
}

// load loads the documents concurrently.
func (s *Server) load(names []API) error {
	s.apis = make([]*model.API, len(names))
	var loading errgroup.Group
	for i, name := range names {
		loading.Go(func() (err error) {
			s.apis[i], err = model.Load(string(name))
			return err
		})
	}
	return loading.Wait()
}

// Close closes the file of [WithFile], if any.
func (s *Server) Close() error { return s.sessions.close() }

// URL returns the base URL for clients of an API. Without an argument, or for an API that is not served, it returns that of the first
// API. Unless [NewServer] started the server, the URL is only a path.
func (s *Server) URL(api ...API) string {
	served := s.apis[0]
	if len(api) > 0 {
		served = cmp.Or(s.api(string(api[0])), served)
	}
	return s.url + "/" + served.Name + served.Base
}

// Address returns the URL at which the server listens, such as http://127.0.0.1:8080, or "" unless [NewServer] started it.
func (s *Server) Address() string { return s.url }

// ServeHTTP serves the APIs, the admin endpoints below /_mock/, and the page at /.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	api, rest := s.route(r.URL.EscapedPath())
	if api == nil {
		s.serveOwn(w, r)
		return
	}
	if !s.admitted(w, r, false) {
		return
	}
	s.serveAPI(w, r, api, rest)
}
