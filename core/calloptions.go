package core

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/hostclients/hostclients/core/internal/settings"
)

// CallOption configures one call.
type CallOption func(*settings.Call)

// CallTimeout replaces the client's timeout for this call. If timeout is zero or less, only the call's context limits it.
func CallTimeout(timeout time.Duration) CallOption {
	return func(s *settings.Call) {
		if timeout <= 0 {
			timeout = -1
		}
		s.Timeout = timeout
	}
}

// CallOnce sends this call's request at most once.
func CallOnce() CallOption { return func(s *settings.Call) { s.Once = true } }

// CallQuery adds a query parameter that the document lacks, such as a filter whose syntax is undocumented. It can be repeated,
// even with the same name.
func CallQuery(name, value string) CallOption {
	return func(s *settings.Call) {
		if s.Query == nil {
			s.Query = url.Values{}
		}
		s.Query.Add(name, value)
	}
}

// reserved lists the headers that only the client sets: credentials, and headers that describe the connection or the body.
var reserved = []string{
	"Authorization", "Connection", "Content-Length", "Content-Type", "Cookie", "Host", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
}

var headerName = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+.^_|~-]+$`)

// CallHeader sets a request header that the document lacks, such as X-Request-Id. For a header that carries credentials or
// describes the connection or the body, the call fails with [ErrInvalid].
func CallHeader(name, value string) CallOption {
	return func(s *settings.Call) {
		key := http.CanonicalHeaderKey(name)
		switch {
		case !headerName.MatchString(name):
			s.Err = errors.Join(s.Err, fmt.Errorf("CallHeader: want a header name like X-Request-Id, got %q", name))
			return
		case strings.ContainsFunc(value, unicode.IsControl):
			s.Err = errors.Join(s.Err, fmt.Errorf("CallHeader: the value of %s contains a control character", key))
			return
		case slices.Contains(reserved, key):
			s.Err = errors.Join(s.Err, fmt.Errorf("CallHeader: the client sets %s itself", key))
			return
		}
		if s.Header == nil {
			s.Header = http.Header{}
		}
		s.Header.Set(key, value)
	}
}

// CallField adds a member that the document lacks to a JSON or form body, such as a custom field of your installation. Value is
// encoded like the body's own fields. If the body already has the member, the call fails with [ErrInvalid].
func CallField(name string, value any) CallOption {
	return func(s *settings.Call) {
		if strings.TrimSpace(name) == "" {
			s.Err = errors.Join(s.Err, errors.New("CallField: the name is empty"))
			return
		}
		s.Fields = append(s.Fields, settings.Field{Name: name, Value: value})
	}
}

// CallResponse stores the status, headers and body of the response in r, whether the call succeeds or fails. If there is no
// response, r is unchanged.
func CallResponse(r *Response) CallOption {
	return func(s *settings.Call) {
		if r == nil {
			return
		}
		s.Responses = append(s.Responses, func(status int, header http.Header, body, noise []byte) {
			*r = Response{StatusCode: status, Header: header, Body: body, Noise: noise}
		})
	}
}
