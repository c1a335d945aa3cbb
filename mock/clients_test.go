package mock_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/hostbill"
	"github.com/hostclients/hostclients/gen/whmcs"
	"github.com/hostclients/hostclients/mock"
)

// TestTheWHMCSClientSendsTheLatestStateInConcurrentCalls makes concurrent calls. Each must send the X-Api-State of the response
// before it.
func TestTheWHMCSClientSendsTheLatestStateInConcurrentCalls(t *testing.T) {
	srv := mock.NewServer(t, mock.WHMCS)
	client, err := whmcs.New(srv.URL())
	require.NoError(t, err)
	_, err = client.Session.Login(t.Context(), whmcs.LoginRequest{Email: "me@example.com", Password: core.NewSecret("correct horse")})
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			_, err := client.Session.ListClients(t.Context())
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	require.NoError(t, client.Session.Logout(t.Context()))
	_, err = client.Session.ListClients(t.Context())
	require.ErrorIs(t, err, core.ErrUnauthorized)
}

// TestAHostBillClientRenewsAnExpiredToken moves the clock until the access token expires, and later until the refresh token
// expires.
func TestAHostBillClientRenewsAnExpiredToken(t *testing.T) {
	srv := mock.NewServer(t, mock.HostBill)
	client, err := hostbill.New(srv.URL(), hostbill.WithLogin("user@example.com", "correct horse"))
	require.NoError(t, err)
	for _, later := range []time.Duration{0, 2 * time.Hour, 90 * 24 * time.Hour} {
		require.NoError(t, srv.Advance(later))
		_, err = client.Account.GetBalance(t.Context())
		require.NoError(t, err, later)
	}
	var logins, refused int
	for _, request := range srv.Requests() {
		switch {
		case request.Operation == "login":
			logins++
		case request.Status == http.StatusUnauthorized:
			refused++
		}
	}
	assert.Positive(t, logins)
	assert.Positive(t, refused, "an expired token is refused")
}

func TestAHostBillClientLogsInWithASecondFactor(t *testing.T) {
	srv := mock.NewServer(t, mock.HostBill)
	client, err := hostbill.New(srv.URL(), hostbill.WithLogin("two@example.com", "correct horse", hostbill.WithTOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")))
	require.NoError(t, err)
	_, err = client.Account.GetBalance(t.Context())
	require.NoError(t, err)
	var operations []string
	for _, request := range srv.Requests() {
		operations = append(operations, request.Operation)
	}
	assert.Equal(t, []string{"login", "verifyMFA", "getBalance"}, operations)
}
