package repo_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
)

// What spends, ends or works once is sent once. No answer tells when this is lost, so the judgement stands here once more:
// an operation that is missing from an overlay would be sent again with a new token.
func TestWhatMustNotBeSentTwiceIsNot(t *testing.T) {
	never := map[string][]string{
		"hostbill": {
			"applyInvoiceCredit", "cancelService", "createContact", "createDNSRecord", "createDNSZone", "createTicket", "createVM",
			"deleteDNSRecord", "deleteDNSZone", "orderItems", "orderProduct", "rebootVM", "rebuildVM", "refreshToken",
			"replyToTicket", "rescueVM", "stopVM", "unrescueVM", "upgradeService",
		},
		"websoftsolus": {
			"createCPanelOrder", "createPleskOrder", "createVirtuozzoOrder", "terminateCPanelLicense", "terminatePleskLicense",
			"terminateVirtuozzoLicense",
		},
		"whmcs": {"addCartItems", "checkoutCart", "clearCart", "deleteCartItem", "login", "verifySecondFactor"},
	}
	for api, names := range never {
		assert.Equal(t, names, operationsOf(t, api)["never"], api)
	}

	whasols := operationsOf(t, "whasols")
	assert.Equal(t, []int{85, 84}, []int{len(whasols["always"]), len(whasols["never"])}, "the README has these numbers")
	for _, name := range []string{
		"acceptOrder", "acceptQuote", "addCredit", "addFunds", "addInvoicePayment", "addOrder", "addRefund", "applyCredit",
		"callPaymentGateway", "cancelOrder", "capturePaymentByInvoice", "closeClient", "createInvoice", "deleteCredit",
		"domainRegister", "domainRenew", "domainTransfer", "generateInvoices", "moduleCreate", "moduleTerminate", "upgradeProduct",
	} {
		assert.Contains(t, whasols["never"], name)
	}
}

// Fixtures have one value of each field, so they cannot tell how the other value of a boolean is spelt.
func TestTheSpellingsOfWHASOLSAreThoseOfItsREADME(t *testing.T) {
	doc, err := spec.Load("../../specs/whasols/openapi.yaml", "")
	require.NoError(t, err)
	spellings := map[string]int{}
	for _, item := range doc.T.Paths.Map() {
		for _, media := range item.Post.RequestBody.Value.Content {
			for _, field := range media.Schema.Value.Properties {
				if form, ok := field.Value.Extensions["x-form"]; ok {
					spelling, err := json.Marshal(form)
					require.NoError(t, err)
					spellings[string(spelling)]++
				}
			}
		}
	}
	assert.Equal(t, map[string]int{
		`{"false":"NO","true":"YES"}`:         24,
		`{"false":"0","true":"1"}`:            7,
		`{"false":"DISABLE","true":"ENABLE"}`: 2,
		`{"false":"off","true":"on"}`:         2,
		`{"false":"NO","true":"Yes"}`:         2,
		`{"false":"No","true":"Yes"}`:         1,
		`{"true":"true"}`:                     6,
		`{"true":"Yes"}`:                      2,
		`{"inverted":true}`:                   2,
		`{"layout":"YYYY-MM-DD"}`:             19,
		`{"layout":"DD/MM/YYYY"}`:             4,
		`{"layout":"YYYY-MM-DD HH:MM:SS"}`:    6,
		`{"separator":","}`:                   19,
		`{"encode":["json"]}`:                 14,
		`{"encode":["json","base64"]}`:        9,
		`{"encode":["php","base64"]}`:         3,
	}, spellings)
}

// operationsOf sorts the operations of an API by what its overlay says about sending them twice.
func operationsOf(t *testing.T, api string) map[string][]string {
	t.Helper()
	doc, err := spec.Load("../../specs/"+api+"/openapi.yaml", "../../overlays/"+api+".yaml")
	require.NoError(t, err)
	found := map[string][]string{}
	for _, item := range doc.T.Paths.Map() {
		for _, op := range item.Operations() {
			if advice, ok := op.Extensions["x-retry"].(string); ok {
				found[advice] = append(found[advice], op.OperationID)
			}
		}
	}
	for _, names := range found {
		slices.Sort(names)
	}
	return found
}

// A secret is one by its format, which is all that keeps it out of whatever a program prints.
func TestWhatIsNamedLikeASecretIsOne(t *testing.T) {
	named := regexp.MustCompile(`^(token|refresh|secret)$|_token$|[pP]assword$|(prompt|sso)Token$`)
	for _, api := range []string{"hostbill", "webpros", "websoftsolus"} {
		secrets := 0
		doc, err := spec.Load("../../specs/"+api+"/openapi.yaml", "")
		require.NoError(t, err)
		for name, schema := range doc.T.Components.Schemas {
			if name == "TwoFactorChallenge" { // its tokens are null
				continue
			}
			for field, value := range schema.Value.Properties {
				if value.Value.Type.Is("string") && named.MatchString(field) {
					secrets++
					assert.Equal(t, "password", value.Value.Format, "%s: %s.%s", api, name, field)
				}
			}
		}
		assert.NotZero(t, secrets, api)
	}
}
