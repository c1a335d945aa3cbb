package spec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
)

// calls returns a document with servers, which are separated by spaces, and with operations such as "GET /boxes listBoxes".
func calls(t *testing.T, servers string, operations ...string) *openapi3.T {
	t.Helper()
	text := "openapi: 3.0.3\ninfo: {title: t, version: '1'}\nservers: [{url: '" +
		strings.Join(strings.Fields(servers), "'}, {url: '") + "'}]\npaths:\n"
	if servers == "" {
		text = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n"
	}
	for _, operation := range operations {
		fields := strings.Fields(operation)
		id := ""
		if len(fields) > 2 {
			id = "operationId: " + fields[2] + ", "
		}
		text += fmt.Sprintf("  %s: {%s: {%sresponses: {'204': {description: d}}}}\n", fields[1], strings.ToLower(fields[0]), id)
	}
	document, err := openapi3.NewLoader().LoadFromData([]byte(text))
	require.NoError(t, err, text)
	return document
}

func TestOperationsOfTwoDocumentsArePaired(t *testing.T) {
	for name, test := range map[string]struct {
		oldServers, newServers string
		olds, news, want       []string
	}{
		"by method and path": {
			olds: []string{"GET /a", "GET /b"}, news: []string{"GET /b", "POST /a"},
			want: []string{"GET /a = ", "GET /b = GET /b", " = POST /a"},
		},
		"ignoring the names of path parameters": {
			olds: []string{"GET /a/{id}"}, news: []string{"GET /a/{name}"}, want: []string{"GET /a/{id} = GET /a/{name}"},
		},
		"when the server's path moves into the templates": {
			oldServers: "https://api.example.com/api/v2", newServers: "https://api.example.com",
			olds: []string{"GET /status"}, news: []string{"GET /api/v2/status"}, want: []string{"GET /status = GET /api/v2/status"},
		},
		"when the start of the templates moves into the server": {
			oldServers: "https://api.example.com/", newServers: "https://api.example.com/api",
			olds: []string{"GET /api/status", "GET /status"}, news: []string{"GET /status"},
			want: []string{"GET /api/status = GET /status", "GET /status = "},
		},
		"when the server's path changes": {
			oldServers: "https://api.example.com/v2", newServers: "https://api.example.com/v3",
			olds: []string{"GET /status"}, news: []string{"GET /status"}, want: []string{"GET /status = GET /status"},
		},
		"by operationId when method and path change": {
			olds: []string{"GET /a getA", "GET /b getB"}, news: []string{"GET /b getB", "POST /c getA"},
			want: []string{"GET /a = POST /c moved", "GET /b = GET /b"},
		},
		"by method and path rather than by operationId": {
			olds: []string{"GET /a getA", "GET /b getB"}, news: []string{"GET /a getB", "GET /b getA"},
			want: []string{"GET /a = GET /a", "GET /b = GET /b"},
		},
		"below a relative server": {
			oldServers: "/v1", newServers: "https://api.example.com",
			olds: []string{"GET /a"}, news: []string{"GET /v1/a"}, want: []string{"GET /a = GET /v1/a"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			pairs, err := spec.Match(calls(t, test.oldServers, test.olds...), calls(t, test.newServers, test.news...))
			require.NoError(t, err)
			var got []string
			for _, p := range pairs {
				line := nameOf(p.Old) + " = " + nameOf(p.New)
				if p.Moved {
					line += " moved"
				}
				got = append(got, line)
			}
			assert.Equal(t, test.want, got)
		})
	}
}

func nameOf(op *spec.Operation) string {
	if op == nil {
		return ""
	}
	return op.Name()
}

func TestADocumentWithADuplicateOperationIsNotMatched(t *testing.T) {
	_, err := spec.Match(calls(t, "", "GET /a"), calls(t, "", "GET /a/{id}", "GET /a/{name}"))
	assert.EqualError(t, err, "GET /a/{id} and GET /a/{name} are the same operation")
}

func TestAParameterOfAnOperationReplacesTheSameParameterOfItsPath(t *testing.T) {
	own := openapi3.NewQueryParameter("page").WithDescription("own")
	item := &openapi3.PathItem{Parameters: openapi3.Parameters{
		{Value: openapi3.NewQueryParameter("page")}, {Value: openapi3.NewHeaderParameter("page")}, nil, {Ref: "#/unresolved"},
	}}
	op := &openapi3.Operation{Parameters: openapi3.Parameters{{Value: own}}}
	all := spec.Parameters(item, op)
	require.Len(t, all, 2)
	assert.Same(t, own, all[0].Value)
	assert.Equal(t, openapi3.ParameterInHeader, all[1].Value.In)
}
