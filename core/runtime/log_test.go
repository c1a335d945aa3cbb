package runtime

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// logged returns what c writes at debug level while call runs, line by line.
func logged(t *testing.T, network roundTripper, call func(c *Client)) []map[string]any {
	t.Helper()
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	call(newTestClient(t, network, core.WithLogger(logger)))
	var lines []map[string]any
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var fields map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &fields), line)
		delete(fields, "time")
		lines = append(lines, fields)
	}
	return lines
}

func TestASuccessfulCallIsOneLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lines := logged(t, func(*http.Request) (*http.Response, error) {
			time.Sleep(2 * time.Second)
			return reply(200, "{}"), nil
		}, func(c *Client) {
			_, err := do[anything](t.Context(), c, readOp())
			require.NoError(t, err)
		})
		assert.Equal(t, []map[string]any{{
			"level": "INFO", "msg": "call succeeded", "api": "shop", "operation": "listThings", "method": "GET",
			"url": "https://api.example.com/v1/things", "duration": 2e9, "attempts": 1.0, "status": 200.0,
		}}, lines)
	})
}

func TestAFailedCallIsOneLineAfterThoseOfItsAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lines := logged(t, (&script{steps: []roundTripper{unconnected(errRefused), always(503, ""), always(404, "{}")}}).network, func(c *Client) {
			_, err := do[anything](t.Context(), c, readOp())
			require.Error(t, err)
		})
		require.Len(t, lines, 3)
		for i, reason := range []string{"not sent", "status 503"} {
			delete(lines[i], "wait")
			assert.Equal(t, map[string]any{
				"level": "DEBUG", "msg": "attempt failed", "api": "shop", "operation": "listThings", "attempt": float64(i + 1), "reason": reason,
			}, lines[i])
		}
		assert.Equal(t, "WARN", lines[2]["level"])
		assert.Equal(t, "call failed", lines[2]["msg"])
		assert.EqualValues(t, 3, lines[2]["attempts"])
		assert.EqualValues(t, 404, lines[2]["error"].(map[string]any)["status"])
	})
}

func TestACallWhoseResponseIsNotUnderstoodIsLoggedAsFailed(t *testing.T) {
	lines := logged(t, always(200, `{"a":"hunter2"}`), func(c *Client) {
		_, err := do[map[string]int](t.Context(), c, readOp())
		require.ErrorIs(t, err, core.ErrDecode)
	})
	require.Len(t, lines, 1)
	assert.Equal(t, "WARN", lines[0]["level"])
	assert.NotContains(t, marshalled(t, lines), "hunter2")
}
