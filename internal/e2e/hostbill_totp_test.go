package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/hostbill"
	"github.com/hostclients/hostclients/mock"
)

const (
	totpUser   = "two@example.com"
	totpSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
)

// clockOf returns an option that makes a client use the mock server's clock. That clock may be hours ahead.
func clockOf(t *testing.T, server *mock.Server) core.Option {
	t.Helper()
	return core.WithClock(func() time.Time {
		now, err := server.Session("").Now()
		require.NoError(t, err)
		return now
	})
}

func TestAHostBillClientSendsItsTOTPCode(t *testing.T) {
	server := mock.NewServer(t, mock.HostBill)
	api, err := hostbill.New(server.URL(), clockOf(t, server), hostbill.WithLogin(totpUser, "correct horse", hostbill.WithTOTP(totpSecret)))
	require.NoError(t, err)
	for range 2 {
		_, err = api.Account.GetBalance(t.Context())
		require.NoError(t, err)
	}
	_, err = api.Auth.Logout(t.Context())
	require.NoError(t, err)
	require.NoError(t, server.Advance(time.Hour)) // the code of the first login is no longer valid
	_, err = api.Account.GetBalance(t.Context())
	require.NoError(t, err, "after a logout, the client must complete a new challenge")
}

func TestAWrongHostBillTOTPCodeIsNotRetried(t *testing.T) {
	server := mock.NewServer(t, mock.HostBill)
	api, err := hostbill.New(server.URL(), clockOf(t, server), hostbill.WithLogin(totpUser, "correct horse", hostbill.WithTOTP("MFRGGZDFMZTWQ2LK")))
	require.NoError(t, err)
	_, err = api.Account.GetBalance(t.Context())
	require.ErrorIs(t, err, core.ErrUnauthorized)
	require.ErrorIs(t, err, core.ErrRejected)
	e := failure(t, err)
	assert.Equal(t, "verifyMFA", e.Operation)
	assert.Equal(t, "wrongcode", e.Message)
	assert.Equal(t, 1, e.Attempts)
	assert.NotContains(t, err.Error(), "MFRGG")
}

func TestAHostBillClientSendsNoTOTPCodeWithoutAChallenge(t *testing.T) {
	_, server := newHostBill(t)
	api := hostbillClient(t, server, hostbill.WithLogin(hostbillUser, "PASSWORD", hostbill.WithTOTP(totpSecret)))
	_, err := api.DNS.ListZones(t.Context())
	require.NoError(t, err)
}
