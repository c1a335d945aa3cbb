package runtime

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/settings"
)

// recorder records the observable effects of each handler.
type recorder struct{ events []string }

func (r *recorder) add(event string) { r.events = append(r.events, event) }

func (r *recorder) check() error                             { return nil }
func (r *recorder) Enabled(context.Context, slog.Level) bool { return true }
func (r *recorder) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r *recorder) WithGroup(string) slog.Handler            { return r }
func (r *recorder) Handle(_ context.Context, line slog.Record) error {
	r.add("log: " + line.Message)
	return nil
}

func (r *recorder) apply(_ context.Context, request *request, _ *Operation) error {
	r.add("credentials: apply")
	request.header.Set("Authorization", "Bearer t")
	return nil
}

func (r *recorder) refused(*request, bool) bool { r.add("credentials: refused"); return true }
func (r *recorder) forget()                     { r.add("credentials: forget") }
func (r *recorder) secrets() []core.Secret      { return nil }

type recordedBody struct {
	io.Reader
	*recorder
}

func (b recordedBody) Read(p []byte) (int, error) {
	if events := b.events; events[len(events)-1] != "body: read" {
		b.add("body: read")
	}
	return b.Reader.Read(p)
}

func (b recordedBody) Close() error { b.add("body: closed"); return nil }

func TestTheHandlersRunInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		statuses := []int{503, 401, 200}
		c := newTestClient(t, func(request *http.Request) (*http.Response, error) {
			assert.Equal(t, "Bearer t", request.Header.Get("Authorization"))
			r.add("send")
			resp := reply(statuses[0], "{}")
			resp.Body = recordedBody{strings.NewReader("{}"), r}
			statuses = statuses[1:]
			return resp, nil
		}, core.WithLogger(slog.New(r)), credential("token", r), core.WithRetry(core.Retry{Attempts: 3, MinWait: time.Second, MaxWait: time.Second, AttemptTimeout: time.Minute}),
			core.WithCheck(func(string, core.Response) error { r.add("decode: check"); return nil }),
			core.WithMiddleware(recording(r, "middleware")))
		_, err := do[anything](t.Context(), c, tokenOp(readOp()), func(s *settings.Call) {
			s.Responses = append(s.Responses, func(status int, _ http.Header, _, _ []byte) { r.add(fmt.Sprint("classify: ", status)) })
		})
		require.NoError(t, err)
		assert.Equal(t, []string{
			"credentials: apply",
			"middleware", "send", "body: read", "body: closed",
			"log: attempt failed",
			"middleware", "send", "body: read", "body: closed",
			"classify: 401",
			"credentials: refused",
			"credentials: apply",
			"middleware", "send", "body: read", "body: closed",
			"decode: check",
			"classify: 200",
			"log: call succeeded",
		}, r.events)
	})
}

func recording(r *recorder, event string) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(request *http.Request) (*http.Response, error) {
			r.add(event)
			return next.RoundTrip(request)
		})
	}
}

func TestACallWithoutItsCredentialsIsLogged(t *testing.T) {
	r := &recorder{}
	c := newTestClient(t, always(200, "{}"), core.WithLogger(slog.New(r)))
	_, err := do[anything](t.Context(), c, tokenOp(readOp()))
	require.Error(t, err)
	assert.Equal(t, []string{"log: call failed"}, r.events)
}

func TestTheFirstMiddlewareIsTheOutermostAndEachSeesEveryAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		s := &script{steps: []roundTripper{always(503, ""), always(200, "{}")}}
		var seen []string
		c := newTestClient(t, s.network, credential("token", Bearer("t")),
			core.WithMiddleware(recording(r, "outer")), core.WithMiddleware(recording(r, "inner")),
			core.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
				return roundTripper(func(request *http.Request) (*http.Response, error) {
					seen = append(seen, request.Header.Get("Authorization"))
					return next.RoundTrip(request)
				})
			}))
		_, err := do[anything](t.Context(), c, tokenOp(readOp()))
		require.NoError(t, err)
		assert.Equal(t, []string{"outer", "inner", "outer", "inner"}, r.events)
		assert.Equal(t, []string{"Bearer t", "Bearer t"}, seen)
	})
}

func TestAMiddlewareWrapsTheDefaultTransport(t *testing.T) {
	var wrapped http.RoundTripper
	newShop(t, serverURL, core.WithMiddleware(func(next http.RoundTripper) http.RoundTripper { wrapped = next; return next }))
	assert.Same(t, http.DefaultTransport, wrapped)
}

func TestTheContextOfARequestAddsOnlyATrace(t *testing.T) {
	type key struct{}
	var seen context.Context
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		seen = r.Context()
		return reply(200, "{}"), nil
	}, core.WithLogger(slog.New(slog.DiscardHandler)), credential("token", Bearer("t")))
	mine := context.WithValue(t.Context(), key{}, "mine")
	_, err := do[anything](mine, c, tokenOp(readOp()))
	require.NoError(t, err)
	assert.Equal(t, "mine", seen.Value(key{}))
	text := fmt.Sprint(seen.(*timed).values)
	assert.Equal(t, 1, strings.Count(text, "WithValue("), "the trace: %s", text)
	assert.Equal(t, mine, seen.(*timed).parent)
	assert.NotNil(t, httptrace.ContextClientTrace(seen))
}
