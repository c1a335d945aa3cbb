package upstream

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// declares returns a detector for JSON and YAML documents whose root has a key with a version that begins with prefix.
func declares(key, prefix string) func([]byte) bool {
	quoted := `(?:` + key + `|"` + key + `"|'` + key + `')`
	line := regexp.MustCompile(`(?m)^` + quoted + `[ \t]*:[ \t]+["']?` + regexp.QuoteMeta(prefix) + `(?:\D|$)`)
	return func(data []byte) bool {
		if isJSON(data) {
			version := member(data, key)
			return version == prefix || strings.HasPrefix(version, prefix+".")
		}
		return beginsAsYAML(data) && line.Match(data)
	}
}

func isJSON(data []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) }

// member returns a string member of a JSON object, or "". It ignores errors after the member, because the importer reports them.
func member(data []byte, name string) string {
	decoder := jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if _, err := decoder.ReadToken(); err != nil {
		return ""
	}
	for decoder.PeekKind() == '"' {
		key, err := decoder.ReadToken()
		if err != nil {
			return ""
		}
		found := key.String() == name
		switch value, err := decoder.ReadValue(); {
		case err != nil:
			return ""
		case found:
			var text string
			_ = json.Unmarshal(value, &text) // a version that is not a string does not match
			return text
		}
	}
	return ""
}

var keyLine = regexp.MustCompile(`^(?:[\w$./-]+|"[^"]+"|'[^']+')[ \t]*:(?:[ \t]|$)`)

// beginsAsYAML reports whether the first line with content is a key of a mapping or a "---". A copied page begins with prose.
func beginsAsYAML(data []byte) bool {
	for line := range bytes.Lines(data) {
		line = bytes.TrimRight(line, " \t\r\n")
		if len(line) == 0 || line[0] == '#' || line[0] == '%' {
			continue
		}
		return bytes.HasPrefix(line, []byte("---")) || keyLine.Match(line)
	}
	return false
}
