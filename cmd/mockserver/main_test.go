package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptrace"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/cli"
	"github.com/hostclients/hostclients/mock"
)

// output collects what a program prints while the program runs.
type output struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// start runs the program until the test ends, and returns once the program has printed a curl line. Calling stop ends the program
// and returns its error.
func start(t *testing.T, args ...string) (stdout, stderr *output, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	stdout, stderr = &output{}, &output{}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, append([]string{"-listen", "127.0.0.1:0"}, args...), stdout, stderr) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { _ = stop() })
	require.Eventually(t, func() bool { return strings.Contains(stdout.String(), "curl") }, 30*time.Second, 5*time.Millisecond, "want the server to print a curl line")
	return stdout, stderr, stop
}

func TestThePrintedCurlLineWorks(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not installed")
	}
	for _, api := range mock.APIs {
		stdout, _, _ := start(t, "-api", string(api))
		line := regexp.MustCompile(`(?m)^  (curl .*)$`).FindStringSubmatch(stdout.String())
		require.NotNil(t, line, stdout)
		out, err := exec.CommandContext(t.Context(), "sh", "-c", line[1]+" -s -S -f").CombinedOutput()
		require.NoError(t, err, "%s", out)
		assert.True(t, strings.HasPrefix(string(out), "{") || strings.HasPrefix(string(out), "["), "%s", out)
	}
}

// TestTheCurlExamplesOfTheDocumentationWork runs the examples of each page in order, against one server per page.
func TestTheCurlExamplesOfTheDocumentationWork(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not installed")
	}
	block := regexp.MustCompile("(?s)```sh\n(.*?)```")
	for file, least := range map[string]int{"../../mock/README.md": 3, "../../README.md": 1} {
		page, err := os.ReadFile(file)
		require.NoError(t, err)
		var examples []string
		for _, found := range block.FindAllStringSubmatch(strings.ReplaceAll(string(page), "\\\n", " "), -1) {
			for _, line := range strings.Split(found[1], "\n") {
				if strings.HasPrefix(line, "curl ") && strings.Contains(line, "http://127.0.0.1:8080/") {
					examples = append(examples, line)
				}
			}
		}
		require.GreaterOrEqual(t, len(examples), least, file)
		stdout, _, _ := start(t)
		base := regexp.MustCompile(`The page: (\S+)/`).FindStringSubmatch(stdout.String())[1]
		for _, example := range examples {
			line := strings.ReplaceAll(example, "http://127.0.0.1:8080", base)
			out, err := exec.CommandContext(t.Context(), "sh", "-c", line+" -s -S -f").CombinedOutput()
			require.NoError(t, err, "%s: %s\n%s", file, example, out)
			assert.True(t, json.Valid(out), "%s: %s\n%s", file, example, out)
			assert.NotContains(t, string(out), `"error":[`, "%s: %s", file, example)
			if strings.Contains(example, "/_mock/ledger") {
				assert.Contains(t, string(out), "applyInvoiceCredit", "%s: want the earlier payment in the ledger", file)
			}
		}
	}
}

// TestTheServerFinishesCallsInProgressBeforeItStops stops the server while a call that takes a second is in progress.
func TestTheServerFinishesCallsInProgressBeforeItStops(t *testing.T) {
	stdout, _, stop := start(t, "-api", "whmcs", "-fault", "latency:delay=1s")
	base := regexp.MustCompile(`http://\S+/whmcs/api/v2`).FindString(stdout.String())
	runs := make(chan struct{})
	trace := &httptrace.ClientTrace{Got100Continue: func() { close(runs) }}
	login := strings.NewReader(`{"email": "me@example.com", "password": "correct horse"}`)
	r, err := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), trace), http.MethodPost, base+"/user/session", login)
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Expect", "100-continue")
	status := make(chan int, 1)
	go func() {
		response, err := (&http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}).Do(r)
		if err != nil {
			status <- 0
			return
		}
		_ = response.Body.Close()
		status <- response.StatusCode
	}()
	<-runs
	require.NoError(t, stop())
	assert.Equal(t, http.StatusOK, <-status)
	_, err = http.Get(base + "/currencies")
	require.Error(t, err, "want no new calls accepted")
}

func TestFlagsChooseDataStateAndFaults(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data.yaml")
	require.NoError(t, os.WriteFile(data, []byte("whmcs:\n  currencies:\n    - {code: CHF, prefix: Fr., suffix: CHF, default: false}\n"), 0o600))
	stdout, _, stop := start(t, "-api", "whmcs", "-data", data, "-state", filepath.Join(folder, "state"), "-fault", "unavailable:operation=listCycles:times=2")
	base := regexp.MustCompile(`http://\S+/whmcs/api/v2`).FindString(stdout.String())
	get := func(path string) (int, string) {
		response, err := http.Get(base + path)
		require.NoError(t, err)
		defer func() { _ = response.Body.Close() }()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return response.StatusCode, string(body)
	}
	_, currencies := get("/currencies")
	assert.Contains(t, currencies, "CHF")
	for _, want := range []int{http.StatusServiceUnavailable, http.StatusServiceUnavailable, http.StatusOK} {
		status, _ := get("/cycles")
		assert.Equal(t, want, status)
	}
	require.NoError(t, stop())
	stdout, _, _ = start(t, "-api", "whmcs", "-state", filepath.Join(folder, "state"))
	base = regexp.MustCompile(`http://\S+/whmcs/api/v2`).FindString(stdout.String())
	_, currencies = get("/currencies")
	assert.Contains(t, currencies, "CHF", "want the first run's records from the state file")
}

func TestTheLogIsStructuredAndHasNoSecrets(t *testing.T) {
	stdout, stderr, stop := start(t, "-api", "hostbill")
	base := regexp.MustCompile(`http://\S+/hostbill/api`).FindString(stdout.String())
	response, err := http.PostForm(base+"/login?password=canary", map[string][]string{"username": {"user@example.com"}, "password": {"canary"}})
	require.NoError(t, err)
	_ = response.Body.Close()
	require.NoError(t, stop(), "want the server to stop without an error")
	assert.Contains(t, stderr.String(), `"operation":"login"`)
	assert.Contains(t, stderr.String(), `"status":200`)
	assert.NotContains(t, stderr.String(), "canary")
}

func TestAnAddressThatOthersCanReachRequiresAPassword(t *testing.T) {
	err := run(t.Context(), []string{"-listen", "0.0.0.0:0"}, io.Discard, io.Discard)
	require.ErrorContains(t, err, "set MOCKSERVER_PASSWORD to a password")
	t.Setenv(passwordVariable, "long enough")
	stdout, _, _ := start(t, "-listen", "0.0.0.0:0", "-api", "whmcs")
	port := regexp.MustCompile(`:(\d+)/whmcs`).FindStringSubmatch(stdout.String())[1]
	response, err := http.Get("http://127.0.0.1:" + port + "/whmcs/api/v2/status")
	require.NoError(t, err)
	_ = response.Body.Close()
	assert.Equal(t, http.StatusUnauthorized, response.StatusCode)
	assert.NotContains(t, stdout.String(), "long enough")
}

func TestClientsCanTrustTheServersCertificateAuthority(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	stdout, _, _ := start(t, "-tls", "-ca", file, "-api", "whmcs")
	authority, err := os.ReadFile(file)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(authority))
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}
	base := regexp.MustCompile(`https://\S+/whmcs/api/v2`).FindString(stdout.String())
	response, err := client.Get(base + "/status")
	require.NoError(t, err)
	_ = response.Body.Close()
	assert.Equal(t, http.StatusOK, response.StatusCode)
}

func TestInvalidFlagsAreRefused(t *testing.T) {
	for _, c := range []struct {
		args, want string
		status     int
	}{
		{"-fault explode", "unknown fault", cli.Misused},
		{"-fault reset-afte", `did you mean "reset-after"?`, cli.Misused},
		{"-fault latency:time=1", `did you mean "times"?`, cli.Misused},
		{"-fault latency:delays=1s", "unknown field", cli.Misused},
		{"-api stripe", `-api: want hostbill, webpros, websoftsolus, whasols or whmcs, got "stripe"`, cli.Misused},
		{"-data /nowhere.yaml", "no such file", cli.Failed},
		{"-proxy https://portal.example.com", "want exactly one API", cli.Misused},
		{"-host=", "want a value, got none", cli.Misused},
		{"serve", "unknown argument", cli.Misused},
		{"-listen 127.0.0.1:x", "127.0.0.1", cli.Failed},
		{"-listen 127.0.0.1", "want an address such as 127.0.0.1:8080", cli.Misused},
		{"-listen 0.0.0.0:0", "set MOCKSERVER_PASSWORD", cli.Misused},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		err := run(ctx, append([]string{"-quiet", "-listen", "127.0.0.1:0"}, strings.Fields(c.args)...), io.Discard, io.Discard)
		cancel()
		require.ErrorContains(t, err, c.want, c.args)
		assert.Equal(t, c.status, cli.Run("mockserver", io.Discard, func() error { return err }), c.args)
	}
}
