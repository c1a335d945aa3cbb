package wire

import (
	"regexp"
	"strconv"
	"strings"
)

// subjectPatterns maps patterns of oasdiff's messages to the element that the message is about. The first match wins.
var subjectPatterns = []struct {
	text    *regexp.Regexp
	subject string
}{
	{regexp.MustCompile("property `([^`]*)` of the `([^`]*)` request parameter `([^`]*)`"), "$2 parameter $3, property $1"},
	{regexp.MustCompile("`([^`]*)` property of the `([^`]*)` request parameter `([^`]*)`"), "$2 parameter $3, property $1"},
	{
		regexp.MustCompile("`([^`]*)` request parameter `([^`]*)`, the `[^`]*` of property `([^`]*)`"),
		"$1 parameter $2, property $3",
	},
	{regexp.MustCompile("`([^`]*)` request header's property `([^`]*)`"), "header parameter $1, property $2"},
	{regexp.MustCompile("`([^`]*)` request parameter `([^`]*)`"), "$1 parameter $2"},
	{regexp.MustCompile("`([^`]*)` request header was"), "header parameter $1"},
	{regexp.MustCompile("path request parameter `([^`]*)`"), "path parameter $1"},
	{regexp.MustCompile("`([^`]*)` request (?:read-only )?property"), "request property $1"},
	{regexp.MustCompile("request (?:[a-z-]+ )*property `([^`]*)`"), "request property $1"},
	{regexp.MustCompile("`([^`]*)` response(?:'s)? (?:write-only )?property"), "response property $1"},
	{regexp.MustCompile("response (?:[a-z-]+ )*property `([^`]*)`"), "response property $1"},
	{regexp.MustCompile("property `([^`]*)` (?:to|from) the response"), "response property $1"},
	{regexp.MustCompile("`([^`]*)` response header"), "response header $1"},
	{regexp.MustCompile("response header `([^`]*)`"), "response header $1"},
	{regexp.MustCompile("media type parameter `([^`]*)`.* response status"), "response media type parameter $1"},
	{regexp.MustCompile("media type `([^`]*)`.* request body"), "request media type $1"},
	{regexp.MustCompile("media type `([^`]*)`.* response"), "response media type $1"},
	{regexp.MustCompile("(?:removed|added) the (?:non-)?success response with the status `([^`]*)`"), "response $1"},
	{regexp.MustCompile("security scope `[^`]*` was .* security scheme `([^`]*)`"), "security scheme $1"},
	{regexp.MustCompile("(?:security scheme|scheme security) `([^`]*)`"), "security scheme $1"},
	{regexp.MustCompile("removed the schema `([^`]*)`"), "schema $1"},
	{regexp.MustCompile("request(?:'s)? (?:body|discriminator)"), "request body"},
	{regexp.MustCompile("response(?:'s)? (?:body|discriminator|schema)"), "response body"},
}

// subjects caches the subject of each message. The key is the message with numbers instead of quoted values. Most messages differ only
// in these values, and matching every message against all patterns would take longer than the comparison.
type subjects map[string]string

// of finds the element that one of oasdiff's messages is about; "" if it is about the whole operation or document.
func (s subjects) of(text string) string {
	parts := strings.Split(text, "`") // those with an odd index are values
	var values []string
	for i := 1; i < len(parts); i += 2 {
		number := "\x00" + strconv.Itoa(i) + "\x00"
		values = append(values, number, parts[i])
		parts[i] = number
	}
	words := strings.Join(parts, "`")
	subject, known := s[words]
	if !known {
		subject = find(words)
		s[words] = subject
	}
	return strings.TrimPrefix(strings.NewReplacer(values...).Replace(subject), "/")
}

func find(words string) string {
	for _, s := range subjectPatterns {
		if at := s.text.FindStringSubmatchIndex(words); at != nil {
			return string(s.text.ExpandString(nil, s.subject, words, at))
		}
	}
	return ""
}
