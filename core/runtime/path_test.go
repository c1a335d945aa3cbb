package runtime

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
)

func pathOp(rule *Rule) Operation {
	op := readOp()
	op.ID, op.Path, op.Parameters = "getThing", "/things/{id}/parts", []Parameter{{Name: "id", In: InPath, Rule: rule}}
	return op
}

// ask calls getThing with the argument.
func ask(t *testing.T, c *Client, op Operation, arg any) error {
	t.Helper()
	_, err := Do[anything](t.Context(), c, &op, Args{Path: []any{arg}}, nil)
	return err
}

func TestAPathArgumentThatWouldChangeThePathIsRefused(t *testing.T) {
	for name, tt := range map[string]struct{ arg, want string }{
		"nothing":              {"", "id is empty"},
		"this directory":       {".", `id is "."`},
		"the parent directory": {"..", `id is ".."`},
		"a slash":              {"a/b", "id contains a slash"},
		"a slash alone":        {"/", "id contains a slash"},
		"a parent segment":     {"../admin", "id contains a slash"},
		"a backslash":          {`a\b`, "id contains a slash"},
		"a line break":         {"a\r\nHost: evil", "id contains a control character"},
		"a zero byte":          {"a\x00", "id contains a control character"},
		"a tab":                {"\t", "id contains a control character"},
		"a DEL":                {"a\x7f", "id contains a control character"},
		"a C1 control":         {"a\u0085", "id contains a control character"},
		"a secret and a dash":  {"hunter2/", "id contains a slash"},
	} {
		t.Run(name, func(t *testing.T) {
			sent := 0
			c := newTestClient(t, func(*http.Request) (*http.Response, error) {
				sent++
				return reply(200, "{}"), nil
			})
			e := asError(t, ask(t, c, pathOp(nil), tt.arg))
			assert.ErrorIs(t, e, core.ErrInvalid)
			assert.ErrorContains(t, e, tt.want)
			assert.NotContains(t, renderings(e), "hunter2")
			assert.Zero(t, e.Attempts)
			assert.Zero(t, sent)
		})
	}
}

func TestAPathArgumentIsSentAsOneSegment(t *testing.T) {
	for name, arg := range map[string]string{
		"a word":             "abc",
		"escaped dots":       "%2e%2e",
		"an escaped slash":   "a%2Fb",
		"dots in a name":     "..a",
		"three dots":         "...",
		"a question mark":    "a?b=c",
		"a hash":             "a#b",
		"a percent sign":     "100%",
		"a space":            "a b",
		"a plus":             "a+b",
		"a semicolon":        "..;a=b",
		"a colon":            "http:a",
		"unicode":            "größe-日本",
		"a full-width slash": "a／b",
		"not UTF-8":          "a\xffb",
	} {
		t.Run(name, func(t *testing.T) {
			var wire string
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				wire = r.URL.RequestURI()
				return reply(200, "{}"), nil
			})
			require.NoError(t, ask(t, c, pathOp(nil), arg))
			segments := strings.Split(wire, "/")
			require.Len(t, segments, 5, wire)
			assert.Equal(t, []string{"", "v1", "things"}, segments[:3])
			assert.Equal(t, "parts", segments[4])
			assert.NotContains(t, segments[3], "?")
			assert.Equal(t, arg, must(url.PathUnescape(segments[3])))
		})
	}
}

func TestAPathArgumentFollowsTheRuleOfTheDocument(t *testing.T) {
	op := pathOp(&Rule{Pattern: regexp.MustCompile(`^[0-9]+$`), MaxLength: 3})
	c := newTestClient(t, always(200, "{}"))
	assert.NoError(t, ask(t, c, op, "123"))
	assert.ErrorContains(t, ask(t, c, op, "abc"), "id does not match the pattern ^[0-9]+$")
	assert.ErrorContains(t, ask(t, c, op, "1234"), "id has 4 characters; want at most 3")
}

func TestANumberInThePathFollowsTheRuleForNumbers(t *testing.T) {
	op := pathOp(&Rule{Minimum: "1", Maximum: "9007199254740992"})
	for arg, want := range map[any]string{
		0: "id is less than 1", 1: "", int64(9007199254740993): "id is more than 9007199254740992", uint8(7): "", int32(-1): "id is less than 1",
		must(lenient.ParseDecimal("0.5")): "id is less than 1",
	} {
		err := ask(t, newTestClient(t, always(200, "{}")), op, arg)
		if want == "" {
			assert.NoError(t, err, arg)
			continue
		}
		assert.ErrorContains(t, err, want)
	}
}

func TestPathArgumentsMayBeOfAnyType(t *testing.T) {
	type id string
	for _, tt := range []struct {
		arg  any
		want string
	}{
		{1, "1"}, {id("x"), "x"}, {true, "true"}, {int64(9007199254740993), "9007199254740993"}, {1.5, "1.5"},
		{must(lenient.ParseDecimal("19.90")), "19.90"}, {time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "2026-01-02T03:04:05Z"},
		{core.NewSecret("s e"), "s e"},
	} {
		var wire string
		c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
			wire = r.URL.EscapedPath()
			return reply(200, "{}"), nil
		})
		require.NoError(t, ask(t, c, pathOp(nil), tt.arg))
		assert.Equal(t, "/v1/things/"+tt.want+"/parts", must(url.PathUnescape(wire)))
	}
	for arg, want := range map[any]string{
		id(""): "id is empty", id(".."): `id is ".."`, id("a/b"): "id contains a slash", nil: "id is null", (*string)(nil): "id is null",
		core.Secret{}: "id is null",
	} {
		assert.ErrorContains(t, ask(t, newTestClient(t, always(200, "{}")), pathOp(nil), arg), want)
	}
	for _, list := range []any{[]string{".."}, []string{"a", "b/c"}, []any{}, []any{nil}} {
		assert.ErrorIs(t, ask(t, newTestClient(t, always(200, "{}")), pathOp(nil), list), core.ErrInvalid, list)
	}
}

func TestASecretInThePathIsCheckedUnredacted(t *testing.T) {
	for value, want := range map[string]string{"": "id is empty", "..": `id is "..", which would change the path`, "a/b": "id contains a slash", "hunter2": ""} {
		err := ask(t, newTestClient(t, always(200, "{}")), pathOp(nil), core.NewSecret(value))
		if want == "" {
			assert.NoError(t, err)
			continue
		}
		assert.EqualError(t, asError(t, err).Err, want)
	}
}

func TestAnArgumentThatOccursTwiceInAPathIsSentTwice(t *testing.T) {
	op := readOp()
	op.Path, op.Parameters = "/things/{id}/copies/{id}", []Parameter{{Name: "id", In: InPath}}
	var sent string
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		sent = r.URL.Path
		return reply(200, "{}"), nil
	})
	_, err := Do[anything](t.Context(), c, &op, Args{Path: []any{"{id}"}}, nil)
	require.NoError(t, err)
	assert.Equal(t, "/v1/things/{id}/copies/{id}", sent)
	_, err = Do[anything](t.Context(), c, &op, Args{Path: []any{"7"}}, nil)
	require.NoError(t, err)
	assert.Equal(t, "/v1/things/7/copies/7", sent)
}

func TestAnInvalidPathIsNotSentAsAnotherPath(t *testing.T) {
	op := withRetry(orderOp(), RetryNever)
	op.Path = "/orders/%zz"
	_, err := do[anything](t.Context(), newTestClient(t, always(200, "{}")), op)
	assertMeans(t, err, core.ErrInvalid)
}
