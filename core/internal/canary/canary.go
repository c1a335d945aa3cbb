// Package canary helps tests find secrets where they must not be.
package canary

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
)

// Renderings returns v as programs usually print it: with the common fmt verbs and with slog's handlers.
func Renderings(v any) string {
	var b bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		fmt.Fprintf(&b, verb+"\n", v)
	}
	fmt.Fprintln(&b, v)
	debug := &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&b, debug), slog.NewJSONHandler(&b, debug)} {
		slog.New(handler).Info("rendered", "value", v)
	}
	return b.String()
}

// AssertShowsNone fails the test if shown contains one of the words, unchanged or in a common encoding.
func AssertShowsNone(t *testing.T, shown string, words ...string) {
	t.Helper()
	for _, word := range words {
		quoted, _ := json.Marshal(word) // a string never fails to encode
		for how, spelling := range map[string]string{
			"unchanged":    word,
			"in hex":       hex.EncodeToString([]byte(word)),
			"in upper hex": strings.ToUpper(hex.EncodeToString([]byte(word))),
			"in base64":    strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(word)), "="),
			"in a query":   url.QueryEscape(word),
			"in a path":    url.PathEscape(word),
			"as Go bytes":  strings.Trim(fmt.Sprintf("%d", []byte(word)), "[]"),
			"as JSON":      strings.Trim(string(quoted), `"`),
		} {
			if strings.Contains(shown, spelling) {
				t.Errorf("%q appears %s in\n%s", word, how, shown)
				return
			}
		}
	}
}
