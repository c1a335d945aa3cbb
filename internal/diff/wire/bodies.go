package wire

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// body compares how the fields of forms are serialized.
func (f *findings) body(both *pair) {
	for media, content := range common(contentOf(both.before.Op), contentOf(both.after.Op)) {
		before, after := content[0], content[1]
		names := slices.AppendSeq(slices.Collect(maps.Keys(before.Encoding)), maps.Keys(after.Encoding))
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			if was, is := encoding(before.Encoding[name]), encoding(after.Encoding[name]); was != is {
				f.add("request-encoding-changed", both, "request property "+name, before.Origin, after.Origin,
					"the property %s of the form (%s) was sent as %s and is now read as %s", name, media, was, is)
			}
		}
	}
}

// encoding describes how a field of a form is serialized.
func encoding(e *openapi3.Encoding) string {
	media := ""
	if e != nil {
		media = e.ContentType
	}
	method := e.SerializationMethod()
	return fmt.Sprintf("%s, %s, explode %t", cmp.Or(media, "the media type of its schema"), method.Style, method.Explode)
}

// bodySchemas compares what oasdiff does not compare in the schemas of requests.
func (f *findings) bodySchemas(both *pair, w walk) {
	for media, content := range common(contentOf(both.before.Op), contentOf(both.after.Op)) {
		for _, one := range w.compare(content[0].Schema, content[1].Schema) {
			if one.ofRequests == "" {
				continue
			}
			subject := "request body"
			if one.path != "" {
				subject = "request property " + one.path
			}
			f.add(one.ofRequests, both, subject, one.before, one.after, "the %s %s (media type: %s)", subject, one.text, media)
		}
	}
}

// responseSchemas compares what oasdiff does not compare in the schemas of responses to successful calls.
func (f *findings) responseSchemas(both *pair, w walk) {
	news := responses(both.after.Op, false).Map()
	olds := responses(both.before.Op, false).Map()
	for _, status := range slices.Sorted(maps.Keys(olds)) {
		before, after := olds[status], news[status]
		if after == nil || before.Value == nil || after.Value == nil {
			continue
		}
		for media, content := range common(before.Value.Content, after.Value.Content) {
			for _, one := range w.compare(content[0].Schema, content[1].Schema) {
				if one.ofResponses == "" {
					continue
				}
				subject := "response body"
				if one.path != "" {
					subject = "response property " + one.path
				}
				f.add(one.ofResponses, both, subject, one.before, one.after, "the %s %s (status: %s, media type: %s)", subject, one.text, status, media)
			}
		}
	}
}

// common returns the media types that are in both contents, each with its old and new value.
func common(before, after openapi3.Content) map[string][2]*openapi3.MediaType {
	all := map[string][2]*openapi3.MediaType{}
	for media, old := range before {
		if now := after[media]; old != nil && now != nil {
			all[media] = [2]*openapi3.MediaType{old, now}
		}
	}
	return all
}

// contentOf returns the content of an operation's request.
func contentOf(op *openapi3.Operation) openapi3.Content {
	if op.RequestBody == nil || op.RequestBody.Value == nil {
		return nil
	}
	return op.RequestBody.Value.Content
}

// response reports an operation whose successes all had a JSON body and now have no body. Oasdiff reports a status that lost its
// body, but not a status with a body that was replaced by another status without a body.
func (f *findings) response(both *pair) {
	olds, news := successes(both.before.Op), successes(both.after.Op)
	if len(olds) == 0 || len(news) == 0 {
		return
	}
	for _, status := range slices.Sorted(maps.Keys(olds)) {
		if _, still := news[status]; still || spec.JSONMedia(olds[status].Content) == "" {
			return
		}
	}
	for _, r := range news {
		if spec.JSONMedia(r.Content) != "" {
			return
		}
	}
	f.add("response-body-removed", both, "response body", both.before.Op.Responses.Origin, both.after.Op.Responses.Origin,
		"the success had a JSON body with the status %s, and has no JSON body with the status %s",
		strings.Join(slices.Sorted(maps.Keys(olds)), " or "), strings.Join(slices.Sorted(maps.Keys(news)), " or "))
}

func successes(op *openapi3.Operation) map[string]*openapi3.Response {
	all := map[string]*openapi3.Response{}
	for status, ref := range op.Responses.Map() {
		if strings.HasPrefix(status, "2") && ref != nil && ref.Value != nil {
			all[status] = ref.Value
		}
	}
	return all
}
