package repo_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/hostclients/hostclients/internal/repo"
	"github.com/hostclients/hostclients/internal/spec"
)

// inventory returns the APIs of this repository. It reads them once, because reading loads every document and every fixture.
var inventory = sync.OnceValues(func() ([]repo.API, error) { return repo.Read("../..") })

func TestTheTableInTheREADMEIsUpToDate(t *testing.T) {
	apis, err := inventory()
	require.NoError(t, err)
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	replaced, err := repo.Replace(string(readme), repo.Table(apis))
	require.NoError(t, err)
	assert.Equal(t, string(readme), replaced, "update it with go run ./cmd/inventory -write README.md")
}

func TestEveryOperationHasASourceAndAFixture(t *testing.T) {
	apis, err := inventory()
	require.NoError(t, err)
	counts := map[string]int{}
	for _, api := range apis {
		counts[api.Name] = len(api.Operations)
		for _, op := range api.Operations {
			assert.NotEmpty(t, op.Source, "%s.%s: want x-source", api.Name, op.ID)
			assert.NotEmpty(t, op.Fixtures, "%s.%s: want a fixture", api.Name, op.ID)
			assert.Contains(t, repo.Confidences, op.Confidence, "%s.%s", api.Name, op.ID)
		}
	}
	assert.Equal(t, map[string]int{"hostbill": 73, "webpros": 73, "whasols": 206, "whmcs": 23, "websoftsolus": 19}, counts)
}

func TestConfidencesAreCounted(t *testing.T) {
	apis, err := inventory()
	require.NoError(t, err)
	proven := map[string]int{}
	for _, api := range apis {
		proven[api.Name] = api.Count(repo.Proven)
		for _, op := range api.Operations {
			has := map[string]bool{}
			for _, file := range op.Fixtures {
				provenance, _, _ := strings.Cut(file, "/")
				has[provenance] = true
			}
			switch op.Confidence {
			case repo.Proven:
				assert.True(t, has["recorded"], "%s.%s", api.Name, op.ID)
			case repo.Documented:
				assert.True(t, has["documented"], "%s.%s", api.Name, op.ID)
			case repo.Synthetic:
				assert.False(t, op.Raw, "%s.%s: want a response that the vendor describes", api.Name, op.ID)
			}
		}
	}
	assert.Equal(t, map[string]int{"hostbill": 6, "webpros": 0, "whasols": 0, "whmcs": 0, "websoftsolus": 0}, proven)
	listing := repo.ConfidenceListing(apis)
	assert.Contains(t, listing, "hostbill\tDNS.ListZones\tproven\n")
	assert.Contains(t, listing, "whasols\tInvoices.List\tguessed\n")
	assert.Contains(t, listing, "of 394 operations, only our own documents describe a successful response (whasols 206, ")
}

// Every method is listed once, under the name that programs use.
func TestMethodsAreListed(t *testing.T) {
	apis, err := inventory()
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(repo.MethodListing(apis)), "\n")
	assert.Len(t, lines, 394)
	assert.Contains(t, lines, "hostbill\tInvoices.Get\tGET /invoice/{id}\tgetInvoice\treturns an invoice with its items.")
	names := map[string]bool{}
	for _, line := range lines {
		fields := strings.Split(line, "\t")
		require.Len(t, fields, 5, line)
		name := fields[0] + " " + fields[1]
		assert.False(t, names[name], name)
		names[name] = true
	}
}

// A fixture with a misspelled name would not be used, and no other test would notice.
func TestEveryFixtureBelongsToAnOperation(t *testing.T) {
	apis, err := inventory()
	require.NoError(t, err)
	for _, api := range apis {
		var want, got []string
		for _, op := range api.Operations {
			want = append(want, op.Fixtures...)
		}
		folder := os.DirFS("../../specs/" + api.Name + "/fixtures")
		require.NoError(t, fs.WalkDir(folder, ".", func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				got = append(got, path)
			}
			return err
		}))
		assert.ElementsMatch(t, want, got, api.Name)
	}
}

// Fixtures must not name a real installation. The ids of interactions must be unique, because reports identify interactions by
// them.
func TestFixturesHaveNoRealHostsAndNoDuplicateIDs(t *testing.T) {
	apis, err := inventory()
	require.NoError(t, err)
	hosts := regexp.MustCompile(`^([a-z0-9-]+\.)*example\.(com|net)$`)
	for _, api := range apis {
		doc, err := openapi3.NewLoader().LoadFromFile("../../specs/" + api.Name + "/openapi.yaml")
		require.NoError(t, err)
		var vendors []string
		for _, server := range doc.Servers {
			if at, err := url.Parse(server.URL); err == nil {
				vendors = append(vendors, at.Host)
			}
		}
		files, err := filepath.Glob("../../specs/" + api.Name + "/fixtures/*/*.yaml")
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			tape, err := cassette.Load(strings.TrimSuffix(file, ".yaml"))
			require.NoError(t, err, file)
			ids := map[int]bool{}
			for _, interaction := range tape.Interactions {
				assert.False(t, ids[interaction.ID], "%s: want unique ids, got %d twice", file, interaction.ID)
				ids[interaction.ID] = true
				at, err := url.Parse(interaction.Request.URL)
				require.NoError(t, err, file)
				assert.True(t, hosts.MatchString(at.Hostname()) || slices.Contains(vendors, at.Host), "%s: want an example host or a host of the document, got %s", file, at.Host)
			}
		}
	}
}

// WHMCS publishes an OpenAPI document, which we use unchanged. The overlay fixes the errors in it.
func TestTheVendorsDocumentIsNotEdited(t *testing.T) {
	text, err := os.ReadFile("../../specs/whmcs/openapi.yaml")
	require.NoError(t, err)
	assert.Equal(t, "adf12a12e4e9730ab39220e2c947fadf57333148f1f37f1ede199a22e6e28f19", fmt.Sprintf("%x", sha256.Sum256(text)))
	assert.Equal(t, 993, bytes.Count(text, []byte("\n")))

	// The document is also valid without its overlay, except for an example that contradicts its schema.
	doc, err := openapi3.NewLoader().LoadFromData(text)
	require.NoError(t, err)
	require.NoError(t, doc.Validate(t.Context(), openapi3.DisableExamplesValidation()))
	assert.Len(t, spec.Operations(doc), 23)
	assert.Equal(t, "3.0.3", doc.OpenAPI)
}

// WebSoftSolus's wiki page documents thirty parameters in bodies. One of them is optional, and three are each required for only one
// version of Plesk.
func TestEveryDocumentedParameterOfWebSoftSolusIsInOurDocument(t *testing.T) {
	doc := load(t, "websoftsolus")
	counts := map[string]int{}
	optional := map[string]string{}
	for _, o := range spec.Operations(doc.T) {
		if o.Op.RequestBody == nil {
			continue
		}
		id, schema := o.Op.OperationID, o.Op.RequestBody.Value.Content["application/x-www-form-urlencoded"].Schema.Value
		counts[id] = len(schema.Properties)
		for name, property := range schema.Properties {
			if condition, ok := property.Value.Extensions["x-condition"].(map[string]any); ok && condition["requiredFor"] != nil {
				optional[id+"."+name] = condition["requiredFor"].(string)
			} else if !slices.Contains(schema.Required, name) {
				optional[id+"."+name] = ""
			}
		}
	}
	assert.Equal(t, map[string]int{
		"createAccessToken": 2, "updatePleskLicense": 2, "updateCPanelLicense": 2, "updateVirtuozzoLicense": 2,
		"createPleskOrder": 11, "createCPanelOrder": 6, "createVirtuozzoOrder": 5,
	}, counts)
	assert.Equal(t, map[string]string{
		"createPleskOrder.os": "Plesk 10", "createPleskOrder.CBMClients": "Plesk 10", "createPleskOrder.WPBOptions": "Plesk 12",
		"createCPanelOrder.addons": "",
	}, optional)
}

// HostBill's reference has 71 operations, 147 parameters in tables (in the path, the query or the body), and responses of 43
// operations. Two more operations, with two parameters each, are known from its prose and from a connector.
func TestEveryDocumentedParameterAndResponseOfHostBillIsInOurDocument(t *testing.T) {
	doc := load(t, "hostbill")
	parameters, err := repo.Parameters("../..", "hostbill")
	require.NoError(t, err)
	counts := map[string]int{}
	for _, p := range parameters {
		counts[p.Operation]++
	}
	examples := 0
	for _, o := range spec.Operations(doc.T) {
		if o.Op.Responses.Value("200").Value.Content["application/json"].Example != nil {
			examples++
			assert.FileExists(t, "../../specs/hostbill/fixtures/documented/"+o.Op.OperationID+".yaml")
		}
	}
	assert.Equal(t, map[string]int{
		"acknowledgeNotification": 1, "applyInvoiceCredit": 2, "cancelService": 3, "closeTicket": 1, "createContact": 14, "createDNSRecord": 7, "createDNSZone": 2, "createTicket": 3, "createVM": 8, "deleteDNSRecord": 3,
		"deleteDNSZone": 2, "getContact": 1, "getDNSZone": 2, "getInvoice": 1, "getProductConfiguration": 1,
		"getQuote": 3, "getService": 1, "getServiceLabel": 1, "getServiceResources": 1, "getStatus": 1, "getTicket": 1, "getTicketAttachment": 2, "getVM": 2, "listNewNotifications": 2, "listNotifications": 2, "listOSTemplates": 1, "listProducts": 1, "listRebuildTemplates": 2, "listServiceDNSZones": 1, "listServiceIPAddresses": 1, "listServiceMethods": 1,
		"listStatuses": 1, "listUpgradeOptions": 1, "listVMs": 1, "login": 2, "orderItems": 4, "orderProduct": 7,
		"rebootVM": 2, "rebuildVM": 3, "refreshToken": 1, "reopenTicket": 1, "replyToTicket": 2, "upgradeService": 5,
		"rescueVM": 2, "revokeToken": 1, "setServiceLabel": 2, "startVM": 2, "stopVM": 2, "unrescueVM": 2,
		"updateContact": 14, "updateDNSRecord": 8, "updateUserDetails": 12, "verifyMFA": 2,
	}, counts)
	assert.Len(t, parameters, 147+4)
	assert.Equal(t, 43, examples)
}

// Webpros Cloud's page has 72 operations, 152 rows in tables of parameters, 22 named types, 63 permissions, and examples of 72
// responses and 18 requests. Seven more parameters are only in its prose or its examples. Three of these seven belong to an
// operation that the page mentions but does not document.
func TestEveryDocumentedParameterPermissionAndExampleOfWebprosIsInOurDocument(t *testing.T) {
	doc, err := spec.Load("../../specs/webpros/openapi.yaml", "")
	require.NoError(t, err)
	require.NoError(t, doc.T.Validate(t.Context()), "want valid examples as well")
	parameters, err := repo.Parameters("../..", "webpros")
	require.NoError(t, err)
	requests, responses := 0, 0
	permissions := map[string]bool{}
	for path, item := range doc.T.Paths.Map() {
		for method, op := range item.Operations() {
			if op.RequestBody != nil && op.RequestBody.Value.Content["application/json"].Example != nil {
				requests++
			}
			if op.Responses.Value("200").Value.Content["application/json"].Example != nil {
				responses++
				assert.FileExists(t, "../../specs/webpros/fixtures/documented/"+op.OperationID+".yaml")
			}
			if list, ok := op.Extensions["x-permissions"].([]any); ok {
				for _, permission := range list {
					permissions[permission.(string)] = true
				}
			}
			inferred, ok := op.Extensions["x-inferred"].(map[string]any)
			if assert.True(t, ok, "%s %s: want x-inferred, because its path is a guess", method, path) {
				named := path == "/v1/token" || path == "/v1/package/cpanelnova/user/{userId}"
				assert.Equal(t, named, inferred["confidence"] == "high", "%s %s", method, path)
			}
		}
	}
	assert.Equal(t, []int{152 + 7, 18, 72, 63}, []int{len(parameters), requests, responses, len(permissions)})
	for _, name := range []string{
		"EntitlementID", "NullableEntitlementID", "PackageID", "NullablePackageID", "UserID", "NullableUserID",
		"TokenID", "NullableTokenID", "ZoneID", "RegionID", "ServiceID", "NullableServiceID",
		"ServiceVariantName", "ProductID", "NullableProductID", "ProductType", "Domain", "NullableDateTime",
		"PermissionsShort", "RecordCount", "RecordPage", "RecordsPerPage",
	} {
		assert.Contains(t, doc.T.Components.Schemas, name)
	}
}

// WHASOLS's reference has 206 commands with 1022 parameters. One parameter is listed twice, and 504 are required.
func TestEveryDocumentedParameterOfWHASOLSIsInOurDocument(t *testing.T) {
	parameters, err := repo.Parameters("../..", "whasols")
	require.NoError(t, err)
	listing := repo.ParameterListing("whasols", parameters)
	assert.True(t, strings.HasSuffix(listing, "whasols: 206 operations with 1021 parameters, 504 of them required\n"))
	assert.Contains(t, listing, "whasols\tgetClients\tbody\tpage_num\tinteger\trequired\n")
	assert.Contains(t, listing, "whasols\tupdateTLD\tbody\tIDP\tstring\toptional\n")
}

func TestAREADMEWithoutMarksIsRefused(t *testing.T) {
	_, err := repo.Replace("no marks", "table")
	assert.Error(t, err)
}
