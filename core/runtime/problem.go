package runtime

import (
	"mime"
	"strings"

	"github.com/hostclients/hostclients/core"
)

// explainProblem sets the message, code and items of e from problem details (RFC 9457). It does nothing if the overlay
// describes the body of failures.
func (call *call) explainProblem(e *core.Error, tree any) {
	problem, ok := tree.(map[string]any)
	if !ok || call.op.ErrorBody != (ErrorBody{}) || !isProblem(call.response, problem) {
		return
	}
	text := func(from map[string]any, name string) string {
		value, _ := from[name].(string)
		return strings.TrimSpace(value)
	}
	title, detail := text(problem, "title"), text(problem, "detail")
	switch {
	case title == "" || strings.Contains(detail, title):
		e.Message = call.show(detail)
	case detail == "":
		e.Message = call.show(title)
	default:
		e.Message = call.show(strings.TrimSuffix(title, ".") + ": " + detail)
	}
	if kind := text(problem, "type"); kind != "about:blank" {
		e.Code = call.redact(kind)
	}
	for _, name := range []string{"errors", "invalid-params"} {
		list, _ := problem[name].([]any)
		for _, entry := range list[:min(len(list), maxItems)] {
			item, _ := entry.(map[string]any)
			found := core.ErrorItem{}
			for _, key := range []string{"pointer", "name", "parameter", "header"} {
				if found.At == "" {
					found.At = call.redact(text(item, key))
				}
			}
			for _, key := range []string{"detail", "reason"} {
				if found.Message == "" {
					found.Message = call.show(text(item, key))
				}
			}
			if found != (core.ErrorItem{}) {
				e.Items = append(e.Items, found)
			}
		}
	}
}

// isProblem reports whether a body contains problem details. It checks the media type first, and then the members, because some
// servers send problem details as plain JSON.
func isProblem(resp *response, body map[string]any) bool {
	if media, _, _ := mime.ParseMediaType(resp.header.Get("Content-Type")); media == "application/problem+json" {
		return true
	}
	_, titled := body["title"].(string)
	_, typed := body["type"].(string)
	_, numbered := body["status"]
	return titled && (typed || numbered)
}
