package runtime

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core/lenient"
)

func TestAllFaultsOfTheInputAreReportedTogetherAndNothingIsSent(t *testing.T) {
	sent := 0
	c := newTestClient(t, func(*http.Request) (*http.Response, error) { sent++; return reply(200, "{}"), nil })
	op := orderOp()
	op.Path = "/carts/{cart}/items/{item}"
	op.BodyRule = &Rule{Required: []string{"name"}, Properties: map[string]*Rule{"count": {Minimum: "1"}}}
	op.ParamsRule = &Rule{Properties: map[string]*Rule{"page": {Minimum: "1"}}}
	for name, encode := range map[string]func(*Call, any) Payload{"as JSON": (*Call).JSON, "as a form": (*Call).Form} {
		t.Run(name, func(t *testing.T) {
			built := 0
			call := NewCall(c, &op, nil)
			call.PathArg("cart", "")
			call.PathArg("item", "a/b")
			call.Params(struct {
				Page int `json:"page"`
			}{0})
			encode(call, anything{"count": 0})
			call.Fault(nil)
			call.Fault(errors.New("one more"))
			var response Response
			CallResponse(&response)(&call.config)
			_, err := Do[anything](t.Context(), call, func(string) (*http.Request, error) { built++; return nil, nil })
			e := asError(t, err)
			assertMeans(t, err, ErrInvalid)
			for _, fault := range []string{"cart is empty", "item holds a slash", "page is less than 1", "name is missing", "count is less than 1", "one more"} {
				assert.ErrorContains(t, e, fault)
			}
			assert.Equal(t, "shop", e.API)
			assert.Equal(t, "orderThing", e.Operation)
			assert.Equal(t, "https://api.example.com/v1/carts/{cart}/items/{item}", e.URL)
			assert.Zero(t, e.Attempts)
			assert.Zero(t, e.StatusCode)
			assert.Zero(t, response)
			assert.Zero(t, built)
			assert.Zero(t, sent)
		})
	}
}

func TestWhatCannotBeEncodedIsAFaultThatQuotesNothing(t *testing.T) {
	c := newTestClient(t, always(200, "{}"))
	for name, body := range map[string]any{
		"a function":            anything{"f": func() {}},
		"a number that is none": anything{"n": json.Number("hunter2")},
	} {
		for how, encode := range map[string]func(*Call, any) Payload{"JSON": (*Call).JSON, "form": (*Call).Form} {
			t.Run(name+" as "+how, func(t *testing.T) {
				op := postOp()
				call := NewCall(c, &op, nil)
				payload := encode(call, body)
				_, err := Do[anything](t.Context(), call, builder("POST", "/things", payload))
				assertMeans(t, err, ErrInvalid)
				assert.NotContains(t, renderings(err), "hunter2")
			})
		}
	}
}

func TestATextThatIsNotUTF8IsAFaultAndNothingIsSent(t *testing.T) {
	c := newTestClient(t, func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return reply(200, "{}"), nil
	})
	file := must(NewAttachment("f\xe4.txt", "text/plain", strings.NewReader("\xff")))
	for name, body := range map[string]any{
		"a text": anything{"a": "p\xe4ss"}, "a name": anything{"p\xe4ss": 1}, "a secret": anything{"a": []Secret{NewSecret("p\xe4ss")}},
		"a text of two forms": anything{"a": lenient.NewString("p\xe4ss")}, "the name of a file": anything{"a": file},
		"JSON as it came": anything{"a": json.RawMessage("\"p\xe4ss\"")}, "a text behind a backslash": anything{"a": "\\\xe4"},
	} {
		for how, call := range map[string]func() error{
			"JSON": func() error { _, err := doJSON[anything](t.Context(), c, postOp(), body); return err },
			"form": func() error { _, err := doForm[anything](t.Context(), c, postOp(), body); return err },
		} {
			t.Run(name+" as "+how, func(t *testing.T) {
				err := call()
				assertMeans(t, err, ErrInvalid)
				assert.ErrorContains(t, err, "a text is not UTF-8")
			})
		}
	}
}

func TestTextsThatOnlyLookDamagedAreSent(t *testing.T) {
	for name, text := range map[string]string{
		"the replacement character": "a\ufffdb", "its escape as a text": `\ufffd`, "more of them": `\\ufffd \ufffd`, "nothing": "", "a backslash at the end": `\`,
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

func TestARequestThatCannotBeBuiltIsInvalid(t *testing.T) {
	op := readOp()
	oops := errors.New("oops")
	c := newTestClient(t, always(200, "{}"))
	_, err := Do[anything](t.Context(), NewCall(c, &op, nil), func(string) (*http.Request, error) { return nil, oops })
	assertMeans(t, err, ErrInvalid)
	assert.ErrorIs(t, err, oops)
	assert.Zero(t, asError(t, err).Attempts)

	_, err = Do[anything](t.Context(), NewCall(c, &op, nil), builder("GET", "/things/%zz?token=hunter2", Payload{}))
	assertMeans(t, err, ErrInvalid)
	assertShowsNone(t, renderings(err), "hunter2")
}

func TestARequestThatHTTPRefusesShowsNoURL(t *testing.T) {
	op := readOp()
	c := newTestClient(t, always(200, "{}"))
	_, err := Do[anything](t.Context(), NewCall(c, &op, nil), func(string) (*http.Request, error) {
		r := must(http.NewRequest(http.MethodGet, "https://api.example.com/hunter2?token=hunter2", nil))
		r.RequestURI = "/hunter2"
		return r, nil
	})
	assert.ErrorContains(t, err, "RequestURI")
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
			var one, two Response
			c := newTestClient(t, always(tt.status, tt.body, "Set-Cookie", "session=hunter2"))
			_, err := do[anything](t.Context(), c, readOp(), CallResponse(&one), nil, CallResponse(&two))
			assert.Equal(t, tt.fails, err != nil)
			assert.Equal(t, tt.status, one.StatusCode)
			assert.Equal(t, tt.body, string(one.Body))
			assert.Equal(t, "session=hunter2", one.Header.Get("Set-Cookie"))
			assert.Equal(t, one, two)
			assertShowsNone(t, renderings(one)+renderings(&one), "hunter2")
		})
	}
	t.Run("unless no answer comes", func(t *testing.T) {
		response := Response{StatusCode: 7}
		_, err := do[anything](t.Context(), newTestClient(t, unconnected(io.EOF)), readOp(), CallResponse(&response))
		require.Error(t, err)
		assert.Equal(t, Response{StatusCode: 7}, response)
	})
}

func TestACallWithoutATimeoutIsBoundedByItsContextAlone(t *testing.T) {
	for name, opts := range map[string][]CallOption{"of zero": {CallTimeout(0)}, "below zero": {CallTimeout(-time.Second)}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
					_, bounded := r.Context().Deadline()
					assert.False(t, bounded)
					time.Sleep(24 * time.Hour)
					return reply(200, "{}"), nil
				}, WithTimeout(time.Second))
				_, err := do[anything](t.Context(), c, readOp(), opts...)
				assert.NoError(t, err)
			})
		})
	}
}

func TestTheDeadlineOfTheContextReplacesTheDefaultAndNothingElse(t *testing.T) {
	for name, tt := range map[string]struct {
		deadline time.Duration
		opts     []Option
		want     time.Duration
	}{
		"a longer one than the default":          {time.Hour, nil, time.Hour},
		"a shorter one than the default":         {time.Second, nil, time.Second},
		"a longer one than that of WithTimeout":  {time.Hour, []Option{WithTimeout(time.Minute)}, time.Minute},
		"a shorter one than that of WithTimeout": {time.Second, []Option{WithTimeout(time.Minute)}, time.Second},
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

func TestTheTimeoutIncludesRepeatedAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := newTestClient(t, func(*http.Request) (*http.Response, error) {
			time.Sleep(2 * time.Second)
			return nil, errRefused
		}, WithTimeout(5*time.Second), WithRetry(Retry{Attempts: 100, MinWait: time.Second, MaxWait: time.Second}))
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
	assert.ErrorIs(t, err, ErrDecode)
	assert.Zero(t, got)
}

func TestTheContentTypeBelongsToTheBody(t *testing.T) {
	for name, tt := range map[string]struct {
		payload Payload
		want    string
	}{
		"JSON":          {Payload{"application/json", []byte("{}")}, "application/json"},
		"an empty form": {Payload{"application/x-www-form-urlencoded", []byte{}}, "application/x-www-form-urlencoded"},
		"no body":       {Payload{"application/json", nil}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var sent string
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				sent = r.Header.Get("Content-Type")
				return reply(200, "{}"), nil
			})
			op := postOp()
			_, err := Do[anything](t.Context(), NewCall(c, &op, nil), builder("POST", "/things", tt.payload))
			require.NoError(t, err)
			assert.Equal(t, tt.want, sent)
		})
	}
}

func TestParametersAreCheckedAgainstTheDocument(t *testing.T) {
	op := readOp()
	op.ParamsRule = &Rule{Required: []string{"q"}}
	c := newTestClient(t, always(200, "{}"))
	for name, tt := range map[string]struct {
		params any
		faults int
	}{
		"present": {&struct {
			Q string `json:"q"`
		}{"x"}, 0},
		"absent": {&struct {
			Q *string `json:"q,omitempty"`
		}{}, 1},
		"none": {(*struct{ Q string })(nil), 1},
	} {
		call := NewCall(c, &op, nil)
		call.Params(tt.params)
		assert.Len(t, call.faults, tt.faults, name)
	}
	none := readOp()
	call := NewCall(c, &none, nil)
	call.Params((*struct{ Q string })(nil))
	assert.Empty(t, call.faults)
}

func TestAPayloadIsPrintedWithoutItsContent(t *testing.T) {
	call := NewCall(newTestClient(t, always(200, "{}")), &Operation{}, nil)
	payload := call.JSON(map[string]string{"password": "hunter2"})
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		assert.Equal(t, "payload application/json, 22 bytes", fmt.Sprintf(verb, payload))
	}
}

func TestAnOperationThatTakesLongGetsTheTimeItNeeds(t *testing.T) {
	for name, tt := range map[string]struct {
		opts []Option
		call []CallOption
		ctx  time.Duration
		want time.Duration
	}{
		"by default":                      {nil, nil, 0, 10 * time.Minute},
		"of a client that is in a hurry":  {[]Option{WithTimeout(time.Second)}, nil, 0, 10 * time.Minute},
		"of a client that is in no hurry": {[]Option{WithTimeout(time.Hour)}, nil, 0, time.Hour},
		"but not of a call":               {nil, []CallOption{CallTimeout(time.Second)}, 0, time.Second},
		"nor of a context":                {nil, nil, time.Second, time.Second},
		"whoever says less":               {[]Option{WithTimeout(time.Hour)}, nil, time.Minute, time.Minute},
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
				_, err := do[anything](ctx, c, op, append(tt.call, CallOnce())...)
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, tt.want, time.Since(start))
			})
		})
	}
}

func TestAQueryThatNobodyDocumentsIsSentBesideTheDocumentsOwn(t *testing.T) {
	var seen []string
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		seen = append(seen, r.URL.RawQuery)
		return reply(400, `{}`), nil
	})
	op := readOp()
	_, err := do[anything](t.Context(), c, op, CallQuery("filter[a]", "x&y"), CallQuery("sort", "-id"), CallQuery("sort", "name"))
	assert.ErrorContains(t, err, "things?filter%5Ba%5D=…&sort=…", "names are shown, values are not")
	_, err = Do[anything](t.Context(), NewCall(c, &op, []CallOption{CallQuery("sort", "-id")}), builder("GET", "/things?page=2", Payload{}))
	require.Error(t, err)
	_, err = do[anything](t.Context(), c, op)
	require.Error(t, err)
	assert.Equal(t, []string{"filter%5Ba%5D=x%26y&sort=-id&sort=name", "page=2&sort=-id", ""}, seen)
}
