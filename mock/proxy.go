package mock

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/mock/internal/answer"
	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/request"
)

// fromProxy is the source of a response that a real server sent.
const fromProxy = "proxy"

// mostProxied is the maximum size of a real server's response body, in bytes.
const mostProxied = 16 << 20

// WithProxy forwards every call to the real server at a base URL, and records where its responses differ from the document:
// undeclared fields, other types, other statuses. Nothing is stored, and faults are off. The server must have exactly one API.
func WithProxy(base string) Option {
	return func(c *config) error {
		target, err := url.Parse(base)
		if err != nil || target.Host == "" || target.Scheme != "http" && target.Scheme != "https" {
			return errors.New("mock.WithProxy: want a URL such as https://portal.example.com/api")
		}
		c.proxy = target
		return nil
	}
}

// proxyClient does not follow redirects: they are passed on like any other response.
var proxyClient = &http.Client{
	Timeout:       2 * time.Minute,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// pass forwards a call, and compares the response with the document.
func (s *Server) pass(r *http.Request, op *model.Operation, path string, args map[string]string, body []byte, x *exchange) {
	q := request.Read(r, op, args, body)
	x.entry.Errors, x.entry.Unread = q.Errors, q.Unread
	target := *s.config.proxy
	target.RawQuery = r.URL.RawQuery
	target.Path, target.RawPath = joined(&target, path)
	out, err := http.NewRequestWithContext(r.Context(), r.Method, target.String(), bytes.NewReader(body)) //nolint:gosec // as below
	if err != nil {
		x.problem = newProblem(http.StatusBadGateway, "the URL of the call cannot be forwarded")
		return
	}
	out.Header = r.Header.Clone()
	for _, name := range []string{"Host", "Connection", "Accept-Encoding", SessionHeader, PasswordHeader, "Prefer"} {
		out.Header.Del(name)
	}
	response, err := proxyClient.Do(out) //nolint:gosec // the person who started the server chose the base URL
	if err != nil {
		x.problem = newProblem(http.StatusBadGateway, "the real server did not respond") // the error may quote the URL
		return
	}
	defer func() { _ = response.Body.Close() }()
	received, err := io.ReadAll(io.LimitReader(response.Body, mostProxied+1))
	if err != nil || len(received) > mostProxied {
		x.problem = newProblem(http.StatusBadGateway, fmt.Sprintf("the real server's response is incomplete, or longer than %d bytes", mostProxied))
		return
	}
	x.response = &answer.Response{Status: response.StatusCode, Header: response.Header, Body: received, Source: fromProxy}
	x.entry.Findings = findings(op, response, received)
}

// joined returns the path of a call below the base URL, plain and escaped.
func joined(base *url.URL, path string) (plain, escaped string) {
	escaped = strings.TrimSuffix(base.EscapedPath(), "/") + path
	if plain, err := url.PathUnescape(escaped); err == nil {
		return plain, escaped
	}
	return escaped, escaped
}

// findings returns the differences between a response and the document. They quote no values.
func findings(op *model.Operation, response *http.Response, body []byte) []request.Error {
	status := response.StatusCode
	key, ref := op.Declared(status)
	if ref == nil {
		return []request.Error{{Location: "status", Message: fmt.Sprintf("the document has no response with the status %d", status)}}
	}
	var found []request.Error
	if key == "default" && status < http.StatusBadRequest {
		found = append(found, request.Error{Location: "status", Message: fmt.Sprintf("the status %d is declared only by default, which is for errors", status)})
	}
	media := ref.Value.Content.Get("application/json")
	text := bytes.TrimSpace(body)
	if media == nil {
		if len(text) > 0 {
			found = append(found, request.Error{Location: "response", Message: "the document declares no body for this status"})
		}
		return found
	}
	if sent, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); sent != "application/json" {
		found = append(found, request.Error{Location: "header.content-type", Message: "want application/json"})
	}
	tree, err := spec.ParseJSON(text)
	if err != nil {
		return append(found, request.Error{Location: "response", Message: "is not JSON"})
	}
	schema := spec.SchemaOf(media.Schema)
	if status < http.StatusMultipleChoices && !op.Rejected(tree) {
		schema = op.Success().Schema
	}
	found = append(found, request.Check("response", schema, tree, openapi3.VisitAsResponse())...)
	undeclared := spec.Undeclared("response", schema, tree)
	slices.Sort(undeclared)
	for _, location := range slices.Compact(undeclared) {
		found = append(found, request.Error{Location: location, Message: "is not declared"})
	}
	return found
}
