package runtime

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func pathOp() Operation {
	op := readOp()
	op.ID, op.Path = "getThing", "/things/{id}/parts"
	return op
}

// ask calls getThing with the argument, escaped as generated code does it.
func ask(t *testing.T, c *Client, op Operation, arg string) error {
	t.Helper()
	call := NewCall(c, &op, nil)
	call.PathArg("id", arg)
	_, err := Do[anything](t.Context(), call, builder(op.Method, "/things/"+url.PathEscape(arg)+"/parts", Payload{}))
	return err
}

func TestAPathArgumentThatWouldLeadElsewhereIsRefused(t *testing.T) {
	for name, tt := range map[string]struct{ arg, want string }{
		"nothing":             {"", "id is empty"},
		"this directory":      {".", `id is "."`},
		"the one above":       {"..", `id is ".."`},
		"a slash":             {"a/b", "id holds a slash"},
		"a slash alone":       {"/", "id holds a slash"},
		"a way up":            {"../admin", "id holds a slash"},
		"a backslash":         {`a\b`, "id holds a slash"},
		"a line break":        {"a\r\nHost: evil", "id holds a control character"},
		"a zero byte":         {"a\x00", "id holds a control character"},
		"a tabulator":         {"\t", "id holds a control character"},
		"a delete":            {"a\x7f", "id holds a control character"},
		"a C1 control":        {"a\u0085", "id holds a control character"},
		"a secret and a dash": {"hunter2/", "id holds a slash"},
	} {
		t.Run(name, func(t *testing.T) {
			sent := 0
			c := newTestClient(t, func(*http.Request) (*http.Response, error) {
				sent++
				return reply(200, "{}"), nil
			})
			e := asError(t, ask(t, c, pathOp(), tt.arg))
			assert.ErrorIs(t, e, ErrInvalid)
			assert.ErrorContains(t, e, tt.want)
			assert.NotContains(t, renderings(e), "hunter2")
			assert.Zero(t, e.Attempts)
			assert.Zero(t, sent)
		})
	}
}

func TestAPathArgumentTravelsAsOneSegment(t *testing.T) {
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
			require.NoError(t, ask(t, c, pathOp(), arg))
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
	op := pathOp()
	op.PathRules = map[string]*Rule{"id": {Pattern: regexp.MustCompile(`^[0-9]+$`), MaxLength: 3}}
	c := newTestClient(t, always(200, "{}"))
	assert.NoError(t, ask(t, c, op, "123"))
	assert.ErrorContains(t, ask(t, c, op, "abc"), "id does not match the pattern ^[0-9]+$")
	assert.ErrorContains(t, ask(t, c, op, "1234"), "id is 4 characters long, at most 3 are allowed")
}

func TestANumberInThePathFollowsTheRuleForNumbers(t *testing.T) {
	op := pathOp()
	op.PathRules = map[string]*Rule{"id": {Minimum: "1", Maximum: "9007199254740992"}}
	for arg, faults := range map[any]int{0: 1, 1: 0, int64(9007199254740993): 1, uint8(7): 0, int32(-1): 1} {
		call := NewCall(newTestClient(t, always(200, "{}")), &op, nil)
		call.PathArg("id", arg)
		assert.Len(t, call.faults, faults, arg)
	}
}

func TestPathArgumentsMayBeOfAnyType(t *testing.T) {
	type id string
	op := pathOp()
	for _, arg := range []any{1, id("x"), true, int64(9007199254740993)} {
		call := NewCall(newTestClient(t, always(200, "{}")), &op, nil)
		call.PathArg("id", arg)
		assert.Empty(t, call.faults)
	}
	for _, arg := range []any{id(""), id("..")} {
		call := NewCall(newTestClient(t, always(200, "{}")), &op, nil)
		call.PathArg("id", arg)
		assert.Len(t, call.faults, 1)
	}
}

func TestASecretInThePathIsCheckedAsItIs(t *testing.T) {
	for value, want := range map[string]string{"": "code is empty", "..": `code is "..", which means another path`, "a/b": "code holds a slash", "hunter2": ""} {
		op := readOp()
		call := NewCall(newTestClient(t, always(200, "{}")), &op, nil)
		call.PathArg("code", NewSecret(value))
		if want == "" {
			assert.Empty(t, call.faults)
			continue
		}
		require.Len(t, call.faults, 1)
		assert.EqualError(t, call.faults[0], want)
	}
}
