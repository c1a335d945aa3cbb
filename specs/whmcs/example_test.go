package whmcs_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/whmcs"
)

// Show the products of a store. The base URL is the installation's URL, followed by /api/v2.
func ExampleNew() {
	ctx := context.Background()
	client, err := whmcs.New("https://billing.example.com/api/v2", core.WithApplication("my-store/1.4"))
	if err != nil {
		log.Fatal(err)
	}
	group, err := client.Store.GetProductGroup(ctx, 1)
	if err != nil {
		log.Fatal(err)
	}
	for _, product := range group.Products {
		for _, price := range product.Pricing.Recurring {
			fmt.Println(product.Name, price.Cycle, price.Amount.Value, price.Amount.Code)
		}
	}

	// Output: Shared web hosting monthly 19.90 USD
}

// Fill a cart, and check it out at the price that the customer has seen. If the total is null, Value returns false.
func ExampleCartsService_Checkout() {
	ctx := context.Background()
	client, err := whmcs.New("https://billing.example.com/api/v2")
	if err != nil {
		log.Fatal(err)
	}
	cart, err := client.Carts.Create(ctx)
	if err != nil {
		log.Fatal(err)
	}
	cost, err := client.Carts.AddItems(ctx, cart.ID, whmcs.AddCartItemsRequest{Items: []whmcs.CartItem{{
		Type:         whmcs.CartItemTypeProduct,
		ProductID:    123,
		BillingCycle: whmcs.BillingCycleMonthly,
		Addons:       []whmcs.CartItemAddon{{AddonID: 456, Quantity: new(int32(2))}},
	}}})
	if err != nil {
		log.Fatal(err)
	}

	seen := decimal.RequireFromString("19.90")
	total, ok := cost.Total.Value.Value()
	if !ok || !total.Equal(seen) || cost.Total.Code != "USD" {
		log.Fatalf("want 19.90 USD, got %q %s", cost.Total.Value, cost.Total.Code)
	}
	checkout, err := client.Carts.Checkout(ctx, cart.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("pay at", checkout.URL)

	// Output: pay at https://billing.example.com/cart.php?a=checkout
}

// Amounts are exact decimals. You can calculate with them.
func ExampleCartsService_GetTotals() {
	ctx := context.Background()
	client, err := whmcs.New("https://billing.example.com/api/v2")
	if err != nil {
		log.Fatal(err)
	}
	cost, err := client.Carts.GetTotals(ctx, "V8UH6nyaU6Hj8hCh")
	if err != nil {
		log.Fatal(err)
	}
	sum, ok := cost.Subtotal.Value.Value()
	for _, tax := range cost.Tax {
		amount, there := tax.Amount.Value.Value()
		sum, ok = sum.Add(amount), ok && there
	}
	total, there := cost.Total.Value.Value()
	fmt.Println(cost.Total.Value, ok && there && sum.Equal(total))

	// A null total is not the same as a total of 0.
	cost, err = client.Carts.GetTotals(ctx, "NoTotalNoTotal00")
	if err != nil {
		log.Fatal(err)
	}
	_, ok = cost.Total.Value.Value()
	fmt.Println(ok, cost.Total.Value.IsNull())

	// Output:
	// 23.68 true
	// false true
}

// If the store refuses a promotion code, the error matches core.ErrInvalid and has the server's message.
func ExampleCartsService_ApplyPromotion() {
	ctx := context.Background()
	client, err := whmcs.New("https://billing.example.com/api/v2")
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Carts.ApplyPromotion(ctx, "V8UH6nyaU6Hj8hCh", whmcs.ApplyPromotionRequest{Code: "LASTYEAR"})
	var failure *core.Error
	if errors.Is(err, core.ErrInvalid) && errors.As(err, &failure) {
		fmt.Println(failure.StatusCode, failure.Message)
	}

	// Output: 422 The code has expired.
}

// Log in a customer who has a second factor. The client stores the session cookie, so create one client per customer.
func ExampleSessionService_Login() {
	ctx := context.Background()
	client, err := whmcs.New("https://billing.example.com/api/v2")
	if err != nil {
		log.Fatal(err)
	}
	user, err := client.Session.Login(ctx, whmcs.LoginRequest{
		Email:    "me@example.com",
		Password: core.NewSecret("the password"),
	})
	if challenge, ok := core.DetailOf[whmcs.SecondFactorChallenge](err); ok {
		fields := map[string]core.Secret{}
		for _, field := range challenge.Fields {
			fields[field.Name] = core.NewSecret("677440") // ask the customer for it
		}
		user, err = client.Session.VerifySecondFactor(ctx, whmcs.VerifySecondFactorRequest{Fields: fields})
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("welcome,", user.FirstName)

	// Output: welcome, Davis
}

// exchanges lists the requests that the server accepts, and its responses. The body of a request must contain sent.
var exchanges = []struct {
	request, sent string
	status        int
	response      string
}{
	{"GET /api/v2/store/products/groups/1", "", 200, `{"data":{"id":1,"name":"Web hosting","products":[{"id":123,"name":"Shared web hosting",
		"pricing":{"is_free":false,"recurring":[{"cycle":"monthly","amount":{"value":"19.90","code":"USD"}}]}}]}}`},
	{"POST /api/v2/cart", "", 200, `{"data":{"id":"V8UH6nyaU6Hj8hCh"}}`},
	{"POST /api/v2/cart/V8UH6nyaU6Hj8hCh/items", `"quantity":2`, 200, `{"data":{"total":{"value":"19.90","code":"USD"}}}`},
	{"POST /api/v2/cart/V8UH6nyaU6Hj8hCh/checkout", "", 200, `{"data":{"url":"https://billing.example.com/cart.php?a=checkout"}}`},
	{"GET /api/v2/cart/V8UH6nyaU6Hj8hCh/totals", "", 200, `{"data":{"subtotal":{"value":"19.90","code":"USD"},
		"tax":[{"name":"VAT","percentage":"19","amount":{"value":"3.78","code":"USD"}}],"total":{"value":"23.68","code":"USD"}}}`},
	{"GET /api/v2/cart/NoTotalNoTotal00/totals", "", 200, `{"data":{"total":{"value":null,"code":"USD"}}}`},
	{"POST /api/v2/cart/V8UH6nyaU6Hj8hCh/promotion", "LASTYEAR", 422, `{"message":"The code has expired."}`},
	{"POST /api/v2/user/session", "the password", 412, `{"condition":"twofa","fields":[{"name":"key","type":"number"}]}`},
	{"POST /api/v2/user/session/verify", `"key":"677440"`, 200, `{"data":{"email":"me@example.com","firstname":"Davis","lastname":"Davis","clients":[]}}`},
}

// store is an in-memory server.
type store struct{}

func (store) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		sent, _ = io.ReadAll(r.Body)
	}
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	for _, x := range exchanges {
		if x.request == r.Method+" "+r.URL.Path && strings.Contains(string(sent), x.sent) {
			w.WriteHeader(x.status)
			_, _ = io.WriteString(w, x.response)
			return w.Result(), nil
		}
	}
	w.WriteHeader(http.StatusNotImplemented)
	return w.Result(), nil
}

// The clients of the examples use http.DefaultTransport, so they need no option for this server.
func init() { http.DefaultTransport = store{} }
