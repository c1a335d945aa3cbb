package har_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/har"
)

// canary matches what must not appear in fixtures: the word canary, also in base64, the number in number.har, and the start of a
// JWT.
var canary = regexp.MustCompile(`(?i)canary|9753186420|eyJ|Q0FOQVJZ|NBTkFSWS|DQU5BUl`)

func TestNoCanaryEscapesFromAnArchive(t *testing.T) {
	archives, err := filepath.Glob("testdata/canaries/*.har")
	require.NoError(t, err)
	require.Len(t, archives, 9)
	for _, file := range archives {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Regexp(t, canary, string(data))
			made, err := har.Read(sampleDoc(t), strings.NewReplacer(), file)
			require.NoError(t, err)
			folder := t.TempDir()
			lines, err := made.Write(folder, har.Keep)
			require.NoError(t, err)
			for name, text := range readAll(t, folder) {
				assert.NotRegexp(t, canary, text, name)
			}
			assert.NotEmpty(t, made.Redacted)
			assert.NotRegexp(t, canary, strings.ReplaceAll(strings.Join(append(lines, made.Redacted...), "\n"), folder, ""))
		})
	}
}

// bodiesOf imports an archive of testdata/canaries. It returns the response bodies of an operation, and the whole import.
func bodiesOf(t *testing.T, file, operation string) (bodies []string, made *har.Import) {
	t.Helper()
	made, err := har.Read(sampleDoc(t), strings.NewReplacer(), filepath.Join("testdata/canaries", file))
	require.NoError(t, err)
	for _, x := range made.Cassettes[operation].Interactions {
		bodies = append(bodies, x.Response.Body)
	}
	return bodies, made
}

func TestPlaceholdersKeepTheTextAroundSecrets(t *testing.T) {
	for file, want := range map[string]string{
		"login.har":   `{"number":"TOKEN","who":{"label":"SESSION"},"note":"you said PASSWORD","again":["REFRESH_TOKEN"],"x":"X-CSRF-TOKEN"}`,
		"number.har":  `{"number":1,"list":[1,1,2],"text":"TOKEN"}`,
		"strings.har": `{"raw": "{\"password\": \"PASSWORD\", \"deep\": \"{\\\"apikey\\\": \\\"APIKEY\\\"}\"}", "link": "https://shop.example.com/?token=SECRET&x=1", "log": "password=SECRET; done", "half": "{\"secret\": \"SECRET\", \"b"}`,
	} {
		bodies, _ := bodiesOf(t, file, "getReport")
		assert.Equal(t, []string{want}, bodies, file)
	}
}

func TestRedactedValuesAreListedWithLocationAndReason(t *testing.T) {
	_, made := bodiesOf(t, "login.har", "getReport")
	assert.Equal(t, []string{
		"getReport.yaml, exchange 0, request header, Authorization: a credential",
		"getReport.yaml, exchange 0, response body, .number: a known TOKEN",
		"getReport.yaml, exchange 0, response body, .who.label: a known SESSION",
		"getReport.yaml, exchange 0, response body, .note: a known PASSWORD",
		"getReport.yaml, exchange 0, response body, .again[0]: a known REFRESH_TOKEN",
		"getReport.yaml, exchange 0, response body, .x: a known X-CSRF-TOKEN",
	}, made.Redacted)
}

// A value that is redacted by mistake has to be restored by hand.
func TestOrdinaryValuesAreNotRedacted(t *testing.T) {
	const body = `{"token_type":"bearer","token_expires":"2026-01-02T03:04:05Z","password_changed":"2026-01-02","has_password":true,` +
		`"pin":null,"session":{"id":7,"name":"desk"},"id":"3f2504e0-4f89-11d3-9a0c-0305e82c3301","sid":"12",` +
		`"name":"getServiceUpgrade2Configuration3Name","host":"node-12.example.com","text":"the basic package, for password: see below",` +
		`"at":"2026-01-02T03:04:05.000000Z","domain":"a-long-domain-name-of-2026.example.com","hint":"name"}`
	file := write(t, exchange{method: "GET", url: "https://shop.example.com/v1/boxes/report", received: body})
	made, err := har.Read(sampleDoc(t), strings.NewReplacer(), file)
	require.NoError(t, err)
	assert.Equal(t, body, made.Cassettes["getReport"].Interactions[0].Response.Body)
	assert.Empty(t, made.Redacted)
}

func TestAPasswordThatIsAnOrdinaryWordIsRedactedOnlyUnderItsName(t *testing.T) {
	// labels is a property in the document, abcd is too short, and a short number occurs inside other numbers.
	for _, word := range []string{"labels", "abcd", "123456"} {
		file := write(t, exchange{
			method: "PUT", url: "https://shop.example.com/v1/crates/7", media: "application/json",
			sent: `{"code":"` + word + `"}`, received: `{"code":"` + word + `","text":"` + word + `s are here"}`,
		})
		made, err := har.Read(sampleDoc(t), strings.NewReplacer(), file)
		require.NoError(t, err)
		assert.Equal(t, `{"code":"CODE","text":"`+word+`s are here"}`, made.Cassettes["replaceCrate"].Interactions[0].Response.Body)
	}
}
