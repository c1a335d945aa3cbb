package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
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

	"github.com/hostclients/hostclients/mock"
)

// output is what a program prints while it runs.
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

// start runs the program until the test ends, and returns what it prints, once it is ready. The function stops it, and returns
// its error.
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
	require.Eventually(t, func() bool { return strings.Contains(stdout.String(), "curl") }, 30*time.Second, 5*time.Millisecond, "it is ready")
	return stdout, stderr, stop
}

func TestTheCurlLineWorksAsPrinted(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl")
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

func TestTheLogIsStructuredAndHasNoSecrets(t *testing.T) {
	stdout, stderr, stop := start(t, "-api", "hostbill")
	base := regexp.MustCompile(`http://\S+/hostbill/api`).FindString(stdout.String())
	response, err := http.PostForm(base+"/login?password=canary", map[string][]string{"username": {"user@example.com"}, "password": {"canary"}})
	require.NoError(t, err)
	_ = response.Body.Close()
	require.NoError(t, stop(), "it ends by itself when it is told to")
	assert.Contains(t, stderr.String(), `"operation":"login"`)
	assert.Contains(t, stderr.String(), `"status":200`)
	assert.NotContains(t, stderr.String(), "canary")
}

func TestAnAddressThatOthersCanReachDemandsAPassword(t *testing.T) {
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

func TestTLSHasAnAuthorityThatClientsCanTrust(t *testing.T) {
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

func TestFlagsThatMakeNoSenseAreRefused(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"-fault explode", "unknown fault"},
		{"-api stripe", `unknown API "stripe"`},
		{"-data /nowhere.yaml", "no such file"},
		{"-proxy https://portal.example.com", "want one API"},
		{"serve", "unknown argument"},
		{"-listen 127.0.0.1:x", "127.0.0.1"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		err := run(ctx, append([]string{"-quiet", "-listen", "127.0.0.1:0"}, strings.Fields(c.args)...), io.Discard, io.Discard)
		cancel()
		require.ErrorContains(t, err, c.want, c.args)
	}
}
