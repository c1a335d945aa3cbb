package hostclients_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The examples read as users write them, and run anywhere: what they ask for is answered from memory.
func init() {
	http.DefaultTransport = answers{
		"POST /api/v2/cart":                        {200, `{"data":{"id":"V8UH6nyaU6Hj8hCh"}}`},
		"POST /api/v2/cart/V8UH6nyaU6Hj8hCh/items": {200, `{"data":{"total":{"value":"19.90","code":"USD"}}}`},
		"POST /api/v2/user/session":                {412, `{"condition":"twofa","fields":[{"name":"key","type":"number"}]}`},
		"POST /api/v2/user/session/verify":         {200, `{"data":{"email":"me@example.com","firstname":"Davis","lastname":"Davis","clients":[]}}`},
		"GET /api/v2/store/products/groups/404":    {404, `{"message":"No such group."}`},
		"POST /test/access/token":                  {200, `{"access_token":"1fe322a09e1fe29feb2dbe6730241945c918d5b9","expires_in":3600,"token_type":"Bearer"}`},
		"GET /test/license/plesk":                  {200, `["PLSK.0298xxxx","PLSK.0292xxxx"]`},
		"POST /test/license/cpanel/order":          {200, `{"keyNumber":"CPNL.0001xxxx"}`},
	}
}

type answers map[string]struct {
	status int
	body   string
}

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	answer, ok := a[r.Method+" "+r.URL.Path]
	if !ok {
		answer.status = http.StatusNotImplemented
	}
	if strings.HasPrefix(r.URL.Path, "/test/license") && r.Header.Get("Authorization") != "Bearer 1fe322a09e1fe29feb2dbe6730241945c918d5b9" {
		answer.status = http.StatusUnauthorized
	}
	w.WriteHeader(answer.status)
	_, _ = w.WriteString(answer.body)
	return w.Result(), nil
}

// What the README shows as Go is what the examples compile and run.
func TestTheCodeInTheREADMEIsThatOfTheExamples(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	source, err := os.ReadFile("example_test.go")
	require.NoError(t, err)
	examples := squeeze(string(source))
	blocks := strings.Split(string(readme), "```go\n")[1:]
	assert.NotEmpty(t, blocks)
	for _, block := range blocks {
		code, _, _ := strings.Cut(block, "```")
		assert.Contains(t, examples, squeeze(code), "a block of the README is not in example_test.go")
	}
}

// squeeze takes out what differs between a README and a function: indentation and blank lines.
func squeeze(code string) string {
	var lines []string
	for _, line := range strings.Split(code, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
