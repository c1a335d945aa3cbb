package runtime

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
)

func TestEverythingWrongWithTheInputIsReportedTogetherAndNothingIsSent(t *testing.T) {
	sent := 0
	c := newTestClient(t, func(*http.Request) (*http.Response, error) { sent++; return reply(200, "{}"), nil })
	for _, media := range []string{mediaJSON, mediaForm} {
		t.Run(media, func(t *testing.T) {
			op := withMedia(orderOp(), media)
			op.Path = "/carts/{cart}/items/{item}"
			op.Parameters = []Parameter{
				{Name: "cart", In: InPath}, {Name: "item", In: InPath},
				{Name: "page", In: InQuery, Field: 0, Rule: &Rule{Minimum: "1"}}, {Name: "size", In: InQuery, Required: true, Field: 1},
			}
			op.Body.Rule = &Rule{Required: []string{"name"}, Properties: map[string]*Rule{"count": {Minimum: "1"}}}
			var response core.Response
			_, err := Do[anything](t.Context(), c, &op, Args{
				Path: []any{"", "a/b"}, Params: &struct {
					Page int
					Size *int
				}{}, Body: anything{"count": 0},
			}, []core.CallOption{core.CallHeader("Host", "h"), core.CallField("", 1), core.CallResponse(&response)})
			e := asError(t, err)
			assertMeans(t, err, core.ErrInvalid)
			for _, problem := range []string{
				"cart is empty", "item contains a slash", "page is less than 1", "size is missing", "name is missing", "count is less than 1",
				"CallHeader: the client sets Host itself", "CallField: the name is empty",
			} {
				assert.ErrorContains(t, e, problem)
			}
			assert.Equal(t, "shop", e.API)
			assert.Equal(t, "orderThing", e.Operation)
			assert.Equal(t, "https://api.example.com/v1/carts/{cart}/items/{item}", e.URL)
			assert.Equal(t, core.NotExecuted, e.Execution)
			assert.Zero(t, e.Attempts)
			assert.Zero(t, e.StatusCode)
			assert.Zero(t, response)
			assert.Zero(t, sent)
		})
	}
}

func TestAValueThatCannotBeEncodedIsInvalidAndNotQuoted(t *testing.T) {
	c := newTestClient(t, always(200, "{}"))
	for name, body := range map[string]any{
		"a function":        anything{"f": func() {}},
		"an invalid number": anything{"n": json.Number("hunter2")},
	} {
		for _, media := range []string{mediaJSON, mediaForm} {
			t.Run(name+" as "+media, func(t *testing.T) {
				op := withMedia(postOp(), media)
				_, err := Do[anything](t.Context(), c, &op, Args{Body: body}, nil)
				assertMeans(t, err, core.ErrInvalid)
				assert.NotContains(t, renderings(err), "hunter2")
			})
		}
	}
}

func TestAStringThatIsNotUTF8IsInvalidAndNothingIsSent(t *testing.T) {
	c := newTestClient(t, func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return reply(200, "{}"), nil
	})
	file := must(core.NewAttachment("f\xe4.txt", "text/plain", strings.NewReader("\xff")))
	for name, body := range map[string]any{
		"a string": anything{"a": "p\xe4ss"}, "a name": anything{"p\xe4ss": 1}, "a secret": anything{"a": []core.Secret{core.NewSecret("p\xe4ss")}},
		"a lenient string": anything{"a": lenient.NewString("p\xe4ss")}, "a file name": anything{"a": file},
		"raw JSON": anything{"a": json.RawMessage("\"p\xe4ss\"")}, "a string after a backslash": anything{"a": "\\\xe4"},
	} {
		for how, call := range map[string]func() error{
			"JSON": func() error { _, err := doJSON[anything](t.Context(), c, postOp(), body); return err },
			"form": func() error { _, err := doForm[anything](t.Context(), c, postOp(), body); return err },
		} {
			t.Run(name+" as "+how, func(t *testing.T) {
				err := call()
				assertMeans(t, err, core.ErrInvalid)
				assert.ErrorContains(t, err, "a string is not UTF-8")
			})
		}
	}
}

func TestStringsThatOnlyLookDamagedAreSent(t *testing.T) {
	for name, text := range map[string]string{
		"the replacement character": "a\ufffdb", "its escape as a string": `\ufffd`, "several replacement characters": `\\ufffd \ufffd`, "an empty string": "", "a backslash at the end": `\`,
	} {
		var sent anything
		_, err := doJSON[anything](t.Context(), newTestClient(t, func(r *http.Request) (*http.Response, error) {
			require.NoError(t, json.Unmarshal([]byte(bodyOf(t, r)), &sent))
			return reply(200, "{}"), nil
		}), postOp(), anything{"a": text})
		require.NoError(t, err, name)
		assert.Equal(t, anything{"a": text}, sent, name)
	}
}

func TestANetHTTPErrorShowsNoURL(t *testing.T) {
	op := readOp()
	op.Parameters = []Parameter{{Name: "X-Broken Name", In: InHeader, Field: 0}}
	_, err := Do[anything](t.Context(), newShop(t, serverURL), &op, Args{Params: &struct{ A string }{"hunter2"}},
		[]core.CallOption{core.CallQuery("token", "hunter2")})
	assert.ErrorContains(t, err, "invalid header field name")
	assert.NotContains(t, err.Error(), "Get", "the error of net/http that quotes the URL")
	assertShowsNone(t, renderings(err), "hunter2")
}

func TestTheResponseIsStoredWhetherTheCallSucceedsOrFails(t *testing.T) {
	for name, tt := range map[string]struct {
		status int
		body   string
		fails  bool
	}{
		"success": {201, `{"a":1}`, false}, "failure": {404, `{"a":1}`, true}, "redirect": {302, "", true}, "nonsense": {200, "<html>", true},
	} {
		t.Run(name, func(t *testing.T) {
			var one, two core.Response
			c := newTestClient(t, always(tt.status, tt.body, "Set-Cookie", "session=hunter2"))
			_, err := do[anything](t.Context(), c, readOp(), core.CallResponse(&one), nil, core.CallResponse(&two))
			assert.Equal(t, tt.fails, err != nil)
			assert.Equal(t, tt.status, one.StatusCode)
			assert.Equal(t, tt.body, string(one.Body))
			assert.Equal(t, "session=hunter2", one.Header.Get("Set-Cookie"))
			assert.Equal(t, one, two)
			assertShowsNone(t, renderings(one)+renderings(&one), "hunter2")
		})
	}
	t.Run("unless there is no response", func(t *testing.T) {
		response := core.Response{StatusCode: 7}
		_, err := do[anything](t.Context(), newTestClient(t, unconnected(io.EOF)), readOp(), core.CallResponse(&response))
		require.Error(t, err)
		assert.Equal(t, core.Response{StatusCode: 7}, response)
	})
}

func TestACallWithoutATimeoutIsBoundedOnlyByItsContext(t *testing.T) {
	for name, opts := range map[string][]core.CallOption{"of zero": {core.CallTimeout(0)}, "below zero": {core.CallTimeout(-time.Second)}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
					_, bounded := r.Context().Deadline()
					assert.False(t, bounded)
					time.Sleep(24 * time.Hour)
					return reply(200, "{}"), nil
				}, core.WithTimeout(time.Second))
				_, err := do[anything](t.Context(), c, readOp(), opts...)
				assert.NoError(t, err)
			})
		})
	}
}

func TestTheDeadlineOfTheContextReplacesOnlyTheDefaultTimeout(t *testing.T) {
	for name, tt := range map[string]struct {
		deadline time.Duration
		opts     []core.Option
		want     time.Duration
	}{
		"longer than the default":  {time.Hour, nil, time.Hour},
		"shorter than the default": {time.Second, nil, time.Second},
		"longer than WithTimeout":  {time.Hour, []core.Option{core.WithTimeout(time.Minute)}, time.Minute},
		"shorter than WithTimeout": {time.Second, []core.Option{core.WithTimeout(time.Minute)}, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), tt.deadline)
				defer cancel()
				start := time.Now()
				c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
					<-r.Context().Done()
					return nil, r.Context().Err()
				}, tt.opts...)
				_, err := do[anything](ctx, c, readOp())
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, tt.want, time.Since(start))
			})
		})
	}
}

func TestTheTimeoutIncludesRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
			time.Sleep(2 * time.Second)
			return unconnected(errRefused)(r)
		}, core.WithTimeout(5*time.Second), core.WithRetry(core.Retry{Attempts: 100, MinWait: time.Second, MaxWait: time.Second}))
		_, err := do[anything](t.Context(), c, orderOp())
		require.Error(t, err)
		assert.LessOrEqual(t, time.Since(start), 5*time.Second)
		assert.Equal(t, 2, asError(t, err).Attempts)
	})
}

func TestAFailedCallReturnsTheZeroResult(t *testing.T) {
	type result struct {
		A int
		B int
	}
	got, err := do[result](t.Context(), newTestClient(t, always(200, `{"a":1,"b":"x"}`)), readOp())
	assert.ErrorIs(t, err, core.ErrDecode)
	assert.Zero(t, got)
}

func TestTheContentTypeIsSentOnlyWithABody(t *testing.T) {
	for name, tt := range map[string]struct {
		media string
		body  any
		want  string
	}{
		"JSON":                       {mediaJSON, anything{}, mediaJSON},
		"a vendor's JSON media type": {"application/vnd.shop+json", anything{}, "application/vnd.shop+json"},
		"an empty form":              {mediaForm, anything{}, mediaForm},
		"no body":                    {mediaJSON, nil, ""},
		"a nil body":                 {mediaJSON, (*anything)(nil), ""},
	} {
		t.Run(name, func(t *testing.T) {
			var sent string
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				sent = r.Header.Get("Content-Type")
				return reply(200, "{}"), nil
			})
			op := withMedia(postOp(), tt.media)
			_, err := Do[anything](t.Context(), c, &op, Args{Body: tt.body}, nil)
			require.NoError(t, err)
			assert.Equal(t, tt.want, sent)
		})
	}
}

func TestASlowOperationHasItsOwnTimeout(t *testing.T) {
	for name, tt := range map[string]struct {
		opts []core.Option
		call []core.CallOption
		ctx  time.Duration
		want time.Duration
	}{
		"by default":                           {nil, nil, 0, 10 * time.Minute},
		"with a shorter timeout of the client": {[]core.Option{core.WithTimeout(time.Second)}, nil, 0, 10 * time.Minute},
		"with a longer timeout of the client":  {[]core.Option{core.WithTimeout(time.Hour)}, nil, 0, time.Hour},
		"unless the call sets a timeout":       {nil, []core.CallOption{core.CallTimeout(time.Second)}, 0, time.Second},
		"unless the context has a deadline":    {nil, nil, time.Second, time.Second},
		"the shorter timeout wins":             {[]core.Option{core.WithTimeout(time.Hour)}, nil, time.Minute, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				op := postOp()
				op.Timeout = 10 * time.Minute
				c := newTestClient(t, func(r *http.Request) (*http.Response, error) { <-r.Context().Done(); return nil, r.Context().Err() }, tt.opts...)
				ctx := t.Context()
				if tt.ctx > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tt.ctx)
					defer cancel()
				}
				start := time.Now()
				_, err := do[anything](ctx, c, op, append(tt.call, core.CallOnce())...)
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, tt.want, time.Since(start))
			})
		})
	}
}

func TestAnUndocumentedQueryIsSentWithTheDocumentedOne(t *testing.T) {
	var seen []string
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		seen = append(seen, r.URL.RawQuery)
		return reply(400, `{}`), nil
	})
	op := readOp()
	_, err := do[anything](t.Context(), c, op, core.CallQuery("filter[a]", "x&y"), core.CallQuery("sort", "-id"), core.CallQuery("sort", "name"))
	assert.ErrorContains(t, err, "things?filter%5Ba%5D=…&sort=…", "names are shown, values are not")
	op.Parameters = []Parameter{{Name: "page", In: InQuery, Field: 0}}
	_, err = Do[anything](t.Context(), c, &op, Args{Params: &struct{ Page int }{2}}, []core.CallOption{core.CallQuery("sort", "-id")})
	require.Error(t, err)
	op.Parameters = nil
	_, err = do[anything](t.Context(), c, op)
	require.Error(t, err)
	assert.Equal(t, []string{"filter%5Ba%5D=x%26y&sort=-id&sort=name", "page=2&sort=-id", ""}, seen)
}
