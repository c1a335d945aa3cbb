package runtime

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// Later calls reuse the buffers. The results of earlier calls must not change.
func TestAResultOutlivesTheBuffer(t *testing.T) {
	for name, tt := range map[string]struct {
		status int
		body   string // %s is replaced by a marker
	}{
		"success":                            {200, `{"data":{"url":"%s"}}`},
		"a result with a duplicate property": {200, `{"data":{"url":"%s","url":"%[1]s"}}`},
		"no result":                          {200, `{"other":"%s"}`},
		"rejection":                          {200, `{"error":"%s","data":{"url":"x"}}`},
		"broken":                             {200, `{"data":{"url":"%s"`},
		"a page":                             {200, `<html>%s</html>`},
		"failure":                            {422, `{"message":"%s"}`},
		"a page with status 502":             {502, `<html>%s</html>`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			type kept struct {
				body     string
				result   struct{ URL string }
				response core.Response
				raw      core.Raw
				err, odd error
			}
			op := orderOp()
			op.Result = "data"
			all := make([]kept, 40)
			for i := range all {
				k := &all[i]
				k.body = fmt.Sprintf(tt.body, fmt.Sprint(i, strings.Repeat("x", 100+i)))
				c := newTestClient(t, always(tt.status, k.body))
				k.result, k.err = do[struct{ URL string }](t.Context(), c, op)
				_, _ = do[anything](t.Context(), c, op, core.CallResponse(&k.response))
				k.raw, k.odd = do[core.Raw](t.Context(), c, withReturns(op, ReturnsRaw))
			}
			for _, k := range all {
				assert.Equal(t, k.body, string(k.response.Body))
				if k.odd == nil {
					assert.Equal(t, k.body, string(k.raw.Body))
				}
				for _, err := range []error{k.err, k.odd} {
					var e *core.Error
					if err != nil && assert.ErrorAs(t, err, &e) {
						assert.Equal(t, k.body, string(e.Body))
					}
				}
				if k.err == nil {
					assert.Contains(t, k.body, k.result.URL)
				}
			}
		})
	}
}

// Nor must a later call change a file.
func TestAFileOutlivesTheBuffer(t *testing.T) {
	calls := 0
	c := newTestClient(t, func(*http.Request) (*http.Response, error) {
		calls++
		return reply(200, fmt.Sprintf("%%PDF %d", calls), withType("application/pdf")...), nil
	})
	var all []core.Raw
	for range 40 {
		raw, err := do[core.Raw](t.Context(), c, withReturns(readOp(), ReturnsBytes))
		require.NoError(t, err)
		all = append(all, raw)
	}
	for i, raw := range all {
		assert.Equal(t, fmt.Sprintf("%%PDF %d", i+1), string(raw.Body))
	}
}

// Concurrent calls use the same pool of buffers.
func TestConcurrentCallsDoNotShareABuffer(t *testing.T) {
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		return reply(200, fmt.Sprintf(`{"data":%q}`, strings.Repeat(r.URL.RawQuery, 30))), nil
	})
	op := readOp()
	op.Result = "data"
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 50 {
				got, err := do[string](t.Context(), c, op, core.CallQuery("n", fmt.Sprint(i)))
				if assert.NoError(t, err) {
					assert.Equal(t, strings.Repeat(fmt.Sprintf("n=%d", i), 30), got)
				}
			}
		})
	}
	group.Wait()
}

// net/http or a middleware may change the header. Later attempts must not see the changes.
func TestEveryAttemptHasTheHeadersOfTheCall(t *testing.T) {
	jar := map[string]core.Option{"by itself": nil, "with a middleware": core.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			r.Header.Add("X-Trace", "1")
			return next.RoundTrip(r)
		})
	})}
	for name, opt := range jar {
		t.Run(name, func(t *testing.T) {
			var seen []http.Header
			network := roundTripper(func(r *http.Request) (*http.Response, error) {
				seen = append(seen, r.Header.Clone())
				resp := reply(503, "", "Set-Cookie", "session=0123456789; Path=/")
				resp.Request = r
				return resp, nil
			})
			opts := []core.Option{core.WithHTTPClient(&http.Client{Transport: network}), core.WithRetry(core.Retry{Attempts: 3})}
			if opt != nil {
				opts = append(opts, opt)
			}
			op := readOp()
			op.Security = [][]string{{"session"}}
			op.Parameters = []Parameter{{Name: "lang", In: InCookie, Type: "string", Required: true}}
			c, err := New(&API{Name: "shop", CookieScheme: "session", Operations: []*Operation{&op}}, serverURL, opts...)
			require.NoError(t, err)
			for range 2 {
				_, err = Do[anything](t.Context(), c, &op, Args{Params: &struct{ Lang string }{"en"}}, nil)
				require.Error(t, err)
			}
			require.Len(t, seen, 6)
			assert.Equal(t, []string{"lang=en"}, seen[0]["Cookie"])
			for _, header := range seen[1:] {
				assert.Equal(t, []string{"lang=en; session=0123456789"}, header["Cookie"])
				assert.Equal(t, seen[0]["X-Trace"], header["X-Trace"])
			}
		})
	}
}
