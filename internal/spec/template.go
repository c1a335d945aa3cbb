package spec

import (
	"net/url"
	"regexp"
	"strings"
)

var parameterName = regexp.MustCompile(`\{[^}]*\}`)

// AnonymousPath returns a path template without the names of its parameters. Two templates that differ only in those names are the
// same path.
func AnonymousPath(template string) string { return parameterName.ReplaceAllString(template, "{}") }

// PathParameters returns the names of the parameters of a path template, from left to right.
func PathParameters(template string) []string {
	names := parameterName.FindAllString(template, -1)
	for i, name := range names {
		names[i] = name[1 : len(name)-1]
	}
	return names
}

// MatchPath matches the end of an escaped path against a path template. It returns the part of the path before the match, and the
// unescaped path arguments.
func MatchPath(template, escaped string) (base string, args map[string]string, ok bool) {
	var buffer [16]string // most templates have fewer names and values than this
	found := buffer[:0]
	base = escaped
	for template != "" {
		want, got := strings.LastIndexByte(template, '/'), strings.LastIndexByte(base, '/')
		if want < 0 || got < 0 {
			return "", nil, false
		}
		if found, ok = matchSegment(template[want+1:], base[got+1:], found); !ok {
			return "", nil, false
		}
		template, base = template[:want], base[:got]
	}
	args = make(map[string]string, len(found)/2)
	for i := 0; i < len(found); i += 2 {
		value, err := url.PathUnescape(found[i+1])
		if err != nil {
			return "", nil, false
		}
		args[found[i]] = value
	}
	return base, args, true
}

// matchSegment matches one segment of a path. It appends the names and values of its arguments to found. Arguments are matched
// greedily from left to right.
func matchSegment(template, text string, found []string) ([]string, bool) {
	literal, rest, ok := strings.Cut(template, "{")
	name, rest, closed := strings.Cut(rest, "}")
	if !ok || !closed {
		return found, template == text
	}
	if text, ok = strings.CutPrefix(text, literal); !ok {
		return found, false
	}
	for n := len(text); n > 0; n-- {
		if all, ok := matchSegment(rest, text[n:], append(found, name, text[:n])); ok {
			return all, true
		}
	}
	return found, false
}
