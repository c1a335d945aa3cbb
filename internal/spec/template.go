package spec

import (
	"net/url"
	"regexp"
	"strings"
)

var argument = regexp.MustCompile(`\\\{([^/]+?)\\\}`)

var parameterName = regexp.MustCompile(`\{[^}]*\}`)

// AnonymousPath returns a path template without the names of its parameters: renamed, they make no other path.
func AnonymousPath(template string) string { return parameterName.ReplaceAllString(template, "{}") }

// PathParameters returns the names of the parameters of a path template, from left to right.
func PathParameters(template string) []string {
	names := parameterName.FindAllString(template, -1)
	for i, name := range names {
		names[i] = name[1 : len(name)-1]
	}
	return names
}

// RenameParameters returns a path template whose parameters are called as in another one, from left to right.
func RenameParameters(template, as string) string {
	names := parameterName.FindAllString(as, -1)
	return parameterName.ReplaceAllStringFunc(template, func(old string) string {
		if len(names) == 0 {
			return old
		}
		name := names[0]
		names = names[1:]
		return name
	})
}

// MatchPath splits an escaped path into what stands before the path template and the template's arguments, unescaped. It
// reports whether the path ends as the template says.
func MatchPath(template, escaped string) (base string, args map[string]string, ok bool) {
	var names []string
	pattern := argument.ReplaceAllStringFunc(regexp.QuoteMeta(template), func(s string) string {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(s, `\{`), `\}`))
		return `([^/]+)`
	})
	found := regexp.MustCompile("^(.*)" + pattern + "$").FindStringSubmatch(escaped)
	if found == nil {
		return "", nil, false
	}
	args = map[string]string{}
	for i, name := range names {
		value, err := url.PathUnescape(found[i+2])
		if err != nil {
			return "", nil, false
		}
		args[name] = value
	}
	return found[1], args, true
}
