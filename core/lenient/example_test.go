package lenient_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/hostclients/hostclients/core/lenient"
)

// This example decodes a response and encodes it again without a change.
func Example() {
	type product struct {
		ID      lenient.Int                `json:"id,omitzero"`
		Price   lenient.Decimal            `json:"price,omitzero"`
		Enabled lenient.Bool               `json:"enabled,omitzero"`
		Due     lenient.Time               `json:"due,omitzero"`
		Servers lenient.Strings            `json:"servers,omitzero"`
		Limits  lenient.Map[lenient.Int]   `json:"limits,omitzero"`
		Addons  lenient.List[lenient.Int]  `json:"addons,omitzero"`
		Notes   lenient.List[lenient.Bool] `json:"notes,omitzero"`
	}
	var p product
	err := json.Unmarshal([]byte(`{"id":"7","price":"9.90","enabled":"on","due":"0000-00-00","servers":"ns1","limits":[],"addons":{"3":1,"5":"2"}}`), &p)
	if err != nil {
		panic(err)
	}
	_, due := p.Due.Value()
	fmt.Println(p.ID, p.Price, p.Enabled, due, p.Servers.Strings(), p.Limits.Len(), p.Addons.Items())

	again, _ := json.Marshal(p)
	fmt.Println(string(again))
	// Output:
	// 7 9.90 true false [ns1] 0 [1 2]
	// {"id":"7","price":"9.90","enabled":"on","due":"0000-00-00","servers":"ns1","limits":[],"addons":{"3":1,"5":"2"}}
}

func ExampleInt() {
	var n lenient.Int
	_ = json.Unmarshal([]byte(`"007"`), &n)
	again, _ := json.Marshal(n)
	fmt.Println(n.Or(-1), string(again))
	// Output: 7 "007"
}

// A missing price is not a price of 0.
func ExampleDecimal_Value() {
	limit := decimal.RequireFromString("15.00")
	var totals []lenient.Decimal
	_ = json.Unmarshal([]byte(`["12.29", 999, null, "", "1,000.00"]`), &totals)
	for _, total := range totals {
		price, ok := total.Value()
		fmt.Printf("%q %v\n", total, ok && price.LessThanOrEqual(limit))
	}
	// Output:
	// "12.29" true
	// "999" false
	// "" false
	// "" false
	// "1,000.00" false
}

func ExampleBool() {
	var all []lenient.Bool
	_ = json.Unmarshal([]byte(`[true,1,"YES","on","off",0]`), &all)
	again, _ := json.Marshal(all)
	fmt.Println(all, string(again))
	// Output: [true true true true false false] [true,1,"YES","on","off",0]
}

func ExampleTime_In() {
	var due lenient.Time
	_ = json.Unmarshal([]byte(`"2022-02-06 21:04:45"`), &due)
	utc, _ := due.Value()
	there, ok := due.In(time.FixedZone("", 2*3600))
	fmt.Println(utc.Format(time.RFC3339), there.Format(time.RFC3339), ok)
	// Output: 2022-02-06T21:04:45Z 2022-02-06T21:04:45+02:00 true
}

func ExampleStrings() {
	var one, several lenient.Strings
	_ = json.Unmarshal([]byte(`"ns1"`), &one)
	_ = json.Unmarshal([]byte(`["ns1","ns2"]`), &several)
	fmt.Println(len(one.Strings()), one, "-", len(several.Strings()), several)
	// Output: 1 ns1 - 2 ns1, ns2
}

func ExampleList() {
	var list, keyed lenient.List[string]
	_ = json.Unmarshal([]byte(`["a","b"]`), &list)
	_ = json.Unmarshal([]byte(`{"12":"a","15":"b"}`), &keyed)
	fmt.Println(list.Items(), keyed.Items())
	for id, item := range keyed.All() {
		fmt.Println(id, item)
	}
	// Output:
	// [a b] [a b]
	// 12 a
	// 15 b
}

func ExampleMap() {
	var empty, limits lenient.Map[lenient.Int]
	_ = json.Unmarshal([]byte(`[]`), &empty)
	_ = json.Unmarshal([]byte(`{"disk":"10","cpu":2}`), &limits)
	disk, ok := limits.Get("disk")
	fmt.Println(empty.Len(), limits.Len(), disk, ok)
	// Output: 0 2 10 true
}
