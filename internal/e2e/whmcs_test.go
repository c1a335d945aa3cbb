package e2e

import (
	"bytes"
	"log/slog"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/whmcs"
)

// TestAWHMCSSessionFromStatusToLogout runs a whole session over TLS.
func TestAWHMCSSessionFromStatusToLogout(t *testing.T) {
	fake, server := newWHMCS(t)
	var log bytes.Buffer
	api, err := whmcs.New(server.URL+"/api/v2", core.WithHTTPClient(server.Client()),
		core.WithApplication("e2e/1.0"), core.WithLogger(slog.New(slog.NewJSONHandler(&log, nil))))
	require.NoError(t, err)
	ctx := t.Context()

	status, err := api.System.GetStatus(ctx)
	require.NoError(t, err)
	assert.Equal(t, "UTC", status.Timezone)
	serverTime, ok := status.ServerTime.Value()
	assert.True(t, ok)
	assert.Equal(t, int64(1644181485), serverTime.Unix())

	groups, err := api.Store.ListProductGroups(ctx)
	require.NoError(t, err)
	require.Len(t, groups, 1)
	group, err := api.Store.GetProductGroup(ctx, groups[0].ID)
	require.NoError(t, err)
	product := group.Products[0]
	assert.Equal(t, "19.90", product.Pricing.Recurring[0].Amount.Value.String(), "an amount keeps its last zero")

	cart, err := api.Carts.Create(ctx)
	require.NoError(t, err)
	total, err := api.Carts.AddItems(ctx, cart.ID, whmcs.AddCartItemsRequest{Items: []whmcs.CartItem{{
		Type: whmcs.CartItemTypeProduct, ProductID: product.ID, BillingCycle: whmcs.BillingCycleMonthly,
	}}})
	require.NoError(t, err)
	assert.Equal(t, "19.90", total.Total.Value.String())
	items, err := api.Carts.ListItems(ctx, cart.ID)
	require.NoError(t, err)
	require.Len(t, items, 1)

	_, err = api.Carts.ApplyPromotion(ctx, cart.ID, whmcs.ApplyPromotionRequest{Code: "NOSUCHCODE"})
	assert.ErrorIs(t, err, core.ErrInvalid)
	_, err = api.Carts.ApplyPromotion(ctx, cart.ID, whmcs.ApplyPromotionRequest{Code: "PROMOCODE"})
	require.NoError(t, err)
	total, err = api.Carts.GetTotals(ctx, cart.ID)
	require.NoError(t, err)
	assert.Equal(t, "17.91", total.Total.Value.String())
	subtotal, ok := total.Subtotal.Value.Value()
	require.True(t, ok)
	discount, ok := total.Discount[0].Amount.Value.Value()
	require.True(t, ok)
	assert.Equal(t, "17.91", subtotal.Sub(discount).String(), "amounts support arithmetic")

	checkout, err := api.Carts.Checkout(ctx, cart.ID)
	require.NoError(t, err)
	assert.Contains(t, checkout.URL, "https://")

	_, err = api.Session.ListClients(ctx)
	assert.ErrorIs(t, err, core.ErrUnauthorized, "nobody is logged in yet")

	_, err = api.Session.Login(ctx, whmcs.LoginRequest{Email: whmcsEmail, Password: core.NewSecret("wrong horse")})
	assert.ErrorIs(t, err, core.ErrNotFound)
	assert.NotContains(t, err.Error(), "wrong horse", "the server repeats the password, but the error must not")

	_, err = api.Session.Login(ctx, whmcs.LoginRequest{Email: whmcsEmail, Password: core.NewSecret(whmcsPassword)})
	challenge, ok := core.DetailOf[whmcs.SecondFactorChallenge](err)
	require.True(t, ok, "the challenge is the error's detail")
	require.Len(t, challenge.Fields, 1)

	_, err = api.Session.VerifySecondFactor(ctx, whmcs.VerifySecondFactorRequest{Fields: map[string]core.Secret{challenge.Fields[0].Name: core.NewSecret("000000")}})
	assert.ErrorIs(t, err, core.ErrInvalid)
	user, err := api.Session.VerifySecondFactor(ctx, whmcs.VerifySecondFactorRequest{Fields: map[string]core.Secret{challenge.Fields[0].Name: core.NewSecret(whmcsCode)}})
	require.NoError(t, err)
	assert.Equal(t, whmcsEmail, user.Email)

	require.NoError(t, api.Session.KeepAlive(ctx))
	clients, err := api.Session.ListClients(ctx)
	require.NoError(t, err)
	require.NoError(t, api.Session.SelectClient(ctx, clients[0].ID))
	carts, err := api.Carts.List(ctx)
	require.NoError(t, err)
	assert.Equal(t, []whmcs.Cart{cart}, carts)
	total, err = api.Carts.DeleteItem(ctx, cart.ID, *items[0].ItemID)
	require.NoError(t, err)
	assert.Equal(t, "0.00", total.Total.Value.String())

	require.NoError(t, api.Session.Logout(ctx))
	_, err = api.Session.ListClients(ctx)
	assert.ErrorIs(t, err, core.ErrUnauthorized, "the session is over")

	for _, secret := range []string{whmcsPassword, "wrong horse", whmcsCode, cart.ID, "session-1", whmcsCookie, "state-"} {
		assert.NotContains(t, log.String(), secret, "the log shows a secret")
	}
	assert.Equal(t, 22, bytes.Count(log.Bytes(), []byte("\n")), "one line per call")
	assert.Len(t, fake.seen, 22)
	assert.Zero(t, fake.stale, "every request sends the latest state, and requests after the logout send none")
}

// The session cookie arrives in the error response that requires the second factor.
func TestASecondFactorChallengeBeginsTheSession(t *testing.T) {
	_, server := newWHMCS(t)
	api, err := whmcs.New(server.URL+"/api/v2", core.WithHTTPClient(server.Client()))
	require.NoError(t, err)
	_, err = api.Session.Login(t.Context(), whmcs.LoginRequest{Email: whmcsEmail, Password: core.NewSecret(whmcsPassword)})
	_, ok := core.DetailOf[whmcs.SecondFactorChallenge](err)
	require.True(t, ok)
	_, err = api.Session.VerifySecondFactor(t.Context(), whmcs.VerifySecondFactorRequest{Fields: map[string]core.Secret{"key": core.NewSecret(whmcsCode)}})
	assert.NoError(t, err)
}

func TestAFailedWHMCSCheckoutReportsWhetherItWasExecuted(t *testing.T) {
	assertExecution(t, map[string]func(server *httptest.Server) error{"a checkout": func(server *httptest.Server) error {
		api, err := whmcs.New(server.URL, core.WithHTTPClient(server.Client()))
		require.NoError(t, err)
		return second(api.Carts.Checkout(t.Context(), "V8UH6nyaU6Hj8hCh"))
	}}, nil)
}
