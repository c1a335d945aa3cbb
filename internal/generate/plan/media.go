package plan

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// success is a response with a 2xx status.
type success struct {
	status, pointer string
	media           string // the JSON media type, or ""
	json            *openapi3.MediaType
	content         openapi3.Content
	other           []string // the other media types, if there is no JSON
}

// successes returns the successful responses of an operation. A default response counts as successful if it is the only response.
func (d *draft) successes() []success {
	responses := d.doc.Op.Responses.Map()
	var all []success
	for _, status := range sorted(responses) {
		if strings.HasPrefix(status, "2") || status == "default" && len(responses) == 1 {
			content := responses[status].Value.Content
			s := success{status: status, content: content, pointer: d.Pointer + spec.Pointer("responses", status), media: spec.JSONMedia(content)}
			if s.media != "" && !spec.IsFile(content[s.media]) {
				s.json = content[s.media]
				s.pointer += spec.Pointer("content", s.media, "schema")
			} else {
				s.media, s.other = "", sorted(content)
			}
			all = append(all, s)
		}
	}
	return all
}

// draftSuccesses determines the type of an operation's result from its successful responses, some of which may not be JSON.
func (b *builder) draftSuccesses(d *draft) error {
	all := d.successes()
	var typed *success
	var empty, others []string
	several := false
	for i, s := range all {
		switch {
		case s.json != nil && typed == nil:
			typed = &all[i]
		case s.json != nil:
			several = several || !sameResult(typed.json, s.json)
		case len(s.other) > 0:
			others = append(others, s.other...)
		default:
			empty = append(empty, s.status)
		}
	}
	switch {
	case len(all) == 0 && !b.config.Foreign:
		return b.doc.At(d.Pointer+"/responses", "%s has no successful response: want one with a 2xx status", d.ID)
	case len(all) == 0:
		b.note(d.Pointer+"/responses", "the document declares no successful response for %s: the method returns the body as core.Raw", d.ID)
		d.Result.Raw, d.Result.Bytes = true, true
	case len(others) > 0 && typed == nil:
		d.Result.Accept = strings.Join(slices.Compact(slices.Sorted(slices.Values(others))), ", ")
		d.Result.Text = !slices.ContainsFunc(others, func(media string) bool { return !spec.IsText(media) })
		d.Result.Stream = !d.Result.Text
	case len(others) > 0:
		d.Result.Raw, d.Result.Bytes, d.Result.Accept = true, true, typed.media+", "+strings.Join(others, ", ")
		b.note(d.Pointer+"/responses", "%s returns core.Raw with the body as received: %s", d.ID, strings.Join(others, ", "))
	case several && d.Result.Property == "":
		return b.choices(d, all)
	case several:
		return b.doc.At(d.Pointer+"/x-result", "x-result names %q, but the successful responses have several types", d.Result.Property)
	case typed == nil:
	default:
		if typed.media != mediaJSON && !strings.Contains(typed.media, "*") {
			d.Result.Accept = typed.media
		}
		if !b.config.Foreign && typed.content[mediaBytes] != nil {
			d.Result.Bytes, d.Result.Accept = true, "*/*"
		}
		for _, status := range empty {
			d.Result.Empty = append(d.Result.Empty, statusKey(status))
		}
		return b.draftResult(d, typed.json, typed.pointer)
	}
	if d.Result.Property != "" {
		return b.doc.At(d.Pointer+"/x-result", "x-result names %q, but the response has no JSON body", d.Result.Property)
	}
	return nil
}

// sameResult reports whether two successful responses have the same type.
func sameResult(a, b *openapi3.MediaType) bool {
	if a.Schema == nil || b.Schema == nil {
		return a.Schema == b.Schema
	}
	return a.Schema.Ref != "" && a.Schema.Ref == b.Schema.Ref || a.Schema.Ref == b.Schema.Ref && alike(a.Schema.Value, b.Schema.Value)
}

// server returns the URL of the operation's own server, or "" if it is a server of the document.
func (b *builder) server(d *draft) string {
	servers := spec.Servers(b.doc.T, d.doc.Item, d.doc.Op)
	if len(servers) == 0 {
		return ""
	}
	own := spec.ServerURL(servers[0])
	if slices.ContainsFunc(b.doc.T.Servers, func(s *openapi3.Server) bool { return spec.ServerURL(s) == own }) {
		return ""
	}
	if len(servers) > 1 {
		b.note(d.Pointer, "%s is sent to the first of its servers, %s", d.ID, own)
	}
	return own
}
