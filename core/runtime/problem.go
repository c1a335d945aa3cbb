package runtime

import (
	"mime"
	"strings"

	"github.com/hostclients/hostclients/core"
)

// explainProblem reads problem details (RFC 9457), whose members are the same in every API. It does nothing if the overlay
// describes the body of failures.
func (call *call) explainProblem(e *core.Error, tree any) {
	problem, ok := tree.(map[string]any)
	if !ok || call.op.ErrorBody != (ErrorBody{}) || !isProblem(call.response, problem) {
		return
	}
	text := func(from map[string]any, name string) string {
		said, _ := from[name].(string)
		return strings.TrimSpace(said)
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
		for _, one := range list[:min(len(list), maxItems)] {
			item, _ := one.(map[string]any)
			found := core.ErrorItem{}
			for _, place := range []string{"pointer", "name", "parameter", "header"} {
				if found.At == "" {
					found.At = call.redact(text(item, place))
				}
			}
			for _, said := range []string{"detail", "reason"} {
				if found.Message == "" {
					found.Message = call.show(text(item, said))
				}
			}
			if found != (core.ErrorItem{}) {
				e.Items = append(e.Items, found)
			}
		}
	}
}

// isProblem reports whether a body is problem details, by its media type, or by its members if the server sends it as plain JSON.
func isProblem(resp *response, body map[string]any) bool {
	if media, _, _ := mime.ParseMediaType(resp.header.Get("Content-Type")); media == "application/problem+json" {
		return true
	}
	_, titled := body["title"].(string)
	_, typed := body["type"].(string)
	_, numbered := body["status"]
	return titled && (typed || numbered)
}
