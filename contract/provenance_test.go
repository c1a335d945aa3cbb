package contract

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
)

func TestADocumentedFixtureContainsOnlyExamples(t *testing.T) {
	suite := Suite{Document: "../specs/whmcs/openapi.yaml", Overlays: []string{"../overlays/whmcs.yaml"}, Fixtures: "../specs/whmcs/fixtures"}
	op, err := suite.operation("listCurrencies")
	require.NoError(t, err)
	for body, want := range map[string]string{
		`{"data":[{"code":"USD","prefix":"$","suffix":"USD"}]}`: "",
		`{"data":[{"code":"EUR","prefix":"$"}]}`:                ".data[0].code is not an example",
		`{"data":[{"code":"USD","default":true}]}`:              ".data[0].default is not an example",
	} {
		x, err := op.exchange(&cassette.Interaction{
			Request:  cassette.Request{Method: "GET", URL: "https://billing.example.com/api/v2/currencies"},
			Response: cassette.Response{Code: 200, Body: body},
		})
		require.NoError(t, err)
		checkDocumented(t, x, want)
		x.Provenance = "synthetic"
		assert.NoError(t, x.checkProvenance())
	}
}

// checkDocumented checks the provenance of an exchange as if it were in the folder "documented". If want is "", it wants no error.
func checkDocumented(t *testing.T, x *Exchange, want string) {
	t.Helper()
	x.Provenance = "documented"
	if want == "" {
		assert.NoError(t, x.checkProvenance(), x.ResponseBody)
	} else {
		assert.ErrorContains(t, x.checkProvenance(), want, x.ResponseBody)
	}
}

func TestADocumentedFixtureMayBeTheExampleOfTheWholeResponse(t *testing.T) {
	for body, want := range map[string]string{
		`{"success":true,"crate":{"id":"7","words":{"0":"up"}}}`:       "",
		`{"crate":{"words":{"0":"up"},"id":"7"}, "success":true}`:      "", // the same in a different order
		`{"success":true,"crate":{"id":7,"words":{"0":"up"}}}`:         ".crate.id is not an example",
		`{"success":true,"crate":{"id":"7"}}`:                          ".crate.id is not an example",
		`{"success":true,"crate":{"id":"7","words":{"0":"up"}},"a":1}`: ".a is not an example",
	} {
		checkDocumented(t, recorded(t, "getCrate", crateRequest(), 200, body), want)
	}
}
