package har

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// operation is the operation that an exchange matches. Path is empty if no path matches. Op is nil if no path matches, or if the path
// lacks the method.
type operation struct {
	*spec.Operation
	target *url.URL
}

// find returns the operation that an exchange belongs to. If several paths match, the path with the shortest base URL wins,
// even if it lacks the method. foreign is the reason why no operation matches, or "".
func find(doc *openapi3.T, e entry) (o operation, foreign string) {
	target, err := url.Parse(e.Request.URL)
	if err != nil || target.Scheme != "http" && target.Scheme != "https" {
		return o, "not an http or https URL"
	}
	o.target = target
	o.Operation = &spec.Operation{Method: strings.ToUpper(e.Request.Method)}
	shortest := -1
	for _, template := range doc.Paths.InMatchingOrder() {
		base, _, ok := spec.MatchPath(template, target.EscapedPath())
		if !ok || shortest >= 0 && len(base) >= shortest {
			continue
		}
		shortest = len(base)
		o.Item, o.Path = doc.Paths.Value(template), template
	}
	if o.Item != nil {
		o.Op = o.Item.GetOperation(o.Method)
	}
	switch {
	case o.Op == nil && o.Method == http.MethodOptions:
		return o, "a preflight request"
	case o.Op == nil:
		return o, "not an operation of the document"
	}
	return o, ""
}

// unusable returns why an exchange cannot become a fixture of the operation, or "".
func (o operation) unusable(e entry, body string) string {
	status := e.Response.Status
	switch {
	case status == 0:
		return "no response"
	case (status < 200 || status/100 == 3) && o.Op.Responses.Value(strconv.Itoa(status)) == nil:
		return "a 1xx or 3xx status that the document does not declare"
	}
	start := strings.ToLower(strings.TrimSpace(body[:min(len(body), 512)]))
	if strings.HasPrefix(start, "<!doctype") || strings.HasPrefix(start, "<html") || body != "" && foreignMedia(e.receivedMedia()) && checkJSON(body) != nil {
		return "a response that is not JSON, such as an HTML page"
	}
	return ""
}

// foreignMedia reports whether a media type excludes JSON. Some servers send JSON as text/plain.
func foreignMedia(media string) bool {
	return media != "" && media != "text/plain" && !isJSON(media)
}
