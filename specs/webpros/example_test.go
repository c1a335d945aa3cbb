package webpros_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/webpros"
)

// List the zones that accept packages. The vendor's public page lists no paths, so compare the paths of this package with your
// documentation before you rely on them.
func ExampleNew() {
	ctx := context.Background()
	client, err := webpros.New("https://cloud.example.com", webpros.WithToken("01234567-89ab-cdef-0123-456789abcdef", "the secret"))
	if err != nil {
		log.Fatal(err)
	}
	zones, err := client.Zones.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, zone := range zones.Data {
		fmt.Println(zone.ID, zone.CountryCode, zone.Available)
	}

	// Output: eu-central-de1 DE true
}

// Iterate over all packages, page by page. The iteration ends with an error if a page fails or repeats.
func ExampleWPSquaredService_AllPackages() {
	ctx := context.Background()
	client, err := webpros.New("https://cloud.example.com", webpros.WithToken("01234567-89ab-cdef-0123-456789abcdef", "the secret"))
	if err != nil {
		log.Fatal(err)
	}
	params := &webpros.ListWPSquaredPackagesParams{Count: new(int64(2))} // packages per page
	for pkg, err := range client.WPSquared.AllPackages(ctx, params) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(pkg.ID, pkg.ZoneID, pkg.Suspended)
	}

	// Output:
	// 00000001-89ab-cdef-0123-456789abcdef eu-central-de1 false
	// 00000002-89ab-cdef-0123-456789abcdef eu-central-de1 true
	// 00000003-89ab-cdef-0123-456789abcdef eu-central-de1 false
}

// Create a package in an entitlement that has room. Its password is a core.Secret, which prints as [redacted].
func ExampleWPSquaredService_CreatePackage() {
	ctx := context.Background()
	client, err := webpros.New("https://cloud.example.com", webpros.WithToken("01234567-89ab-cdef-0123-456789abcdef", "the secret"))
	if err != nil {
		log.Fatal(err)
	}
	for entitlement, err := range client.Entitlements.All(ctx, nil) {
		if err != nil {
			log.Fatal(err)
		}
		data, _ := entitlement.Data.Value()
		used, known := data.AllocatedSites.Value()
		limit, limited := data.MaxSites.Value()
		if entitlement.Suspended || !known || !limited || used >= limit {
			continue
		}
		site, err := client.WPSquared.CreatePackage(ctx, webpros.CreateWPSquaredPackageRequest{
			EntitlementID: entitlement.ID,
			ZoneID:        "eu-central-de1",
			Locale:        "en-US",
			Data:          webpros.CreateWPSquaredPackageData{MaxSites: 1, MaxDiskKB: 1 << 20},
		})
		if err != nil {
			log.Fatal(err)
		}
		state, _ := site.CurrentState.Value()
		login, _ := site.Data.Value()
		fmt.Println(state.State, login.Username, login.Password) // Password.Reveal() is the password
		break
	}

	// Output: new wp2user1 [redacted]
}

// List the validation errors of the server. Validation.ListErrors returns the meaning of each code.
func ExampleEntitlementsService_Create() {
	ctx := context.Background()
	client, err := webpros.New("https://cloud.example.com", webpros.WithToken("01234567-89ab-cdef-0123-456789abcdef", "the secret"))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Entitlements.Create(ctx, webpros.CreateEntitlementRequest{ProductID: "no-such-product"})
	var failure *core.Error
	if errors.Is(err, core.ErrInvalid) && errors.As(err, &failure) {
		for _, item := range failure.Items {
			fmt.Println(item.Code, item.At)
		}
	}

	// Output: 10059 errors.productId[0]
}

// A call that the token does not permit returns core.ErrForbidden. ListOwnPermissions lists what the token permits.
func ExampleUsersService_ListOwnPermissions() {
	ctx := context.Background()
	client, err := webpros.New("https://cloud.example.com", webpros.WithToken("01234567-89ab-cdef-0123-456789abcdef", "the secret"))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Entitlements.Delete(ctx, "00000001-89ab-cdef-0123-456789abcdef")
	if !errors.Is(err, core.ErrForbidden) {
		log.Fatal(err)
	}
	permissions, err := client.Users.ListOwnPermissions(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("deleting is forbidden; permitted:")
	for _, permission := range permissions.Data {
		fmt.Println(permission.Group.Code, permission.Code)
	}

	// Output:
	// deleting is forbidden; permitted:
	// entitlement view_list:all
}

// exchanges lists the requests that the server accepts, and its responses. The body of a request must contain sent.
var exchanges = []struct {
	request, sent string
	status        int
	response      string
}{
	{"GET /v1/zone?", "", 200, `{"data":[{"id":"eu-central-de1","countryCode":"DE","available":true}],"next":null}`},
	{"GET /v1/package/wpsquared?count=2", "", 200, `{"data":[
		{"id":"00000001-89ab-cdef-0123-456789abcdef","zoneId":"eu-central-de1","suspended":false},
		{"id":"00000002-89ab-cdef-0123-456789abcdef","zoneId":"eu-central-de1","suspended":true}],
		"next":"00000003-89ab-cdef-0123-456789abcdef"}`},
	{"GET /v1/package/wpsquared?count=2&start=00000003-89ab-cdef-0123-456789abcdef", "", 200, `{"data":[
		{"id":"00000003-89ab-cdef-0123-456789abcdef","zoneId":"eu-central-de1","suspended":false}],"next":null}`},
	{"GET /v1/entitlement?", "", 200, `{"data":[
		{"id":"00000000-89ab-cdef-0123-456789abcdef","suspended":true,"data":{"maxSites":9,"allocatedSites":0}},
		{"id":"11111111-89ab-cdef-0123-456789abcdef","suspended":false,"data":{"maxSites":9,"allocatedSites":2}}],"next":null}`},
	{"POST /v1/package/wpsquared?", "11111111-89ab", 200, `{"id":"33333333-89ab-cdef-0123-456789abcdef",
		"currentState":{"state":"new"},"data":{"username":"wp2user1","password":"secret"}}`},
	{"POST /v1/entitlement?", "no-such-product", 422, `{"errors":{"productId":["10059"]}}`},
	{"DELETE /v1/entitlement/00000001-89ab-cdef-0123-456789abcdef?", "", 403, `{"message":"Forbidden"}`},
	{"GET /v1/user/permission?", "", 200, `{"data":[{"code":"view_list:all","group":{"code":"entitlement"}}]}`},
}

// cloud is an in-memory server that requires both headers of the credential.
type cloud struct{}

func (cloud) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		sent, _ = io.ReadAll(r.Body)
	}
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	if r.Header.Get("X-WPC-API-TOKENID") == "" || r.Header.Get("X-WPC-API-TOKENSECRET") != "the secret" {
		w.WriteHeader(http.StatusUnauthorized)
		return w.Result(), nil
	}
	for _, x := range exchanges {
		if x.request == r.Method+" "+r.URL.Path+"?"+r.URL.RawQuery && strings.Contains(string(sent), x.sent) {
			w.WriteHeader(x.status)
			_, _ = io.WriteString(w, x.response)
			return w.Result(), nil
		}
	}
	w.WriteHeader(http.StatusNotImplemented)
	return w.Result(), nil
}

// The clients of the examples use http.DefaultTransport, so they need no option for this server.
func init() { http.DefaultTransport = cloud{} }
