package hostclients_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/websoftsolus"
	"github.com/hostclients/hostclients/gen/whasols"
	"github.com/hostclients/hostclients/gen/whmcs"
)

// Sell a product from a WHMCS store, and log in a customer who has a second factor.
func Example_whmcs() {
	ctx := context.Background()

	store, err := whmcs.New("https://billing.example.com/api/v2", core.WithApplication("my-store/1.4"))
	if err != nil {
		log.Fatal(err)
	}
	cart, err := store.CreateCart(ctx)
	if err != nil {
		log.Fatal(err)
	}
	total, err := store.AddCartItems(ctx, cart.ID, whmcs.AddCartItemsRequest{Items: []whmcs.CartItem{{
		Type:         whmcs.CartItemTypeProduct,
		ProductID:    123,
		BillingCycle: whmcs.BillingCycleMonthly,
	}}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("to pay:", total.Total.Value, total.Total.Code) // exact: 19.90 stays 19.90

	user, err := store.Login(ctx, whmcs.LoginRequest{Email: "me@example.com", Password: core.NewSecret("NeedNewPassword!!!")})
	if challenge, ok := core.DetailOf[whmcs.SecondFactorChallenge](err); ok {
		fmt.Println("second factor:", challenge.Fields[0].Name)
		code := map[string]core.Secret{"key": core.NewSecret("677440")}
		user, err = store.VerifySecondFactor(ctx, whmcs.VerifySecondFactorRequest{Fields: code})
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("welcome,", user.FirstName)

	// Output:
	// to pay: 19.90 USD
	// second factor: key
	// welcome, Davis
}

// Order a licence from WebSoftSolus' test server. The client logs in by itself, and never sends an order twice.
func Example_websoftsolus() {
	ctx := context.Background()

	licences, err := websoftsolus.New(websoftsolus.TestURL, websoftsolus.WithLogin("user@example.com", "the API key"))
	if err != nil {
		log.Fatal(err)
	}
	keys, err := licences.ListPleskLicenses(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(keys)

	placed, err := licences.CreateCPanelOrder(ctx, websoftsolus.CPanelOrder{
		Product:  "a name that ListOrderableCPanelVersions told",
		Title:    "web1",
		Comment:  "", // sent, as the API demands
		ServerIP: "192.0.2.10",
		Period:   websoftsolus.PeriodOneYear,
		Addons:   []websoftsolus.CPanelAddon{websoftsolus.CPanelAddonKernelCare},
	})
	if err != nil {
		log.Fatal(err)
	}
	// The vendor does not document this answer, so it comes as it is, to be decoded by who knows it.
	var answer map[string]any
	if err := placed.Decode(&answer); err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer)

	// Output:
	// [PLSK.0298xxxx PLSK.0292xxxx]
	// map[keyNumber:CPNL.0001xxxx]
}

// Read the clients of a WHASOLS installation, and answer a ticket with a file. The vendor documents no answer: the options say
// what this installation answers.
func Example_whasols() {
	ctx := context.Background()
	type clientList struct {
		Clients []struct {
			ID    int64
			Email string
		}
	}

	admin, err := whasols.New("https://whasols.example.com", whasols.WithToken("the API token"),
		core.WithResult[clientList]("getClients"),
		core.WithCheck(func(_ string, answer core.Response) error {
			var said struct{ Result, Message string }
			if json.Unmarshal(answer.Body, &said) == nil && said.Result == "error" {
				return errors.New(said.Message) // it may wrap core.ErrNotFound, if the message means that
			}
			return nil
		}))
	if err != nil {
		log.Fatal(err)
	}
	raw, err := admin.GetClients(ctx, whasols.GetClientsRequest{PageNum: 1, Status: new(whasols.AccountStatusActive)})
	if err != nil {
		log.Fatal(err)
	}
	if list, ok := core.ResultOf[clientList](raw); ok {
		for _, client := range list.Clients {
			fmt.Println(client.ID, client.Email)
		}
	}

	report, err := core.NewAttachment("report.txt", "text/plain", strings.NewReader("All is well.\n"))
	if err != nil {
		log.Fatal(err)
	}
	_, err = admin.AddTicketReply(ctx, whasols.AddTicketReplyRequest{
		TicketID:    7,
		Message:     "The report is attached.",
		Attachments: []core.Attachment{report}, // JSON in base64 on the wire
	})
	fmt.Println(errors.Is(err, core.ErrRejected), err)

	// Bad input is refused with all its faults, and nothing is sent.
	_, err = admin.AddClient(ctx, whasols.AddClientRequest{FirstName: "A", Email: "nobody", Country: "Pakistan", SendMail: new(false)})
	fmt.Println(errors.Is(err, core.ErrInvalid))

	// Output:
	// 12 me@example.com
	// true whasols: addTicketReply: POST https://whasols.example.com/rapi/AddTicketReply: 200 OK: rejected: the ticket is closed
	// true
}

// Ask an error what it means, and take its evidence where that is not enough.
func Example_errors() {
	ctx := context.Background()
	store, err := whmcs.New("https://billing.example.com/api/v2")
	if err != nil {
		log.Fatal(err)
	}

	_, err = store.GetProductGroup(ctx, 404)
	switch {
	case errors.Is(err, core.ErrNotFound):
		fmt.Println("there is no such group")
	case errors.Is(err, core.ErrUnavailable):
		fmt.Println("try again later")
	case errors.Is(err, core.ErrDecode):
		fmt.Println("this is not the API that the document describes")
	}
	var e *core.Error
	if errors.As(err, &e) {
		fmt.Println(e.Operation, e.StatusCode, e.Message, len(e.Body))
	}
	fmt.Println(err)

	// Output:
	// there is no such group
	// getProductGroup 404 No such group. 28
	// whmcs: getProductGroup: GET https://billing.example.com/api/v2/store/products/groups/{group_id}: 404 Not Found: No such group.
}

// Options that cannot be meant are errors when the client is made, all of them at once.
func Example_options() {
	_, err := websoftsolus.New("http://api.example.com",
		websoftsolus.WithLogin("user@example.com", ""),
		core.WithApplication("two words"))
	fmt.Println(err)

	// Output:
	// websoftsolus: WithLogin: secret is empty
	// WithApplication: "two words" is not a product token like my-shop/1.4
	// the base URL is plain http, which shows credentials to everyone on the way: use https, or core.WithPlainHTTP if the network is yours
}
