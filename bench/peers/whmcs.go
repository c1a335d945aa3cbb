//go:build peers

package main

import (
	"context"
	"errors"
	"net/http"

	"github.com/hostclients/hostclients/bench/peers/ogenbare"
	"github.com/hostclients/hostclients/bench/peers/ogenclient"
	"github.com/hostclients/hostclients/bench/peers/stock"
	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/whmcs"
)

var errWrong = errors.New("the result differs from the body")

// right returns err. If err is nil but ok is false, it returns errWrong.
func right(err error, ok bool) error {
	if err == nil && !ok {
		return errWrong
	}
	return err
}

func whmcsRows() ([]row, error) {
	var rows []row
	status, err := newTrio(statusBody)
	if err != nil {
		return nil, err
	}
	rows = append(rows, row{name: "small GET", base: "ogen", subjects: status.getStatus()})
	for _, list := range []struct {
		name string
		size int
	}{{"list 1 KB", 1 << 10}, {"list 100 KB", 100 << 10}, {"list 1 MB", 1 << 20}} {
		groups, err := newTrio(string(groupsBody(list.size)))
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{name: list.name, base: "ogen", subjects: groups.listGroups()})
	}
	totals, err := newTrio(totalsBody)
	if err != nil {
		return nil, err
	}
	rows = append(rows, row{name: "POST with body", base: "ogen", subjects: totals.addItems()})
	return rows, nil
}

// trio holds the clients that three generators make from the WHMCS document, and an http.Client for handwritten code. All of them receive
// the same response body.
type trio struct {
	ours  *whmcs.Client
	stock *stock.ClientWithResponses
	ogen  *ogenclient.Client
	bare  *ogenbare.Client // ogen's client without telemetry
	http  *http.Client
}

func newTrio(body string) (*trio, error) {
	t := &trio{http: &http.Client{Transport: memory{[]byte(body)}}}
	var errs [4]error
	t.ours, errs[0] = whmcs.New(baseURL, core.WithHTTPClient(t.http))
	t.stock, errs[1] = stock.NewClientWithResponses(baseURL, stock.WithHTTPClient(t.http))
	t.ogen, errs[2] = ogenclient.NewClient(baseURL, ogenclient.WithClient(t.http))
	t.bare, errs[3] = ogenbare.NewClient(baseURL, ogenbare.WithClient(t.http))
	return t, errors.Join(errs[:]...)
}

func (t *trio) getStatus() []subject {
	ctx := context.Background()
	return append([]subject{
		{"ours", func() error {
			status, err := t.ours.System.GetStatus(ctx)
			return right(err, len(status.Currencies) == 2)
		}},
		{"stock", func() error {
			resp, err := t.stock.GetStatusWithResponse(ctx)
			return right(err, err == nil && resp.JSON200 != nil && len(resp.JSON200.Data.Currencies) == 2)
		}},
		{"ogen", func() error {
			status, err := t.ogen.StatusGet(ctx)
			return right(err, err == nil && len(status.Data.Currencies) == 2)
		}},
		{"ogen, bare", func() error {
			status, err := t.bare.StatusGet(ctx)
			return right(err, err == nil && len(status.Data.Currencies) == 2)
		}},
	}, t.byHand(func(do caller) error {
		var out handStatus
		err := do(http.MethodGet, baseURL+"/status", nil, &out)
		return right(err, len(out.Data.Currencies) == 2)
	})...)
}

func (t *trio) listGroups() []subject {
	ctx := context.Background()
	return append([]subject{
		{"ours", func() error {
			groups, err := t.ours.Store.ListProductGroups(ctx)
			return right(err, len(groups) > 0)
		}},
		{"stock", func() error {
			resp, err := t.stock.GetStoreProductsGroupsWithResponse(ctx)
			return right(err, err == nil && resp.JSON200 != nil && len(resp.JSON200.Data) > 0)
		}},
		{"ogen", func() error {
			groups, err := t.ogen.StoreProductsGroupsGet(ctx)
			return right(err, err == nil && len(groups.Data) > 0)
		}},
		{"ogen, bare", func() error {
			groups, err := t.bare.StoreProductsGroupsGet(ctx)
			return right(err, err == nil && len(groups.Data) > 0)
		}},
	}, t.byHand(func(do caller) error {
		var out handGroups
		err := do(http.MethodGet, baseURL+"/store/products/groups", nil, &out)
		return right(err, len(out.Data) > 0)
	})...)
}

func (t *trio) addItems() []subject {
	ctx := context.Background()
	return append([]subject{
		{"ours", func() error {
			totals, err := t.ours.Carts.AddItems(ctx, cartID, whmcs.AddCartItemsRequest{Items: []whmcs.CartItem{
				{Type: whmcs.CartItemTypeProduct, ProductID: 123, BillingCycle: whmcs.BillingCycleMonthly},
				{Type: whmcs.CartItemTypeProduct, ProductID: 124, BillingCycle: whmcs.BillingCycleAnnually, Addons: []whmcs.CartItemAddon{{AddonID: 456}}},
			}})
			return right(err, totals.Total.Code == "USD")
		}},
		{"stock", func() error {
			items := make([]stock.PostCartCartIdItemsJSONBody_Items_Item, 2)
			err := errors.Join(
				items[0].FromCartItemTypeProduct(stock.CartItemTypeProduct{Type: stock.CartItemTypeProductTypeProduct, ProductId: 123, BillingCycle: stock.Monthly}),
				items[1].FromCartItemTypeProduct(stock.CartItemTypeProduct{
					Type: stock.CartItemTypeProductTypeProduct, ProductId: 124, BillingCycle: stock.Annually, Addons: &[]stock.CartItemTypeProductAddon{{AddonId: 456}},
				}),
			)
			if err != nil {
				return err
			}
			resp, err := t.stock.PostCartCartIdItemsWithResponse(ctx, cartID, stock.PostCartCartIdItemsJSONRequestBody{Items: &items})
			return right(err, err == nil && resp.JSON200 != nil && *resp.JSON200.Data.Total.Code == "USD")
		}},
		{"ogen", func() error {
			req := ogenclient.CartCartIDItemsPostReq{Items: make([]ogenclient.CartCartIDItemsPostReqItemsItem, 2)}
			req.Items[0].SetCartItemTypeProduct(ogenclient.CartItemTypeProduct{Type: "product", ProductID: 123, BillingCycle: "monthly"})
			req.Items[1].SetCartItemTypeProduct(ogenclient.CartItemTypeProduct{
				Type: "product", ProductID: 124, BillingCycle: "annually", Addons: []ogenclient.CartItemTypeProductAddon{{AddonID: 456}},
			})
			res, err := t.ogen.CartCartIDItemsPost(ctx, &req, ogenclient.CartCartIDItemsPostParams{CartID: cartID})
			if err != nil {
				return err
			}
			totals, ok := res.(*ogenclient.CartCartIDItemsPostOK)
			return right(nil, ok && totals.Data.Total.Value.Code.Value == "USD")
		}},
		{"ogen, bare", func() error {
			req := ogenbare.CartCartIDItemsPostReq{Items: make([]ogenbare.CartCartIDItemsPostReqItemsItem, 2)}
			req.Items[0].SetCartItemTypeProduct(ogenbare.CartItemTypeProduct{Type: "product", ProductID: 123, BillingCycle: "monthly"})
			req.Items[1].SetCartItemTypeProduct(ogenbare.CartItemTypeProduct{
				Type: "product", ProductID: 124, BillingCycle: "annually", Addons: []ogenbare.CartItemTypeProductAddon{{AddonID: 456}},
			})
			res, err := t.bare.CartCartIDItemsPost(ctx, &req, ogenbare.CartCartIDItemsPostParams{CartID: cartID})
			if err != nil {
				return err
			}
			totals, ok := res.(*ogenbare.CartCartIDItemsPostOK)
			return right(nil, ok && totals.Data.Total.Value.Code.Value == "USD")
		}},
	}, t.byHand(func(do caller) error {
		var out handTotals
		err := do(http.MethodPost, baseURL+"/cart/"+cartID+"/items", handItems{Items: []handItem{
			{Type: "product", ProductID: 123, BillingCycle: "monthly"},
			{Type: "product", ProductID: 124, BillingCycle: "annually", Addons: []handAddon{{AddonID: 456}}},
		}}, &out)
		return right(err, out.Data.Total.Code == "USD")
	})...)
}
