package wire

import (
	"regexp"
	"strings"
)

// subjects maps patterns of oasdiff's messages to the element that the message is about. The first match wins.
var subjects = []struct {
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

// subjectOf finds the element that one of oasdiff's messages is about; "" if it is about the whole operation or document.
func subjectOf(text string) string {
	for _, s := range subjects {
		if at := s.text.FindStringSubmatchIndex(text); at != nil {
			return strings.TrimPrefix(string(s.text.ExpandString(nil, s.subject, text, at)), "/")
		}
	}
	return ""
}
