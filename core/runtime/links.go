package runtime

import (
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/settings"
)

// Linked walks a list in which each page links to the next one in a Link header (RFC 8288, rel="next"). Fetch requests a page with
// the option at, and returns its items. A link to a different origin is an error, because credentials would be sent there. The walk
// ends as in [Cursor].
func Linked[T any](c *Client, op *Operation, fetch func(at core.CallOption) ([]T, error)) iter.Seq2[T, error] {
	return Cursor(c, op, func(cursor string) ([]T, string, error) {
		page := &settings.Page{}
		if cursor != "" {
			var err error
			if page.At, err = url.Parse(cursor); err != nil {
				return nil, "", endless(c, op, "the link to the next page is not a URL")
			}
		}
		items, err := fetch(func(s *settings.Call) { s.Page = page })
		if err != nil {
			return nil, "", err
		}
		next, err := nextLink(page)
		if err != nil {
			return nil, "", endless(c, op, err.Error())
		}
		return items, next, nil
	})
}

// KeepHeader returns an option that stores a response header in value.
func KeepHeader(name string, value *string) core.CallOption {
	return func(s *settings.Call) {
		s.Responses = append(s.Responses, func(_ int, header http.Header, _, _ []byte) { *value = header.Get(name) })
	}
}

// nextLink returns the URL of the page after page, or "" if page is the last one.
func nextLink(page *settings.Page) (string, error) {
	if page.From == nil {
		return "", nil
	}
	for _, header := range page.Header.Values("Link") {
		target, found, err := linkTo("next", header)
		if err != nil {
			return "", err
		}
		if !found {
			continue
		}
		to, err := url.Parse(target)
		if err != nil {
			return "", errors.New("the link to the next page is not a URL")
		}
		to = page.From.ResolveReference(to)
		if to.Fragment = ""; !sameOrigin(to, page.From) || to.User != nil {
			return "", errors.New("the link to the next page leads to a different server; want one on the client's server")
		}
		return to.String(), nil
	}
	return "", nil
}

// linkTo returns the target of the first link in a Link header that has the relation.
func linkTo(relation, header string) (target string, found bool, err error) {
	malformed := errors.New("the Link header is malformed: want <URL>; rel=next")
	for rest := strings.TrimLeft(header, " \t,"); rest != ""; rest = strings.TrimLeft(rest, " \t,") {
		var ok bool
		if rest, ok = strings.CutPrefix(rest, "<"); !ok {
			return "", false, malformed
		}
		if target, rest, ok = strings.Cut(rest, ">"); !ok {
			return "", false, malformed
		}
		has, seen := false, false
		for rest = strings.TrimLeft(rest, " \t"); strings.HasPrefix(rest, ";"); rest = strings.TrimLeft(rest, " \t") {
			var name, value string
			if name, value, rest, ok = linkParameter(rest[1:]); !ok {
				return "", false, malformed
			}
			if strings.EqualFold(name, "rel") && !seen { // only the first rel counts
				seen = true
				for _, word := range strings.Fields(value) {
					has = has || strings.EqualFold(word, relation)
				}
			}
		}
		if has {
			return target, true, nil
		}
		if rest != "" && rest[0] != ',' {
			return "", false, malformed
		}
	}
	return "", false, nil
}

// linkParameter reads a parameter of a link: name=value, name="value", or a name alone.
func linkParameter(text string) (name, value, rest string, ok bool) {
	text = strings.TrimLeft(text, " \t")
	end := strings.IndexAny(text, "=;,")
	if end < 0 {
		return strings.TrimSpace(text), "", "", true
	}
	name, rest = strings.TrimSpace(text[:end]), text[end:]
	if rest[0] != '=' {
		return name, "", rest, true
	}
	if rest = strings.TrimLeft(rest[1:], " \t"); !strings.HasPrefix(rest, `"`) {
		end := strings.IndexAny(rest, ";,")
		if end < 0 {
			end = len(rest)
		}
		return name, strings.TrimSpace(rest[:end]), rest[end:], true
	}
	var b strings.Builder
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] == '"':
			return name, b.String(), rest[i+1:], true
		case rest[i] == '\\' && i+1 < len(rest):
			i++
		}
		b.WriteByte(rest[i])
	}
	return "", "", "", false
}
