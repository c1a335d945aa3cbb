package mock

import (
	"net/http/httptest"
	"testing"
)

// NewServer starts a server for an API on loopback, and stops it when the test ends. The test fails if a call that it expected with
// [Server.On] did not happen, or if a response from the state or from [Expectation.Reply] does not fit the document.
func NewServer(tb testing.TB, api API, options ...Option) *Server {
	tb.Helper()
	s, err := New([]API{api}, append([]Option{withTest(tb)}, options...)...)
	if err != nil {
		tb.Fatal(err)
	}
	listening := httptest.NewServer(s)
	s.url = listening.URL
	tb.Cleanup(func() {
		listening.Close()
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
		s.expected.report(tb)
	})
	return s
}

func withTest(tb testing.TB) Option {
	tb.Helper()
	return func(c *config) error {
		c.t = tb
		return nil
	}
}
