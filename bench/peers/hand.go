//go:build peers

package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
)

// caller sends a request and decodes the response into out.
type caller func(method, url string, body, out any) error

// byHand returns subjects that do the work without a generated client, one with encoding/json and one with json/v2.
func (t *trio) byHand(work func(do caller) error) []subject {
	v1 := handCaller(t.http, json.Marshal, json.Unmarshal)
	v2 := handCaller(t.http,
		func(v any) ([]byte, error) { return jsonv2.Marshal(v) },
		func(data []byte, v any) error { return jsonv2.Unmarshal(data, v) },
	)
	return []subject{
		{"encoding/json by hand", func() error { return work(v1) }},
		{"json/v2 by hand", func() error { return work(v2) }},
	}
}

func handCaller(client *http.Client, encode func(any) ([]byte, error), decode func([]byte, any) error) caller {
	return func(method, url string, body, out any) error {
		var sent io.Reader
		if body != nil {
			data, err := encode(body)
			if err != nil {
				return err
			}
			sent = bytes.NewReader(data)
		}
		req, err := http.NewRequest(method, url, sent)
		if err != nil {
			return err
		}
		req.Header.Set("Accept", "application/json")
		if body != nil {
			req.Header.Set("Content-Type", "application/json")
		}
		resp, err := client.Do(req)
		if err != nil {
			return err
		}
		data, err := io.ReadAll(resp.Body)
		if err := cmp.Or(err, resp.Body.Close()); err != nil {
			return err
		}
		return decode(data, out)
	}
}

type (
	handStatus struct {
		Data struct {
			ServerTime time.Time      `json:"server_time"`
			Timezone   string         `json:"timezone"`
			Currencies []handCurrency `json:"currencies"`
		} `json:"data"`
	}
	handCurrency struct {
		Code    string `json:"code"`
		Prefix  string `json:"prefix"`
		Suffix  string `json:"suffix"`
		Default bool   `json:"default"`
	}
	handGroups struct {
		Data []handGroup `json:"data"`
	}
	handGroup struct {
		ID       int64         `json:"id"`
		Name     string        `json:"name"`
		Products []handProduct `json:"products"`
	}
	handProduct struct {
		ID          int64       `json:"id"`
		Name        string      `json:"name"`
		Description string      `json:"description"`
		Pricing     handPricing `json:"pricing"`
	}
	handPricing struct {
		IsFree    bool        `json:"is_free"`
		OneTime   handPrice   `json:"onetime"`
		Recurring []handPrice `json:"recurring"`
	}
	handPrice struct {
		Cycle  string     `json:"cycle"`
		Setup  handAmount `json:"setup"`
		Amount handAmount `json:"amount"`
	}
	handAmount struct {
		Value string `json:"value"`
		Code  string `json:"code"`
	}
	handTotals struct {
		Data struct {
			Recurring []handPrice `json:"recurring"`
			Subtotal  handAmount  `json:"subtotal"`
			Discount  []handTax   `json:"discount"`
			Tax       []handTax   `json:"tax"`
			Total     handAmount  `json:"total"`
		} `json:"data"`
	}
	handTax struct {
		Name       string     `json:"name"`
		Percentage float64    `json:"percentage"`
		Amount     handAmount `json:"amount"`
	}
	handItems struct {
		Items []handItem `json:"items"`
	}
	handItem struct {
		Type         string      `json:"type"`
		ProductID    int64       `json:"product_id"`
		BillingCycle string      `json:"billing_cycle"`
		Addons       []handAddon `json:"addons,omitempty"`
	}
	handAddon struct {
		AddonID int64 `json:"addon_id"`
	}
)
