package core

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/core/internal/canary"
)

func TestAnErrorIsOneLine(t *testing.T) {
	for name, tt := range map[string]struct {
		err  *Error
		want string
	}{
		"with all fields": {
			&Error{API: "shop", Operation: "listThings", Method: "GET", URL: "https://h/things", StatusCode: 404, Message: "gone fishing", Code: "E1", Attempts: 2, Execution: NotExecuted},
			"shop: listThings: GET https://h/things: 404 Not Found: gone fishing (code E1) (after 2 attempts)",
		},
		"with path arguments": {
			&Error{API: "shop", Method: "GET", URL: "https://h/{a}/{b}", Args: []Arg{{"a", "12"}, {"b", "x\n" + strings.Repeat("y", 100)}}, StatusCode: 404},
			"shop: GET https://h/{a}/{b} (a 12, b x " + strings.Repeat("y", 78) + "…): 404 Not Found",
		},
		"with its kind, if there was no response": {
			&Error{API: "shop", Operation: "listThings", Kinds: []error{ErrUnavailable}, Err: io.EOF, Attempts: 1},
			"shop: listThings: unavailable: EOF",
		},
		"with the kind that the status does not show": {
			&Error{API: "shop", Operation: "listThings", StatusCode: 200, Kinds: []error{ErrRejected, ErrNotFound}, Message: "no cart"},
			"shop: listThings: 200 OK: rejected: no cart",
		},
		"for a call that may have been executed": {
			&Error{API: "shop", Kinds: []error{ErrUnavailable}, Err: io.EOF, Attempts: 2, Execution: MaybeExecuted},
			"shop: unavailable: EOF (the call may have been executed) (after 2 attempts)",
		},
		"for a call that was executed":           {&Error{API: "shop", StatusCode: 200, Kinds: []error{ErrDecode}, Execution: Executed}, "shop: 200 OK: response not understood (the call was executed)"},
		"with several causes":                    {&Error{API: "shop", Kinds: []error{ErrInvalid}, Err: errors.Join(io.EOF, io.ErrNoProgress)}, "shop: invalid: EOF; multiple Read calls return no data or error"},
		"without bidi controls or invalid UTF-8": {&Error{API: "shop", Message: "a\u202eb\xff"}, "shop: a b?"},
		"for a status without a name":            {&Error{API: "shop", StatusCode: 599}, "shop: 599"},
		"without an API":                         {&Error{Message: "why"}, "why"},
		"without control characters":             {&Error{API: "shop", Message: "a\r\nb\x1b[31mc\u2028d\x7f", Code: "x\ny"}, "shop: a  b [31mc d  (code x y)"},
		"with a cause, but without a kind":       {&Error{API: "shop", Err: io.EOF}, "shop: EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, tt.err.Error())
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
				assert.Equal(t, tt.want, fmt.Sprintf(verb, tt.err), verb)
			}
			assert.Equal(t, fmt.Sprintf("%q", tt.want), fmt.Sprintf("%q", tt.err))
		})
	}
}

func TestALongErrorIsCut(t *testing.T) {
	e := &Error{API: "shop", Message: strings.Repeat("ü", 10_000), Code: strings.Repeat("ü", 10_000), Err: errors.New(strings.Repeat("ü", 10_000))}
	assert.Less(t, len([]rune(e.Error())), 1200)
	assert.Contains(t, e.Error(), "ü…")
	assert.Less(t, len(marshalled(t, e)), 5000)
}

func TestAnErrorMatchesOnlyItsKindsAndItsCause(t *testing.T) {
	cause := errors.New("underneath")
	err := fmt.Errorf("while shopping: %w", &Error{Kinds: []error{ErrDecode, ErrConflict}, Err: cause})
	for _, sentinel := range sentinels {
		assert.Equal(t, sentinel == ErrDecode || sentinel == ErrConflict, errors.Is(err, sentinel), sentinel)
	}
	assert.ErrorIs(t, err, cause)
	assert.NoError(t, (&Error{}).Unwrap())
	assert.NotErrorIs(t, &Error{StatusCode: 302}, nil)
}

var sentinels = []error{ErrUnauthorized, ErrForbidden, ErrNotFound, ErrConflict, ErrInvalid, ErrRateLimited, ErrUnavailable, ErrDecode, ErrRejected}

func TestAnErrorWithOnlyAStatusMatchesTheSentinelOfThatStatus(t *testing.T) {
	for status, want := range map[int]error{
		401: ErrUnauthorized, 403: ErrForbidden, 404: ErrNotFound, 410: ErrNotFound, 409: ErrConflict, 400: ErrInvalid, 412: ErrInvalid, 422: ErrInvalid,
		499: ErrInvalid, 429: ErrRateLimited, 408: ErrUnavailable, 500: ErrUnavailable, 503: ErrUnavailable, 599: ErrUnavailable, 0: nil, 101: nil, 200: nil, 302: nil,
	} {
		for _, sentinel := range sentinels {
			assert.Equal(t, sentinel == want, errors.Is(&Error{StatusCode: status}, sentinel), "%d %v", status, sentinel)
		}
	}
}

func TestExecutionPrintsAsWords(t *testing.T) {
	for execution, want := range map[Execution]string{
		ExecutionUnknown: "unknown", NotExecuted: "not executed", MaybeExecuted: "may have been executed", Executed: "was executed", 7: "unknown",
	} {
		assert.Equal(t, want, execution.String())
	}
}

func TestAnItemShowsItsCodeAndItsMessage(t *testing.T) {
	assert.Equal(t, "10003 no data", ErrorItem{Code: 10003, Message: "no data"}.String())
	assert.Equal(t, "10003", ErrorItem{Code: 10003, At: "errors[0]"}.String())
}

func TestALoggedErrorShowsTheRequestAndTheStatusButNoContent(t *testing.T) {
	e := &Error{
		API: "shop", Operation: "listThings", Method: "GET", URL: "https://h/things", StatusCode: 500, Attempts: 2, Code: "E1", Message: "oops", Execution: MaybeExecuted,
		Header: http.Header{"X-Request-Id": {"r1"}, "Content-Type": {"text/secret"}}, Body: []byte("hunter2"),
		Detail: &struct{ A string }{"hunter2"},
	}
	assert.JSONEq(t, `{"api":"shop","operation":"listThings","method":"GET","url":"https://h/things","status":500,"body_bytes":7,
		"attempts":2,"code":"E1","reason":"oops","request_id":"r1","execution":"may have been executed"}`, marshalled(t, e))
	shown := renderings(e)
	assertShowsNone(t, shown, "hunter2")
	assert.Contains(t, shown, `"status":500`)
	assert.Contains(t, shown, `value.status=500`)
	assert.JSONEq(t, `{"api":"shop","operation":"","reason":"","attempts":0,"execution":"unknown"}`, marshalled(t, &Error{API: "shop"}))
}

type challenge struct {
	Kind string `json:"kind"`
}

func TestDetailOfFindsTheDetailByItsType(t *testing.T) {
	err := fmt.Errorf("outer: %w", &Error{Detail: &challenge{"sms"}})
	got, ok := DetailOf[challenge](err)
	assert.True(t, ok)
	assert.Equal(t, challenge{"sms"}, got)

	_, ok = DetailOf[struct{}](err)
	assert.False(t, ok)
	_, ok = DetailOf[challenge](errors.New("another"))
	assert.False(t, ok)
	_, ok = DetailOf[challenge](&Error{Detail: (*challenge)(nil)})
	assert.False(t, ok)
	_, ok = DetailOf[challenge](nil)
	assert.False(t, ok)
}

var (
	renderings      = canary.Renderings
	assertShowsNone = canary.AssertShowsNone
)

func marshalled(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
