package runtime

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hostclients/hostclients/core/internal/codec"
	"github.com/hostclients/hostclients/core/internal/settings"
)

// encodeBody checks a body against the document's rule, and returns it as the operation sends it.
func (call *call) encodeBody(body any) (media string, data []byte, err error) {
	call.inputs = append(call.inputs, body)
	media = call.op.Body.Media
	if isNone(body) {
		if len(call.opts.Fields) == 0 && (media == "" || !call.op.Body.Credential) {
			return "", nil, nil
		}
		body = struct{}{}
	}
	if data, err = codec.Encode(body); err != nil {
		return "", nil, fmt.Errorf("the body %w", call.redactError(err))
	}
	if call.op.Body.NotNull && isNull(data) {
		return "", nil, errors.New("the body is missing")
	}
	if rule := call.op.Body.Rule; rule != nil && !rule.fits(data) {
		if err := rule.explain(data); err != nil {
			return "", nil, err
		}
	}
	if isForm(media) {
		if data, err = formOf(data, call.op.Body.Form, fieldsOf(body)); err != nil {
			return "", nil, err
		}
	}
	if len(call.opts.Fields) == 0 {
		return media, data, nil
	}
	r := &request{media: media, body: data}
	for _, field := range call.opts.Fields {
		if err := addField(r, field, call.op.Body.Form); err != nil {
			return "", nil, err
		}
	}
	return media, r.body, nil
}

// isNone reports whether body is nil or a nil pointer.
func isNone(body any) bool {
	v := reflect.ValueOf(body)
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil()
}

func isForm(media string) bool {
	if media == mediaForm || media == mediaJSON {
		return media == mediaForm
	}
	media, _, _ = mime.ParseMediaType(media)
	return media == mediaForm
}

func isJSON(media string) bool {
	if media == mediaForm || media == mediaJSON {
		return media == mediaJSON
	}
	media, _, _ = mime.ParseMediaType(media)
	return media == mediaJSON || strings.HasSuffix(media, "+json")
}

// addField adds a member to a body. It returns an error if the body cannot have members, or already has this member.
func addField(r *request, field settings.Field, form Form) error {
	switch {
	case isForm(r.media):
		pair, err := formPair(field, form)
		if err != nil {
			return err
		}
		// A list or an object is written as several pairs, whose names continue with a bracket.
		name := []byte(url.QueryEscape(field.Name))
		for other := range bytes.SplitSeq(r.body, []byte("&")) {
			if rest, same := bytes.CutPrefix(other, name); same && (bytes.HasPrefix(rest, []byte("=")) || bytes.HasPrefix(rest, []byte("%5B"))) {
				return fmt.Errorf("the body already has a field %s", field.Name)
			}
		}
		r.body = bytes.Trim(slices.Concat(pair, []byte("&"), r.body), "&")
	case isJSON(r.media) && bytes.HasPrefix(r.body, []byte("{")):
		member, err := encodeMember(field)
		if err != nil {
			return err
		}
		if _, found, err := codec.Property(r.body, field.Name); err != nil || found {
			return errors.Join(fmt.Errorf("the body already has a member %s", field.Name), err)
		}
		rest := r.body[1:]
		member = member[:len(member)-1]
		if !bytes.HasPrefix(bytes.TrimSpace(rest), []byte("}")) {
			member = append(member, ',')
		}
		r.body = slices.Concat(member, rest)
	default:
		return fmt.Errorf("%s is a field of the body, but this operation sends no body with fields", field.Name)
	}
	return nil
}

// formPair returns a field as form data. A string, such as a credential, is not converted to JSON first.
func formPair(field settings.Field, form Form) ([]byte, error) {
	text, isText := field.Value.(string)
	_, special := form.Fields[field.Name]
	if isText && !special && utf8.ValidString(field.Name) && utf8.ValidString(text) {
		return appendEscaped(append(appendEscaped(nil, field.Name), '='), text), nil
	}
	member, err := encodeMember(field)
	if err != nil {
		return nil, err
	}
	return formOf(member, form, map[string]bool{field.Name: true})
}

// encodeMember returns a JSON object whose only member is the field.
func encodeMember(field settings.Field) ([]byte, error) {
	member, err := codec.Encode(map[string]any{field.Name: field.Value})
	if err != nil {
		return nil, fmt.Errorf("%s %w", field.Name, err)
	}
	return member, nil
}
