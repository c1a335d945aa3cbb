package runtime

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core/internal/codec"
)

func FuzzAPathArgumentStaysInItsSegment(f *testing.F) {
	for _, seed := range []string{"", ".", "..", "a/b", `a\b`, "%2e%2e", "a%2Fb", "a?b#c", "ä b", "a\x00b", "\xff", "{id}", ";a=b", "+"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		sent := ""
		c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
			sent = r.URL.EscapedPath()
			return reply(200, "{}"), nil
		})
		op := pathOp(nil)
		if err := ask(t, c, op, arg); err != nil {
			assert.Empty(t, sent)
			return
		}
		before, after, _ := strings.Cut("/v1"+op.Path, "{"+op.Parameters[0].Name+"}")
		segment, found := strings.CutPrefix(sent, before)
		require.True(t, found, sent)
		segment, found = strings.CutSuffix(segment, after)
		require.True(t, found, sent)
		assert.NotContains(t, segment, "/")
		plain, err := url.PathUnescape(segment)
		assert.NoError(t, err)
		assert.Equal(t, arg, plain)
	})
}

func FuzzAFormContainsWhatTheBodyContains(f *testing.F) {
	for _, seed := range []string{
		`{"a":"x y","b":[1,{"c":true}],"d":{"e":null}}`, `{}`, `{"a":[[],{}]}`, `{"a[b]":1,"a":{"b":2}}`, `{"":"x"}`, `{"a.b":1}`, `{"a":"\u0000&=%"}`, `[]`, `null`, `{"a":1,"a":2}`,
	} {
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, body []byte, words bool) {
		style := Form{}
		if words {
			style.True, style.False = "on", ""
		}
		form, err := formOf(body, style, nil)
		if err != nil {
			return
		}
		require.NoError(t, codec.Valid(body), "invalid JSON is not a form")
		_, err = url.ParseQuery(string(form))
		require.NoError(t, err, "%s", form)
		again, err := formOf(body, style, nil)
		assert.NoError(t, err)
		assert.Equal(t, string(form), string(again))
	})
}

func FuzzAPauseIsNeverNegative(f *testing.F) {
	for _, seed := range []string{"", "0", "-1", "120", "1e3", "99999999999999999999", " 5", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Thursday", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		pause, asked := retryAfter(&response{header: http.Header{"Retry-After": {value}}})
		assert.GreaterOrEqual(t, pause, time.Duration(0))
		assert.True(t, asked || pause == 0)
	})
}

func FuzzNoiseLosesNothing(f *testing.F) {
	for _, seed := range []string{warningHTML + `{"a":1}`, `[1]` + warningText, fatalHTML + "{}", "\xef\xbb\xbf{}", warningText, `{"a":` + warningText + `}`, "Warning: on line 1{}Warning: on line 2"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := &response{body: body}
		r.separate()
		if r.inner == 0 {
			return
		}
		value := r.json()
		assert.Contains(t, "{[", string(value[0]))
		assert.Equal(t, string(body), string(body[:r.before])+string(value)+string(body[r.before+r.inner:]))
	})
}
