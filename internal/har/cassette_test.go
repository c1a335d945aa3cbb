package har_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/hostclients/hostclients/internal/har"
)

func readAll(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		require.NoError(t, err)
		files[entry.Name()] = string(data)
	}
	return files
}

const oldCassette = `version: 2
# Recorded by hand.
interactions:
    - id: 4 # the crate of the manual
      request: {method: GET, url: https://api.example.com/v1/crates/1}
      response: {code: 200, body: '{"crate":{"id":1}}'}
`

func TestAnExistingFixtureIsKeptAddedToOrReplaced(t *testing.T) {
	crate := exchange{method: "GET", url: "https://api.example.com/v1/crates/7", received: `{"crate":{"id":7}}`}
	ping := exchange{method: "POST", url: "https://api.example.com/v1/ping", media: "application/x-www-form-urlencoded"}
	made, err := har.Read(sampleDoc(t), names, write(t, crate, ping, crate))
	require.NoError(t, err)
	fill := func(t *testing.T) string {
		t.Helper()
		folder := t.TempDir()
		for name, text := range map[string]string{"getCrate.yaml": oldCassette, "useTicket.yaml": "old", "notes.txt": "old"} {
			require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
		}
		return folder
	}
	t.Run("kept", func(t *testing.T) {
		folder := fill(t)
		before := readAll(t, folder)
		_, err := made.Write(folder, har.Keep)
		assert.EqualError(t, err, filepath.Join(folder, "getCrate.yaml")+" exists: -add adds exchanges to it, -force replaces it")
		assert.Equal(t, before, readAll(t, folder), "nothing was written, not even ping.yaml")
	})
	t.Run("replaced", func(t *testing.T) {
		folder := fill(t)
		lines, err := made.Write(folder, har.Replace)
		require.NoError(t, err)
		assert.Equal(t, []string{
			"replaced " + filepath.Join(folder, "getCrate.yaml") + ": 2 exchanges", "wrote " + filepath.Join(folder, "ping.yaml") + ": 1 exchange",
		}, lines)
		after := readAll(t, folder)
		assert.NotContains(t, after["getCrate.yaml"], "by hand")
		assert.Equal(t, "old", after["useTicket.yaml"])
		assert.Equal(t, "old", after["notes.txt"])
	})
	t.Run("added to", func(t *testing.T) {
		folder := fill(t)
		lines, err := made.Write(folder, har.Add)
		require.NoError(t, err)
		assert.Equal(t, "added to "+filepath.Join(folder, "getCrate.yaml")+": 2 exchanges", lines[0])
		after := readAll(t, folder)
		assert.Contains(t, after["getCrate.yaml"], "# Recorded by hand.")
		assert.Contains(t, after["getCrate.yaml"], "# the crate of the manual")
		tape, err := cassette.Load(filepath.Join(folder, "getCrate"))
		require.NoError(t, err)
		var ids []int
		var bodies []string
		for _, x := range tape.Interactions {
			ids, bodies = append(ids, x.ID), append(bodies, x.Response.Body)
		}
		assert.Equal(t, []int{4, 5, 6}, ids)
		assert.Equal(t, []string{`{"crate":{"id":1}}`, `{"crate":{"id":7}}`, `{"crate":{"id":7}}`}, bodies)
	})
	t.Run("not a cassette", func(t *testing.T) {
		for _, text := range []string{"", "[1]", "interactions: 1"} {
			folder := fill(t)
			require.NoError(t, os.WriteFile(filepath.Join(folder, "getCrate.yaml"), []byte(text), 0o600))
			_, err := made.Write(folder, har.Add)
			assert.ErrorContains(t, err, "getCrate.yaml: ")
			assert.NoFileExists(t, filepath.Join(folder, "ping.yaml"))
		}
	})
}

func TestAnOperationIsNotWrittenOutsideTheFolder(t *testing.T) {
	made := har.Import{Cassettes: map[string]*har.Cassette{"../getCrate": {Version: 2}}}
	_, err := made.Write(t.TempDir(), har.Replace)
	assert.ErrorContains(t, err, `operationId "../getCrate"`)
}
