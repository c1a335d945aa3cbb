package mock

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/hostclients/hostclients/mock/internal/request"
)

// The headers of the mock server.
const (
	// SessionHeader selects a session. Each value has its own state.
	SessionHeader = "X-Mock-Session"
	// SourceHeader names the source of a response.
	SourceHeader = "X-Mock-Source"
)

// problem is an error response in the form of RFC 9457 (problem details). It is sent if the API's own error is not known.
type problem struct {
	Title  string          `json:"title"`
	Status int             `json:"status"`
	Detail string          `json:"detail"`
	Errors []request.Error `json:"errors,omitempty"`
}

func newProblem(status int, detail string) *problem {
	return &problem{Title: http.StatusText(status), Status: status, Detail: detail}
}

// Error returns the detail.
func (p *problem) Error() string { return p.Detail }

func (p *problem) write(w http.ResponseWriter) {
	body, _ := json.Marshal(p) // it contains only text and numbers
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_, _ = w.Write(body)
}

// errorText lists every error with its location.
func errorText(errs []request.Error) string {
	var texts []string
	for _, e := range errs {
		texts = append(texts, e.Location+": "+e.Message)
	}
	return strings.Join(texts, "; ")
}
