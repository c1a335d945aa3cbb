package mock_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/whmcs"
	"github.com/hostclients/hostclients/mock"
)

// TestTheWHMCSClientKeepsUpWithTheStateThatEveryResponseRenews makes calls at the same time: each must send what the response
// before it brought.
func TestTheWHMCSClientKeepsUpWithTheStateThatEveryResponseRenews(t *testing.T) {
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
