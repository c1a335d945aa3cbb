//go:build peers

package main

import (
	"bytes"
	"fmt"
)

const (
	baseURL = "https://billing.example.com/api/v2"
	cartID  = "V8UH6nyaU6Hj8hCh"
)

const statusBody = `{"data":{"server_time":"2022-02-06T21:04:45+00:00","timezone":"UTC","currencies":[` +
	`{"code":"USD","prefix":"$","suffix":"USD","default":true},{"code":"EUR","prefix":"","suffix":"EUR","default":false}]}}`

const totalsBody = `{"data":{"recurring":[{"cycle":"monthly","setup":{"value":"0.00","code":"USD"},"amount":{"value":"19.99","code":"USD"}}],` +
	`"subtotal":{"value":"19.99","code":"USD"},"discount":[{"name":"promo","amount":{"value":"2.00","code":"USD"}}],` +
	`"tax":[{"name":"VAT","percentage":19.5,"amount":{"value":"3.51","code":"USD"}}],"total":{"value":"21.50","code":"USD"}}}`

// groupsBody returns a JSON list of product groups, with at least size bytes. Each group has eight products, the last one perhaps
// fewer.
func groupsBody(size int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"data":[`)
	cycles := []string{"monthly", "quarterly", "annually", "biennially"}
	for product := 0; product == 0 || b.Len() < size-2; product++ {
		if product%8 == 0 {
			if product > 0 {
				b.WriteString(`]},`)
			}
			_, _ = fmt.Fprintf(&b, `{"id":%d,"name":"Web hosting %d","products":[`, 10+product/8, product/8)
		} else {
			b.WriteByte(',')
		}
		_, _ = fmt.Fprintf(&b, `{"id":%d,"name":"Shared hosting %d","description":"%d GB of web space, unlimited traffic, \"daily\" backups","pricing":{"is_free":false,`+
			`"onetime":{"setup":{"value":"0.00","code":"USD"},"amount":{"value":"%d.00","code":"USD"}},"recurring":[`, 1000+product, product, 10+product%90, 5+product%40)
		for i, cycle := range cycles[:1+product%4] {
			if i > 0 {
				b.WriteByte(',')
			}
			_, _ = fmt.Fprintf(&b, `{"cycle":%q,"setup":{"value":"%d.50","code":"USD"},"amount":{"value":"%d.99","code":"USD"}}`, cycle, i, 9+product%50*(i+1))
		}
		b.WriteString(`]}}`)
	}
	b.WriteString(`]}]}`)
	return b.Bytes()
}

// invoicesBody returns HostBill's JSON for a list of n invoices.
func invoicesBody(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"invoices":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		_, _ = fmt.Fprintf(&b, `{"id":%d,"date":"2016-12-30","dateorig":"2016-12-30","duedate":"2017-01-06","paybefore":"2017-01-06",`+
			`"total":%d.65,"datepaid":"2016-12-30 12:40:47","status":"Paid","merge_id":%d,"number":"2016/12/%d","currency":"USD"}`, 308976+i, 10+i%90, 300000+i, i)
	}
	b.WriteString(`]}`)
	return b.Bytes()
}
