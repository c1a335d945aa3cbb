package wire

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/spec"
)

// encodings compares how the fields of a form are sent. The direction is "request" or "response".
func (f *findings) encodings(both *pair, direction string, before, after openapi3.Content) {
	for media, content := range common(before, after) {
		before, after := content[0], content[1]
		names := slices.AppendSeq(slices.Collect(maps.Keys(before.Encoding)), maps.Keys(after.Encoding))
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			subject := direction + " property " + name
			if was, is := encoding(before.Encoding[name]), encoding(after.Encoding[name]); was != is {
				f.add(direction+"-encoding-changed", both, subject, before.Origin, after.Origin,
					"the property %s of the form (%s) was sent as %s and is now read as %s", name, media, was, is)
			} else if !sameHeaders(before.Encoding[name], after.Encoding[name]) {
				f.add(direction+"-encoding-changed", both, subject, before.Origin, after.Origin,
					"the headers of the property %s of the form (%s) changed", name, media)
			}
		}
	}
}

func sameHeaders(before, after *openapi3.Encoding) bool {
	s := sameness{known: map[pointers]bool{}, inline: true}
	headers := func(e *openapi3.Encoding) reflect.Value {
		if e == nil {
			return reflect.ValueOf(openapi3.Headers{})
		}
		return reflect.ValueOf(e.Headers)
	}
	return s.same(headers(before), headers(after))
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

// contents compares what oasdiff does not compare in the bodies and headers of an operation.
func (f *findings) contents(both *pair, w walk) {
	before, after := contentOf(both.before.Op), contentOf(both.after.Op)
	f.encodings(both, "request", before, after)
	f.content(both, w, "request", "", before, after)
	olds, news := both.before.Op.Responses.Map(), both.after.Op.Responses.Map()
	for _, status := range slices.Sorted(maps.Keys(olds)) {
		before, after := olds[status], news[status]
		if after == nil || before.Value == nil || after.Value == nil {
			continue
		}
		first := len(f.all)
		f.encodings(both, "response", before.Value.Content, after.Value.Content)
		f.content(both, w, "response", "status: "+status+", ", before.Value.Content, after.Value.Content)
		if isFailure(status) {
			f.limit(first, "a failed call returns an error, whatever its body is")
		}
		first = len(f.all)
		f.headers(both, w, before.Value.Headers, after.Value.Headers)
		f.limit(first, "the client's methods do not read headers, but a program can read them with core.CallResponse")
	}
}

// limit makes changes at most risky, starting with the change at index first.
func (f *findings) limit(first int, why string) {
	for i := range f.all[first:] {
		if one := &f.all[first+i]; one.Severity > change.Risky {
			one.Severity, one.Why = change.Risky, why
		}
	}
}

// headers compares how the headers of a response are written, and their schemas.
func (f *findings) headers(both *pair, w walk, before, after openapi3.Headers) {
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if before[name] == nil || before[name].Value == nil || after[name] == nil || after[name].Value == nil {
			continue
		}
		old, now := before[name].Value.Parameter, after[name].Value.Parameter
		old.In, now.In = openapi3.ParameterInHeader, openapi3.ParameterInHeader
		old.Schema, now.Schema = schemaOf(old.Schema, old.Content), schemaOf(now.Schema, now.Content)
		subject := "response header " + name
		sameKind := len(old.Content)+len(now.Content) > 0 || plain(old.Schema) == plain(now.Schema) // otherwise, the type changed
		if was, is := serializations(&old, &now); was != is && sameKind {
			f.add("response-header-serialization-changed", both, subject, old.Origin, now.Origin,
				"the response header %s was read as %s and is now written as %s", name, was, is)
		}
		if now.Required && !old.Required {
			f.add("response-header-became-required", both, subject, old.Origin, now.Origin, "the response header %s is now always sent", name)
		}
		for _, one := range w.compare(old.Schema, now.Schema) {
			if one.ofResponses != "" && !one.inXML {
				f.add(one.ofResponses, both, at(subject, one.path), one.before, one.after, "the %s %s", at(subject, one.path), one.text)
			}
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
			if rule == "" || one.inXML && !strings.Contains(media, "xml") {
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

// statuses reports responses for a range of statuses, and default responses, that only one document has. Oasdiff compares only exact
// statuses.
func (f *findings) statuses(both *pair) {
	olds, news := both.before.Op.Responses, both.after.Op.Responses
	for _, one := range []struct {
		word          string
		before, after *openapi3.Responses
	}{{"removed", olds, news}, {"added", news, olds}} {
		for _, status := range slices.Sorted(maps.Keys(one.before.Map())) {
			if _, err := strconv.Atoi(status); err == nil || one.after.Value(status) != nil {
				continue
			}
			rule := "success-range-" + one.word
			if isFailure(status) || status == "default" && len(successes(both.before.Op))+len(successes(both.after.Op)) > 0 {
				rule = "failure-range-" + one.word
			}
			f.add(rule, both, "response "+status, olds.Origin, news.Origin, "the response for the status %s was %s", status, one.word)
		}
	}
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
