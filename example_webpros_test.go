package hostclients_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/webpros"
)

// Walk the entitlements of a Webpros Cloud account, and create a package in one that has room.
func Example_webpros() {
	ctx := context.Background()

	cloud, err := webpros.New("https://cloud.example.com",
		webpros.WithToken("01234567-89ab-cdef-0123-456789abcdef", "the secret"))
	if err != nil {
		log.Fatal(err)
	}
	page := &webpros.ListEntitlementsParams{Count: new(int64(100))}
	for entitlement, err := range cloud.AllEntitlements(ctx, page) { // page after page
		if err != nil {
			log.Fatal(err)
		}
		limits := entitlement.Data
		if entitlement.Suspended || entitlement.ServiceID != "wpsquared" || limits.AllocatedSites >= limits.MaxSites {
			continue
		}
		site, err := cloud.CreateWPSquaredPackage(ctx, webpros.CreateWPSquaredPackageRequest{
			EntitlementID: entitlement.ID,
			ZoneID:        "eu-central-de1",
			Locale:        "en-US",
			Data:          webpros.CreateWPSquaredPackageData{MaxSites: 1, MaxDiskKB: 1 << 20},
		})
		var refused *core.Error
		if errors.As(err, &refused) && len(refused.Faults) > 0 {
			log.Fatal(refused.Faults) // such as 10002; ListValidationErrors tells what the codes mean
		}
		if err != nil {
			log.Fatal(err)
		}
		state, _ := site.CurrentState.Value() // the API may send [] in place of an object
		account, _ := site.Data.Value()
		fmt.Println(site.ID, "is", state.State)
		fmt.Println(account.Username, account.Password) // Password.Reveal() is the password itself
		break
	}

	// Output:
	// 33333333-89ab-cdef-0123-456789abcdef is new
	// wp2user1 [redacted]
}
