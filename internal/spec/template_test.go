package spec_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/internal/spec"
)

func TestAPathIsMatchedFromItsEndAndItsArgumentsAreUnescaped(t *testing.T) {
	type args = map[string]string
	for name, test := range map[string]struct {
		template, escaped string
		base              string
		args              args
		ok                bool
	}{
		"a path":                                {"/boxes", "/boxes", "", args{}, true},
		"a path below a base":                   {"/boxes", "/api/v1/boxes", "/api/v1", args{}, true},
		"a base like the path":                  {"/boxes", "/boxes/boxes", "/boxes", args{}, true},
		"an argument":                           {"/boxes/{id}", "/v1/boxes/12", "/v1", args{"id": "12"}, true},
		"two arguments":                         {"/boxes/{id}/lids/{lid}", "/v1/boxes/12/lids/3", "/v1", args{"id": "12", "lid": "3"}, true},
		"two arguments in one segment":          {"/boxes/{from}-{to}", "/boxes/1-9", "", args{"from": "1", "to": "9"}, true},
		"an argument before a literal":          {"/boxes/{id}.json", "/boxes/12.json", "", args{"id": "12"}, true},
		"an argument alone":                     {"/{id}", "/v1/12", "/v1", args{"id": "12"}, true},
		"a name with a hyphen":                  {"/boxes/{box-id}", "/boxes/12", "", args{"box-id": "12"}, true},
		"an escaped slash":                      {"/boxes/{id}", "/boxes/a%2Fb", "", args{"id": "a/b"}, true},
		"an escaped percent sign":               {"/boxes/{id}", "/boxes/%2525", "", args{"id": "%25"}, true},
		"a plus, which is not a space in paths": {"/boxes/{id}", "/boxes/a+b", "", args{"id": "a+b"}, true},
		"a different path":                      {"/boxes", "/lids", "", nil, false},
		"a longer path":                         {"/boxes", "/boxes/12", "", nil, false},
		"a trailing slash":                      {"/boxes", "/boxes/", "", nil, false},
		"a segment that ends like the path":     {"/boxes", "/toolboxes", "", nil, false},
		"an empty argument":                     {"/boxes/{id}", "/boxes/", "", nil, false},
		"an argument with a slash":              {"/boxes/{id}/lids", "/boxes/1/2/lids", "", nil, false},
		"an argument that cannot be unescaped":  {"/boxes/{id}", "/boxes/%zz", "", nil, false},
		"a dot, which matches only a dot":       {"/boxes.json", "/boxesXjson", "", nil, false},
		"letters in a different case":           {"/boxes", "/Boxes", "", nil, false},
		"an empty path":                         {"/boxes", "", "", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			base, found, ok := spec.MatchPath(test.template, test.escaped)
			assert.Equal(t, test.ok, ok)
			assert.Equal(t, test.base, base)
			assert.Equal(t, test.args, found)
		})
	}
}

func TestTheParametersOfAPathAreListedInOrder(t *testing.T) {
	assert.Equal(t, []string{"box", "lid"}, spec.PathParameters("/boxes/{box}/lids/{lid}.json"))
	assert.Empty(t, spec.PathParameters("/boxes"))
}

func TestPathsThatDifferOnlyInParameterNamesAreTheSame(t *testing.T) {
	assert.Equal(t, spec.AnonymousPath("/boxes/{id}/lids/{lid}.json"), spec.AnonymousPath("/boxes/{box-id}/lids/{n}.json"))
	for _, other := range []string{"/boxes/{id}", "/boxes/{id}/lids", "/boxes/{id}/lids/7.json"} {
		assert.NotEqual(t, spec.AnonymousPath("/boxes/{id}/lids/{lid}.json"), spec.AnonymousPath(other))
	}
}
