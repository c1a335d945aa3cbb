package spec

import (
	"regexp"
	"slices"
	"strings"
)

var (
	identifier = regexp.MustCompile(`^[A-Za-z_]\w*$`)
	index      = regexp.MustCompile(`^\d+$`)
	quoting    = strings.NewReplacer(`\`, `\\`, "'", `\'`)
)

// Target converts a JSON pointer to the target of an overlay action. After any keyword other than those for lists of elements, a number
// is a name.
func Target(pointer string) string {
	text, above := "$", ""
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		token = unescape(token)
		switch {
		case index.MatchString(token) && slices.Contains(listedElements, above):
			text += "[" + token + "]"
		case identifier.MatchString(token):
			text += "." + token
		default:
			text += "['" + quoting.Replace(token) + "']"
		}
		above = token
	}
	return text
}
