package plan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNamesOfTheDocumentBecomeGoNames(t *testing.T) {
	for name, want := range map[string]string{
		"listInvoices":      "ListInvoices",
		"invoice_id":        "InvoiceID",
		"ids":               "IDs",
		"serviceIPs":        "ServiceIPs",
		"listDNSRecords":    "ListDNSRecords",
		"getHttpsUrl":       "GetHTTPSURL",
		"IPAddress":         "IPAddress",
		"address2":          "Address2",
		"ipv4address":       "Ipv4Address",
		"utf8_text":         "UTF8Text",
		"get2fa":            "Get2Fa",
		"X-Tenant":          "XTenant",
		"pets/list-all":     "PetsListAll",
		"404":               "N404",
		"-1":                "Minus1",
		"@type":             "Type",
		"$":                 "Dollar",
		"":                  "Empty",
		"日本":                "U65E5U672C",
		"rate (in percent)": "RateInPercent",
	} {
		assert.Equal(t, want, goName(name), "%q", name)
	}
}

func TestArgumentsDoNotTakeNamesThatGeneratedCodeUses(t *testing.T) {
	for name, want := range map[string]string{
		"ID": "id", "cart_id": "cartID", "IPAddress": "ipAddress", "type": "typeArg", "body": "bodyArg", "keyID": "keyID", "s": "sArg",
	} {
		assert.Equal(t, want, argName(name), "%q", name)
	}
}

func TestMethodNamesOmitTheWordsOfTheService(t *testing.T) {
	for _, test := range []struct{ operation, service, want string }{
		{"listInvoices", "Invoices", "List"},
		{"applyInvoiceCredit", "Invoices", "ApplyCredit"},
		{"getInvoicesReport", "Invoices", "GetReport"},
		{"listVirtualMachineDisks", "VirtualMachines", "ListDisks"},
		{"listMachines", "VirtualMachines", "ListMachines"},
		{"listVMs", "VMs", "List"},
		{"updateCategories", "Category", "Update"},
		{"closeAddresses", "Address", "Close"},
		{"getInvoicing", "Invoices", "GetInvoicing"},
		{"invoices", "Invoices", ""},
	} {
		assert.Equal(t, test.want, strings.Join(withoutWords(words(test.operation), words(test.service)), ""), "%s of %s", test.operation, test.service)
	}
}

func TestEachEnumValueHasAUniqueName(t *testing.T) {
	for _, test := range []struct{ values, want []string }{
		{[]string{"Draft", "unpaid", "past_due"}, []string{"Draft", "Unpaid", "PastDue"}},
		{[]string{"", "/"}, []string{"Empty", "Slash"}},
		{[]string{"日本", "España"}, []string{"日本", "España"}},
		{[]string{"asc", "-asc"}, []string{"Asc", "MinusAsc"}},
		{[]string{"a-b", "a b", "A b"}, []string{"AMinusB", "ASpaceB", "ASpaceB2"}},
		{[]string{"a", "A"}, []string{"A", "A2"}},
		{[]string{"1", "-1", "1.5"}, []string{"1", "Minus1", "15"}},
	} {
		assert.Equal(t, test.want, valueNames(test.values))
	}
}
