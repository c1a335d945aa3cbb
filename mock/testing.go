package mock

import (
	"net/http/httptest"
	"testing"
)

// NewServer starts a server of an API on loopback for a test, and stops it when the test ends. What the test expected with
// [Server.On] and did not happen, and responses that do not fit the document, fail the test.
func NewServer(t testing.TB, api API, options ...Option) *Server {
	t.Helper()
	s, err := New([]API{api}, append([]Option{withTest(t)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(s)
	s.url = listening.URL
	t.Cleanup(func() {
		listening.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		s.expected.report(t)
	})
	return s
}

func withTest(t testing.TB) Option {
	return func(c *config) error {
		c.t = t
		return nil
	}
}
