package har

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func FuzzAnArchiveIsReadOrRefused(f *testing.F) {
	for _, seed := range []string{
		`{"log":{"entries":[{"request":{"method":"GET","url":"https://api.example.com/v1"},"response":{"status":200,"content":{"text":"e30=","encoding":"base64","mimeType":"application/json"}}}]}}`,
		`{"log":{"entries":[{}]}}`, `{"log":{"entries":null}}`, `{"log":{"entries":[{"response":{"content":{"text":"%","encoding":"base64"}}}]}}`, `[]`, ``,
		`{"log":{"entries":[{"request":{"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"a"}]}}}]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file := filepath.Join(t.TempDir(), "a.har")
		require.NoError(t, os.WriteFile(file, data, 0o600))
		entries, err := readArchive(file)
		if err != nil {
			require.Empty(t, entries, "a refused archive returns no entries")
			return
		}
		for _, e := range entries {
			_, _ = e.sent()
			_, _ = e.received()
			_, _ = e.sentMedia(), e.receivedMedia()
		}
	})
}
