package core

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAnErrorIsOneLine(t *testing.T) {
	for name, tt := range map[string]struct {
		err  *Error
		want string
	}{
		"of everything there is": {
			&Error{API: "shop", Operation: "listThings", Method: "GET", URL: "https://h/things", StatusCode: 404, Message: "gone fishing", Code: "E1", Attempts: 2, kinds: []error{ErrNotFound}},
			"shop: listThings: GET https://h/things: 404 Not Found: gone fishing (code E1) (after 2 attempts)",
		},
		"that says what it means if there was no answer": {
			&Error{API: "shop", Operation: "listThings", kinds: []error{ErrUnavailable}, cause: io.EOF, Attempts: 1},
			"shop: listThings: unavailable: EOF",
		},
		"that says what the status does not": {
			&Error{API: "shop", Operation: "listThings", StatusCode: 200, kinds: []error{ErrRejected, ErrNotFound}, Message: "no cart"},
			"shop: listThings: 200 OK: rejected: no cart",
		},
		"for a status without a name":             {&Error{API: "shop", StatusCode: 599}, "shop: 599"},
		"without an API":                          {&Error{Message: "why"}, "why"},
		"without control characters":              {&Error{API: "shop", Message: "a\r\nb\x1b[31mc\u2028d\x7f", Code: "x\ny"}, "shop: a  b [31mc d  (code x y)"},
		"for a cancelled call that means nothing": {&Error{API: "shop", cause: io.EOF}, "shop: EOF"},
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

func TestAnErrorHasAnEnd(t *testing.T) {
	e := &Error{API: "shop", Message: strings.Repeat("ü", 10_000), Code: strings.Repeat("ü", 10_000), cause: errors.New(strings.Repeat("ü", 10_000))}
	assert.Less(t, len([]rune(e.Error())), 1200)
	assert.Contains(t, e.Error(), "ü…")
	assert.Less(t, len(marshalled(t, e)), 5000)
}

func TestAnErrorMatchesItsMeaningsAndItsCauseOnly(t *testing.T) {
	cause := errors.New("underneath")
	err := fmt.Errorf("while shopping: %w", &Error{kinds: []error{ErrDecode, ErrConflict}, cause: cause})
	for name, sentinel := range sentinels {
		assert.Equal(t, sentinel == ErrDecode || sentinel == ErrConflict, errors.Is(err, sentinel), name)
	}
	assert.ErrorIs(t, err, cause)
	assert.NoError(t, (&Error{}).Unwrap())
}

func TestALoggedErrorShowsItsEvidenceAndNoContent(t *testing.T) {
	e := &Error{
		API: "shop", Operation: "listThings", Method: "GET", URL: "https://h/things", StatusCode: 500, Attempts: 2, Code: "E1", Message: "oops",
		Header: http.Header{"X-Request-Id": {"r1"}, "Content-Type": {"text/secret"}}, Body: []byte("hunter2"),
		Detail: &struct{ A string }{"hunter2"},
	}
	assert.JSONEq(t, `{"api":"shop","operation":"listThings","method":"GET","url":"https://h/things","status":500,"body_bytes":7,
		"attempts":2,"code":"E1","reason":"oops","request_id":"r1"}`, marshalled(t, e))
	shown := renderings(e)
	assertShowsNone(t, shown, "hunter2")
	assert.Contains(t, shown, `"status":500`)
	assert.Contains(t, shown, `value.status=500`)
	assert.JSONEq(t, `{"api":"shop","operation":"","reason":"","attempts":0}`, marshalled(t, &Error{API: "shop"}))
}

type challenge struct {
	Kind string `json:"kind"`
}

func TestTheDetailOfAnErrorIsFoundByItsType(t *testing.T) {
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
