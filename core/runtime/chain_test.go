package runtime

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recorder writes down what each stage of the chain does that can be seen from outside.
type recorder struct{ events []string }

func (r *recorder) add(event string) { r.events = append(r.events, event) }

func (r *recorder) Enabled(context.Context, slog.Level) bool { return true }
func (r *recorder) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r *recorder) WithGroup(string) slog.Handler            { return r }
func (r *recorder) Handle(_ context.Context, line slog.Record) error {
	r.add("log: " + line.Message)
	return nil
}

func (r *recorder) apply(request *http.Request) error {
	if request.Header.Get("User-Agent") != "" {
		return errors.New("the network stage was here before")
	}
	r.add("auth: apply")
	request.Header.Set("Authorization", "Bearer t")
	return nil
}

func (r *recorder) discard(*http.Request, bool) bool { r.add("auth: discard"); return true }
func (r *recorder) forget()                          { r.add("auth: forget") }
func (r *recorder) secrets() []Secret                { return nil }

type recordedBody struct {
	io.Reader
	*recorder
}

func (b recordedBody) Read(p []byte) (int, error) {
	if events := b.events; events[len(events)-1] != "classification: read" {
		b.add("classification: read")
	}
	return b.Reader.Read(p)
}

func (b recordedBody) Close() error { b.add("body: closed"); return nil }

func TestTheStagesOfTheChainStandInTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		statuses := []int{503, 401, 200}
		c := newTestClient(t, func(request *http.Request) (*http.Response, error) {
			assert.NotEmpty(t, request.Header.Get("User-Agent"))
			assert.Equal(t, "Bearer t", request.Header.Get("Authorization"))
			r.add("network")
			resp := reply(statuses[0], "{}")
			resp.Body = recordedBody{strings.NewReader("{}"), r}
			statuses = statuses[1:]
			return resp, nil
		}, WithLogger(slog.New(r)), credential("token", r))
		_, err := do[anything](t.Context(), c, tokenOp(readOp()))
		require.NoError(t, err)
		assert.Equal(t, []string{
			"auth: apply",
			"network",
			"body: closed",
			"log: attempt failed",
			"network",
			"classification: read",
			"body: closed",
			"auth: discard",
			"auth: apply",
			"network",
			"classification: read",
			"body: closed",
			"log: call succeeded",
		}, r.events)
	})
}

func TestTheLogStageSeesWhatTheAuthStageRefuses(t *testing.T) {
	r := &recorder{}
	c := newTestClient(t, always(200, "{}"), WithLogger(slog.New(r)))
	_, err := do[anything](t.Context(), c, tokenOp(readOp()))
	require.Error(t, err)
	assert.Equal(t, []string{"log: call failed"}, r.events)
}

func TestTheChainServesRequestsOfOtherClients(t *testing.T) {
	for name, network := range map[string]roundTripper{"a success": always(200, `{"a":1}`), "a failure": always(404, `{"a":1}`)} {
		t.Run(name, func(t *testing.T) {
			r := &recorder{}
			c := newTestClient(t, network, WithLogger(slog.New(r)))
			resp, err := c.http.Get("https://api.example.com/v1/things?token=hunter2")
			if name == "a failure" {
				e := asError(t, err)
				assertMeans(t, err, ErrNotFound)
				assert.Equal(t, "https://api.example.com/…?token=…", e.URL)
				assert.Equal(t, []string{"log: call failed"}, r.events)
				return
			}
			require.NoError(t, err)
			defer func() { _ = resp.Body.Close() }()
			assert.Equal(t, `{"a":1}`, string(must(io.ReadAll(resp.Body))))
			assert.Equal(t, []string{"log: call succeeded"}, r.events)
		})
	}
}
