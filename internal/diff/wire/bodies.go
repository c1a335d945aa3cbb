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

// schemas compares what oasdiff does not compare in the schemas of requests, and of responses to successful calls.
func (f *findings) schemas(both *pair, w walk) {
	f.content(both, w, "request", "", contentOf(both.before.Op), contentOf(both.after.Op))
	olds, news := responses(both.before.Op, false).Map(), responses(both.after.Op, false).Map()
	for _, status := range slices.Sorted(maps.Keys(olds)) {
		if before, after := olds[status], news[status]; after != nil && before.Value != nil && after.Value != nil {
			f.content(both, w, "response", "status: "+status+", ", before.Value.Content, after.Value.Content)
		}
	}
}

// content compares the schemas of a content. The direction is "request" or "response".
func (f *findings) content(both *pair, w walk, direction, where string, before, after openapi3.Content) {
	all := common(before, after)
	for _, media := range slices.Sorted(maps.Keys(all)) {
		for _, one := range w.compare(all[media][0].Schema, all[media][1].Schema) {
			rule := one.ofRequests
			if direction == "response" {
				rule = one.ofResponses
			}
			if rule == "" {
				continue
			}
			subject := direction + " body"
			if one.path != "" {
				subject = direction + " property " + one.path
			}
			f.add(rule, both, subject, one.before, one.after, "the %s %s (%smedia type: %s)", subject, one.text, where, media)
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
