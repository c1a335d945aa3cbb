package mock

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAFileRestoresTheState(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state")
	start := func() (*Server, *caller) {
		srv, err := New([]API{HostBill}, WithFile(file))
		require.NoError(t, err)
		return srv, &caller{t: t, base: serve(t, srv), header: http.Header{"Authorization": {"Bearer TOKEN"}}, client: http.DefaultClient}
	}
	srv, c := start()
	number := itoa(c.ok("POST", "/tickets", `{"subject": "s", "body": "b"}`).at("ticket"))
	c.with(SessionHeader, "other").ok("POST", "/service/301/label", `{"label": "theirs"}`)
	require.NoError(t, srv.Advance(time.Hour))
	require.NoError(t, srv.Close())

	srv, c = start()
	assert.Equal(t, "s", c.ok("GET", "/tickets/"+number, "").at("ticket.subject"))
	assert.Equal(t, "theirs", c.with(SessionHeader, "other").ok("GET", "/service/301/label", "").at("label"))
	assert.Len(t, srv.Ledger(), 1)
	now, err := srv.Session("").Now()
	require.NoError(t, err)
	assert.Greater(t, time.Until(now), 59*time.Minute, "the clock is as far ahead as before")
	next := itoa(c.ok("POST", "/tickets", `{"subject": "s2", "body": "b"}`).at("ticket"))
	assert.NotEqual(t, number, next, "ids continue where they stopped")

	_, err = New([]API{HostBill}, WithFile(file))
	require.ErrorContains(t, err, "state file "+file, "another server uses the file")
	require.NoError(t, srv.Reset())
	assert.Equal(t, "itemnotfound", c.do("GET", "/tickets/"+number, "").at("error.0"))
	require.NoError(t, srv.Close())
	_, c = start()
	assert.Equal(t, "itemnotfound", c.do("GET", "/tickets/"+number, "").at("error.0"))
}

// TestMain runs a server with the state file in MOCK_STATE_FILE, if that is set. killedRound starts this test binary that way, and
// kills it.
func TestMain(m *testing.M) {
	if file := os.Getenv("MOCK_STATE_FILE"); file != "" {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin) // the pipe closes when the test ends, even if it crashes
			os.Exit(1)
		}()
		srv, err := New([]API{WebSoftSolus}, WithFile(file))
		if err == nil {
			err = serveForever(srv)
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func TestAKillLosesNoAcknowledgedOrder(t *testing.T) {
	files, kills := 8, 25
	if testing.Short() {
		files, kills = 1, 23 // killedRound has 23 different delays
	}
	for range files { // several files, because a server with a large file starts slowly
		file := filepath.Join(t.TempDir(), "state")
		acknowledged := map[string]string{} // titles by key number
		for round := range kills {
			killedRound(t, file, round, acknowledged)
		}
		assertAcknowledged(t, file, acknowledged)
	}
}

// assertAcknowledged starts a server with the state file of the killed servers, and checks that every acknowledged order is there.
func assertAcknowledged(t *testing.T, file string, acknowledged map[string]string) {
	t.Helper()
	require.NotEmpty(t, acknowledged)
	srv, err := New([]API{WebSoftSolus}, WithFile(file))
	require.NoError(t, err)
	c := &caller{t: t, base: serve(t, srv), header: http.Header{"Authorization": {"Bearer " + websoftsolusToken}}, client: http.DefaultClient}
	for key, title := range acknowledged {
		assert.Equal(t, title, c.ok("GET", "/license/cpanel/"+key, "").at("title"))
	}
	operations := 0
	for _, posting := range srv.Ledger() {
		if posting.Operation == "createCPanelOrder" {
			operations++
		}
	}
	licenses := c.ok("GET", "/license/cpanel", "").tree.([]any)
	assert.Equal(t, len(licenses)-1, operations, "want one ledger entry for each ordered license")
	assert.GreaterOrEqual(t, operations, len(acknowledged))
	require.NoError(t, srv.Close())
	t.Logf("%d orders acknowledged, %d executed", len(acknowledged), operations)
}

// killedRound starts a server, kills it after a few milliseconds, and sends orders until then. It adds the titles of the
// acknowledged orders to acknowledged, by key number.
func killedRound(t *testing.T, file string, round int, acknowledged map[string]string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	process := exec.CommandContext(ctx, os.Args[0])
	process.Env = append(os.Environ(), "MOCK_STATE_FILE="+file)
	process.Stderr = os.Stderr
	_, err := process.StdinPipe()
	require.NoError(t, err)
	out, err := process.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, process.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	base := strings.TrimSpace(line)
	killer := time.AfterFunc(time.Duration(1+round*7%23)*time.Millisecond, func() { _ = process.Process.Kill() })
	defer killer.Stop()
	client := &http.Client{Timeout: time.Minute}
	for i := 0; ; i++ {
		title := fmt.Sprintf("n%d-%d", round, i)
		form := "product=EXAMPLE-CPANEL-VPS&comment=&serverIP=192.0.2.10&period=3&title=" + title
		order, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/license/cpanel/order", strings.NewReader(form))
		require.NoError(t, err)
		order.Header.Set("Authorization", "Bearer "+websoftsolusToken)
		order.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, err := client.Do(order)
		if err != nil {
			break
		}
		var made struct {
			KeyNumber string `json:"keyNumber"`
		}
		if err := decodeBody(response, &made); err != nil {
			break
		}
		acknowledged[made.KeyNumber] = title
	}
	_ = process.Wait() // the server was killed
	client.CloseIdleConnections()
}
