package repo_test

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/repo"
	"github.com/hostclients/hostclients/internal/spec"
)

var update = flag.Bool("update", false, "update the listings of requests and of the public API")

var apis = []string{"hostbill", "webpros", "websoftsolus", "whasols", "whmcs"}

// documents holds a function for each API, which returns the API's document with its overlay. The function reads the document once.
var documents = func() map[string]func() (*spec.Document, error) {
	all := map[string]func() (*spec.Document, error){}
	for _, api := range apis {
		all[api] = sync.OnceValues(func() (*spec.Document, error) {
			return spec.Load("../../specs/"+api+"/openapi.yaml", "../../overlays/"+api+".yaml")
		})
	}
	return all
}()

// load returns an API's document with its overlay. Tests share the document and must not change it: changed returns a copy.
func load(t *testing.T, api string) *spec.Document {
	t.Helper()
	doc, err := documents[api]()
	require.NoError(t, err)
	return doc
}

// changed returns a copy of an API's document, in which every schema of a request is edited.
func changed(t *testing.T, api string, edit func(*openapi3.Schema)) *openapi3.T {
	t.Helper()
	doc, err := load(t, api).Parse()
	require.NoError(t, err)
	eachSchema(doc, edit)
	return doc
}

// Calls that spend money, terminate something or work only once must not be retried. No fixture would show that such a rule was lost,
// so testdata/retry.yaml repeats the rule of each operation, with its reason.
func TestEveryRetryRuleHasAReason(t *testing.T) {
	type group struct {
		Because    string
		Operations []string
	}
	var judgements map[string]map[string][]group // by API and advice
	text, err := os.ReadFile("testdata/retry.yaml")
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, &judgements))
	assert.ElementsMatch(t, apis, slices.Collect(maps.Keys(judgements)))
	for _, api := range apis {
		judged := map[string][]string{}
		for advice, groups := range judgements[api] {
			for _, g := range groups {
				assert.NotEmpty(t, g.Because, "%s: %v", api, g.Operations)
				judged[advice] = append(judged[advice], g.Operations...)
			}
			slices.Sort(judged[advice])
		}
		assert.Equal(t, judged, retries(load(t, api).T), "%s: the overlay and testdata/retry.yaml differ", api)
	}
}

// retries returns a document's operationIds by the value of x-retry. It omits operations without x-retry.
func retries(doc *openapi3.T) map[string][]string {
	found := map[string][]string{}
	for _, o := range spec.Operations(doc) {
		if advice, ok := o.Op.Extensions["x-retry"].(string); ok {
			found[advice] = append(found[advice], o.Op.OperationID)
		}
	}
	for _, names := range found {
		slices.Sort(names)
	}
	return found
}

// Fixtures have one value for each field and one request for each operation. They do not show that the document lost a limit, the
// encoding of some other value, the mark of a secret, or the end of a session.
func TestRequestsArePinned(t *testing.T) {
	for _, api := range apis {
		file := filepath.Join("testdata", "requests", api+".txt")
		listing := repo.RequestListing(load(t, api).T)
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(listing), 0o600))
		}
		pinned, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(pinned), listing, "if the change is intended, run go test ./internal/repo -run Pinned -update, and review the diff")
	}
}

// Only the format password keeps a secret out of a program's output.
func TestFieldsNamedLikeSecretsAreSecrets(t *testing.T) {
	named := regexp.MustCompile(`^(token|refresh|secret|refresh_token|access_token|epp_?code)$|[pP]assword$|(prompt|sso)Token$`)
	for _, api := range apis {
		secrets := 0
		var bodies openapi3.SchemaRefs
		for _, o := range spec.Operations(load(t, api).T) {
			bodies = slices.Concat(bodies, o.RequestSchemas(), o.ResponseSchemas())
		}
		spec.EachSchema(bodies, func(s *openapi3.Schema) {
			for name, property := range s.Properties {
				if property.Value.Type.Is("string") && named.MatchString(name) && len(property.Value.Enum) == 0 {
					secrets++
					assert.Equal(t, "password", property.Value.Format, "%s: %s among %v", api, name, slices.Sorted(maps.Keys(s.Properties)))
				}
			}
		})
		assert.NotZero(t, secrets, api)
	}
}

// Facts that no vendor documents are pinned only by the listings, so the listings must show these changes.
func TestTheListingsShowChangesOfAWholeDocument(t *testing.T) {
	for name, c := range map[string]struct {
		mutate func(*openapi3.Schema)
		apis   []string
	}{
		"formats dropped":              {func(s *openapi3.Schema) { s.Format = "" }, apis},
		"minimums dropped":             {func(s *openapi3.Schema) { s.Min, s.ExclusiveMin = nil, openapi3.ExclusiveBound{} }, []string{"hostbill", "webpros", "whasols"}},
		"defaults dropped":             {func(s *openapi3.Schema) { s.Default = nil }, []string{"hostbill", "webpros", "whasols"}},
		"form values swapped":          {swapSpelling, []string{"whasols"}},
		"credentials no longer marked": {func(s *openapi3.Schema) { delete(s.Extensions, "x-credential") }, []string{"whasols"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, api := range c.apis {
				assert.NotEqual(t, repo.RequestListing(load(t, api).T), repo.RequestListing(changed(t, api, c.mutate)), api)
			}
		})
	}
	doc, err := load(t, "whasols").Parse()
	require.NoError(t, err)
	doc.Paths.Value("/rapi/CapturePayment").Post.Extensions["x-retry"] = "always"
	assert.NotEqual(t, repo.RequestListing(load(t, "whasols").T), repo.RequestListing(doc), "want a difference: with this rule, a card could be charged twice")
}

func swapSpelling(s *openapi3.Schema) {
	if form, ok := s.Extensions["x-form"].(map[string]any); ok && form["layout"] == "DD/MM/YYYY" {
		s.Extensions["x-form"] = map[string]any{"layout": "YYYY-MM-DD"}
	}
}

// eachSchema edits every schema of parameters and request bodies.
func eachSchema(doc *openapi3.T, edit func(*openapi3.Schema)) {
	var all openapi3.SchemaRefs
	for _, o := range spec.Operations(doc) {
		for _, parameter := range o.Parameters() {
			all = append(all, parameter.Value.Schema)
		}
		all = append(all, o.RequestSchemas()...)
	}
	spec.EachSchema(all, edit)
}
