package har_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/har"
)

// FuzzATokenIsNeverWritten replaces each @ in its input with the bearer token of the request.
func FuzzATokenIsNeverWritten(f *testing.F) {
	const token = "9fa7c3e1b2d40586"
	for _, seed := range []struct{ query, sent, received string }{
		{"", "", `{"id":1,"session":"@"}`},
		{"a=@&b=1", `{"code":"x","labels":["@"]}`, `{"@":{"text":"it is @."}}`},
		{"@=1", `{"text":"{\"deep\":\"@\"}"}`, `"@"`},
		{"a=%40@", `name=@&args[0]=%20@`, `["@@","\u0040","OTozZmE3QA=="]`},
		{"%", `{`, `<html>@</html>`},
	} {
		f.Add(seed.query, seed.sent, seed.received)
	}
	doc := sampleDoc(f)
	f.Fuzz(func(t *testing.T, query, sent, received string) {
		fill := strings.NewReplacer("@", token)
		type object = map[string]any
		data, err := json.Marshal(object{"log": object{"entries": []object{{
			"request": object{
				"method": "PUT", "url": "https://shop.example.com/v1/crates/7?" + fill.Replace(query),
				"headers":  []object{{"name": "Authorization", "value": "Bearer " + token}, {"name": "Content-Type", "value": "application/json"}},
				"postData": object{"text": fill.Replace(sent)},
			},
			"response": object{"status": 200, "content": object{"text": fill.Replace(received), "mimeType": "application/json"}},
		}}}})
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "a.har")
		require.NoError(t, os.WriteFile(file, data, 0o600))
		made, err := har.Read(doc, strings.NewReplacer(), file)
		if err != nil {
			require.NotContains(t, err.Error(), token)
			return
		}
		written, err := yaml.Marshal(made)
		require.NoError(t, err)
		require.NotContains(t, string(written), token)
	})
}
