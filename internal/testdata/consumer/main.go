// Command consumer uses the clients from a separate module. It must compile with the packages that this repository exports and the
// modules in its go.mod.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/websoftsolus"
	"github.com/hostclients/hostclients/gen/whmcs"
)

func main() {
	shopURL := flag.String("shop", "", "the base URL of a WHMCS installation's API")
	licenseURL := flag.String("licenses", websoftsolus.TestURL, "the base URL of the WebSoftSolus API")
	flag.Parse()
	ctx := context.Background()
	err := errors.Join(
		shop(ctx, os.Stdout, *shopURL, os.Getenv("SHOP_EMAIL"), os.Getenv("SHOP_PASSWORD"), func() string { return os.Getenv("SHOP_CODE") }),
		licenses(ctx, os.Stdout, *licenseURL, os.Getenv("LICENSES_LOGIN"), os.Getenv("LICENSES_SECRET")),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// options returns the options for both clients.
func options(log io.Writer) []core.Option {
	return []core.Option{
		core.WithLogger(slog.New(slog.NewTextHandler(log, nil))),
		core.WithApplication("consumer/1.0"),
		core.WithTimeout(10 * time.Second),
		core.WithRetry(core.Retry{Attempts: 2, MinWait: time.Millisecond, MaxWait: time.Second}),
	}
}

// shop logs in, with the second factor if there is one, and puts a product into a cart. It writes its progress and its log to out.
func shop(ctx context.Context, out io.Writer, url, email, password string, code func() string) error {
	api, err := whmcs.New(url, options(out)...)
	if err != nil {
		return err
	}

	user, err := api.Session.Login(ctx, whmcs.LoginRequest{Email: email, Password: core.NewSecret(password)})
	if challenge, ok := core.DetailOf[whmcs.SecondFactorChallenge](err); ok {
		fields := map[string]core.Secret{}
		for _, field := range challenge.Fields {
			fields[field.Name] = core.NewSecret(code())
		}
		user, err = api.Session.VerifySecondFactor(ctx, whmcs.VerifySecondFactorRequest{Fields: fields})
	}
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "logged in as %s %s\n", user.FirstName, user.LastName)

	cart, err := api.Carts.Create(ctx)
	if err != nil {
		return err
	}
	var response core.Response
	total, err := api.Carts.AddItems(ctx, cart.ID, whmcs.AddCartItemsRequest{Items: []whmcs.CartItem{{
		Type:         whmcs.CartItemTypeProduct,
		ProductID:    123,
		BillingCycle: whmcs.BillingCycleMonthly,
		Addons:       []whmcs.CartItemAddon{{AddonID: 456, Quantity: new(int32(5))}},
	}}}, core.CallResponse(&response), core.CallTimeout(5*time.Second), core.CallOnce())
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "status %d, %s %s to pay\n", response.StatusCode, total.Total.Value, total.Total.Code)

	_, err = api.Carts.ApplyPromotion(ctx, cart.ID, whmcs.ApplyPromotionRequest{Code: "EXPIRED"})
	var failure *core.Error
	switch {
	case errors.Is(err, core.ErrInvalid) && errors.As(err, &failure):
		_, _ = fmt.Fprintf(out, "no promotion: %d %s\n", failure.StatusCode, failure.Message)
	case err != nil:
		return err
	}

	if err := api.Session.Logout(ctx); err != nil && !errors.Is(err, core.ErrUnauthorized) {
		return err
	}
	return nil
}

// version is the part of a response that this program needs. The vendor does not document the response.
type version struct {
	Name string `json:"name"`
}

// licenses lists licenses and orders one. It writes its progress and its log to out.
func licenses(ctx context.Context, out io.Writer, url, login, secret string) error {
	api, err := websoftsolus.New(url, append(options(out), websoftsolus.WithLogin(login, secret))...)
	if err != nil {
		return err
	}

	keys, err := api.Plesk.ListLicenses(ctx)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "licenses: %s\n", strings.Join(keys.Items(), " "))

	raw, err := api.Plesk.ListOrderableVersions(ctx)
	if err != nil {
		return err
	}
	var versions []version
	if err := raw.Decode(&versions); err != nil {
		return err
	}
	if len(versions) == 0 {
		return errors.New("want a version to order, got none")
	}
	var wrong int
	if err := raw.Decode(&wrong); !errors.Is(err, core.ErrDecode) {
		return fmt.Errorf("decoding a list as a number: want an error that matches ErrDecode, got %w", err)
	}

	order := websoftsolus.PleskOrder{
		Product: versions[0].Name, Title: "web server", Period: websoftsolus.PeriodOneYear,
		WPBSites: websoftsolus.PleskSitesNone, Applications: websoftsolus.PleskApplicationNone,
		LanguagePack: websoftsolus.PleskLanguagePackNone, Antivirus: websoftsolus.PleskAntivirusNone,
		WPBOptions: new(websoftsolus.PleskOptionNone),
	}
	_, err = api.Plesk.CreateOrder(ctx, order)
	var failure *core.Error
	if errors.As(err, &failure) && failure.Execution != core.NotExecuted {
		// The license may exist. A person must check that before the program orders again.
		return fmt.Errorf("check whether the license exists before you order again: %w", err)
	}
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "ordered %s\n", order.Product)

	if _, err := api.Plesk.GetLicense(ctx, "order"); !errors.Is(err, core.ErrInvalid) {
		return fmt.Errorf("a reserved word as a key number: want an error that matches ErrInvalid, got %w", err)
	}
	return nil
}
