package fixturediff_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/change"
	"github.com/hostclients/hostclients/internal/clientgen"
	"github.com/hostclients/hostclients/internal/document"
	"github.com/hostclients/hostclients/internal/fixturediff"
)

const sample = "../clientgen/testdata/sample"

var loaded = sync.OnceValues(func() (*document.Document, error) {
	return document.Load(sample+"/openapi.yaml", sample+"/overlay.yaml")
})

// edited is the sample document after an edit.
func edited(t *testing.T, edit func(*openapi3.T)) *openapi3.T {
	t.Helper()
	source, err := loaded()
	require.NoError(t, err)
	doc, err := source.Parse()
	require.NoError(t, err)
	edit(doc)
	return doc
}

// compare compares the sample document with itself after an edit.
func compare(t *testing.T, edit func(*openapi3.T)) []change.Change {
	t.Helper()
	return compareIn(t, fixturediff.Input{Folder: sample + "/fixtures", New: edited(t, edit)})
}

func compareIn(t *testing.T, in fixturediff.Input) []change.Change {
	t.Helper()
	if in.Old == nil {
		in.Old = edited(t, func(*openapi3.T) {})
	}
	found, err := fixturediff.Compare(t.Context(), in)
	require.NoError(t, err)
	return found
}

func TestNoFixtureIsBlamedOnADocumentThatStaysAsItIs(t *testing.T) {
	assert.Empty(t, compare(t, func(*openapi3.T) {}))
	names, err := clientgen.Names("../..")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		doc, err := document.Load("../../specs/"+name+"/openapi.yaml", "../../overlays/"+name+".yaml")
		require.NoError(t, err)
		in := fixturediff.Input{Folder: "../../specs/" + name + "/fixtures", Old: doc.T, New: doc.T}
		assert.Empty(t, compareIn(t, in), name)
	}
}

func operationOf(t *openapi3.T, path, method string) *openapi3.Operation {
	return t.Paths.Value(path).GetOperation(method)
}

func box(t *openapi3.T) *openapi3.Schema { return t.Components.Schemas["Box"].Value }

func command(t *openapi3.T) *openapi3.Schema { return t.Components.Schemas["Command"].Value }

// results are the properties of the answer to a command.
func results(t *openapi3.T) openapi3.Schemas {
	answer := operationOf(t, "/command", "POST").Responses.Value("200").Value
	return answer.Content["application/json"].Schema.Value.Properties
}

func add(op *openapi3.Operation, p *openapi3.Parameter) {
	op.Parameters = append(op.Parameters, &openapi3.ParameterRef{Value: p})
}

func TestAnExchangeThatTheNewDocumentForbidsIsFound(t *testing.T) {
	const request, answer = "fixture-request-invalid", "fixture-answer-invalid"
	for name, test := range map[string]struct {
		edit     func(*openapi3.T)
		rule     string
		subjects []string
		text     string
	}{
		"a new required parameter": {
			func(t *openapi3.T) {
				colour := openapi3.NewQueryParameter("colour").WithSchema(openapi3.NewStringSchema())
				add(operationOf(t, "/boxes", "GET"), colour.WithRequired(true))
			},
			request, []string{"synthetic/listBoxes.yaml, interaction 0", "synthetic/listBoxes.yaml, interaction 1"},
			"gate 1, recorded request: parameter colour is missing",
		},
		"a parameter that is gone": {
			func(t *openapi3.T) {
				op := operationOf(t, "/boxes", "GET")
				op.Parameters = op.Parameters[1:]
			},
			request, []string{"synthetic/listBoxes.yaml, interaction 0"},
			"gate 1, recorded request: the query parameter start is not declared",
		},
		"a narrower parameter": {
			func(t *openapi3.T) {
				operationOf(t, "/boxes", "GET").Parameters.GetByInAndName("query", "count").Schema.Value.WithMin(5)
			},
			request, []string{"synthetic/listBoxes.yaml, interaction 0"},
			"gate 1, recorded request: parameter count: number must be at least 5",
		},
		"another credential": {
			func(t *openapi3.T) {
				key := openapi3.NewSecurityRequirement().Authenticate("keyID")
				operationOf(t, "/boxes/{id}", "GET").Security = openapi3.NewSecurityRequirements().With(key)
			},
			request, []string{"synthetic/getBox.yaml, interaction 0"},
			"gate 1, recorded request: the request lacks the credential keyID",
		},
		"a new required field of a form": {
			func(t *openapi3.T) {
				command(t).WithProperty("colour", openapi3.NewStringSchema()).Required = []string{"token", "name", "colour"}
			},
			request, []string{"synthetic/runCommand.yaml, interaction 0", "synthetic/runCommand.yaml, interaction 1"},
			`gate 1, recorded request: /colour: property "colour" is missing`,
		},
		"a field of a form that is gone": {
			func(t *openapi3.T) { delete(command(t).Properties, "comment") },
			request, []string{"synthetic/runCommand.yaml, interaction 0"}, "gate 1, recorded request: .comment is not declared",
		},
		"another content type": {
			func(t *openapi3.T) {
				content := operationOf(t, "/command", "POST").RequestBody.Value.Content
				content["application/json"] = content["application/x-www-form-urlencoded"]
				delete(content, "application/x-www-form-urlencoded")
			},
			request, []string{"synthetic/runCommand.yaml, interaction 0", "synthetic/runCommand.yaml, interaction 1"},
			`the content type is "application/x-www-form-urlencoded", not application/json`,
		},
		"a field of an answer that is gone": {
			func(t *openapi3.T) { delete(box(t).Properties, "settings") },
			answer, []string{"synthetic/getBox.yaml, interaction 0"}, "gate 2, recorded answer: .data.settings is not declared",
		},
		"another type in an answer": {
			func(t *openapi3.T) { box(t).Properties["id"] = openapi3.NewStringSchema().NewRef() },
			answer, []string{"synthetic/listBoxes.yaml, interaction 0", "synthetic/getBox.yaml, interaction 0"},
			"/id: value must be a string",
		},
		"an answer that has no body any more": {
			func(t *openapi3.T) { operationOf(t, "/boxes/{id}", "GET").Responses.Value("200").Value.Content = nil },
			answer, []string{"synthetic/getBox.yaml, interaction 0"}, "the answer has a body that the document does not declare",
		},
		"a status that is gone": {
			func(t *openapi3.T) { operationOf(t, "/boxes", "GET").Responses.Delete("4XX") },
			answer, []string{"synthetic/listBoxes.yaml, interaction 1"}, "gate 2, recorded answer: status is not supported",
		},
		"another media type of an answer": {
			func(t *openapi3.T) {
				response := operationOf(t, "/boxes/{id}", "GET").Responses.Value("200").Value
				response.Content = openapi3.Content{"text/xml": response.Content["application/json"]}
			},
			answer, []string{"synthetic/getBox.yaml, interaction 0"},
			`response header Content-Type has unexpected value: "application/json"`,
		},
		"another path under the same operationId": {
			func(t *openapi3.T) {
				item := t.Paths.Value("/boxes/{id}/events")
				t.Paths.Delete("/boxes/{id}/events")
				t.Paths.Set("/boxes/{id}/history", item)
			},
			request, []string{"synthetic/listEvents.yaml, interaction 0"}, "the URL does not end in /boxes/{id}/history",
		},
	} {
		t.Run(name, func(t *testing.T) {
			found := compare(t, test.edit)
			var subjects []string
			for _, c := range found {
				subjects = append(subjects, c.Subject)
				assert.Equal(t, test.rule, c.Rule)
				assert.Equal(t, change.Fixtures, c.Boundary)
				assert.Equal(t, change.Breaking, c.Severity)
				assert.Contains(t, c.Text, test.text)
				assert.NotEmpty(t, c.Advice)
			}
			assert.Equal(t, test.subjects, subjects)
		})
	}
}

func TestAFindingNamesItsOperationAndTheLineOfItsExchange(t *testing.T) {
	found := compare(t, func(t *openapi3.T) { operationOf(t, "/boxes", "GET").Responses.Delete("4XX") })
	require.Len(t, found, 1)
	assert.Equal(t, "GET /boxes", found[0].Operation)
	assert.Equal(t, "listBoxes", found[0].OperationID)
	require.NotNil(t, found[0].Old)
	text, err := os.ReadFile(found[0].Old.File)
	require.NoError(t, err)
	assert.Equal(t, "  - id: 1", strings.Split(string(text), "\n")[found[0].Old.Line-1])
}

func TestAnOperationThatIsGoneTakesItsExchangesAlong(t *testing.T) {
	found := compare(t, func(t *openapi3.T) { t.Paths.Value("/crates/{id}").Get = nil })
	require.Len(t, found, 1)
	assert.Equal(t, "fixture-operation-removed", found[0].Rule)
	assert.Equal(t, change.Breaking, found[0].Severity)
	assert.Equal(t, "GET /crates/{id}", found[0].Operation)
	assert.Equal(t, "documented/getCrate.yaml, synthetic/getCrate.yaml", found[0].Subject)
	assert.Regexp(t, `^the operation is gone, and with it what its \d+ exchanges prove$`, found[0].Text)
	assert.Equal(t, &change.Place{File: sample + "/fixtures/documented/getCrate.yaml", Line: 1}, found[0].Old)

	found = compare(t, func(t *openapi3.T) { t.Paths.Value("/boxes/{id}").Get = nil })
	require.Len(t, found, 1)
	assert.Equal(t, "the operation is gone, and with it what its exchange proves", found[0].Text)
}

func TestAnOperationThatIsGoneAndHadNoFixtureLosesNone(t *testing.T) {
	after := edited(t, func(t *openapi3.T) { t.Paths.Value("/boxes/{id}").Get = nil })
	assert.Empty(t, compareIn(t, fixturediff.Input{Folder: t.TempDir(), New: after}))
}

func TestAnOperationThatGivesItsOperationIdAwayIsGone(t *testing.T) {
	found := compare(t, func(t *openapi3.T) {
		t.Paths.Value("/boxes/{id}").Get = nil
		operationOf(t, "/boxes", "GET").OperationID = "getBox"
	})
	require.Len(t, found, 2)
	assert.Equal(t, "fixture-operation-removed", found[0].Rule)
	assert.Equal(t, "getBox", found[0].OperationID)
	assert.Equal(t, "fixture-operation-renamed", found[1].Rule)
	assert.Equal(t, "listBoxes", found[1].OperationID)
}

func TestAnOperationIsFoundUnderAnotherOperationIdAndItsExchangesAreReplayed(t *testing.T) {
	found := compare(t, func(t *openapi3.T) {
		operationOf(t, "/boxes/{id}", "GET").OperationID = "fetchBox"
		delete(box(t).Properties, "settings")
	})
	require.Len(t, found, 2)
	assert.Equal(t, "fixture-answer-invalid", found[0].Rule)
	assert.Equal(t, "getBox", found[0].OperationID)
	assert.Equal(t, "fixture-operation-renamed", found[1].Rule)
	assert.Equal(t, change.Doubtful, found[1].Severity)
	assert.Equal(t, "the operationId is fetchBox, was getBox: the fixtures are not found any more", found[1].Text)
	assert.Equal(t, "synthetic/getBox.yaml", found[1].Subject)
}

func TestTwoOperationsThatSwapTheirOperationIdsStayWhatTheyAre(t *testing.T) {
	found := compare(t, func(t *openapi3.T) {
		operationOf(t, "/boxes/{id}", "GET").OperationID, operationOf(t, "/boxes", "GET").OperationID = "listBoxes", "getBox"
	})
	require.Len(t, found, 2)
	for _, c := range found {
		assert.Equal(t, "fixture-operation-renamed", c.Rule)
	}
}

func TestADocumentWithoutOperationIdsIsNoOtherAPI(t *testing.T) {
	assert.Empty(t, compare(t, func(t *openapi3.T) {
		for _, item := range t.Paths.Map() {
			for _, op := range item.Operations() {
				op.OperationID = ""
			}
		}
	}))
}

func TestAnotherNameOfAPathsParameterIsNoOtherPath(t *testing.T) {
	assert.Empty(t, compare(t, func(t *openapi3.T) {
		item := t.Paths.Value("/boxes/{id}")
		t.Paths.Delete("/boxes/{id}")
		item.Parameters[0].Value.Name = "box"
		item.Get.OperationID, item.Patch.OperationID = "", "" // by which it would be found otherwise
		t.Paths.Set("/boxes/{box}", item)
	}))
}

func TestANewOperationNeedsAFixture(t *testing.T) {
	found := compare(t, func(t *openapi3.T) {
		list := &openapi3.Operation{OperationID: "listLids", Responses: openapi3.NewResponses()}
		t.Paths.Set("/lids", &openapi3.PathItem{Get: list})
	})
	require.Len(t, found, 1)
	assert.Equal(t, "fixture-missing", found[0].Rule)
	assert.Equal(t, change.Compatible, found[0].Severity)
	assert.Equal(t, "GET /lids", found[0].Operation)
	assert.Equal(t, "listLids", found[0].OperationID)
	assert.Equal(t, "the operation is new and needs a fixture", found[0].Text)
}

func TestANewFailureNeedsAFixture(t *testing.T) {
	gone := func(t *openapi3.T) {
		description := "Gone for ever."
		operationOf(t, "/boxes/{id}", "GET").Responses.Set("410", &openapi3.ResponseRef{
			Value: &openapi3.Response{Description: &description},
		})
	}
	found := compare(t, gone)
	require.Len(t, found, 1)
	assert.Equal(t, "fixture-missing", found[0].Rule)
	assert.Equal(t, change.Compatible, found[0].Severity)
	assert.Equal(t, "getBox", found[0].OperationID)
	assert.Equal(t, "the failure 410 is new and needs a fixture", found[0].Text)
	assert.Empty(t, compareIn(t, fixturediff.Input{Folder: sample + "/fixtures", New: edited(t, gone), NoAnswers: true}))
	assert.Empty(t, compareIn(t, fixturediff.Input{Folder: t.TempDir(), New: edited(t, gone)}), "no fixtures at all")
	assert.Empty(t, compareIn(t, fixturediff.Input{Folder: sample + "/fixtures", Old: edited(t, gone), New: edited(t, gone)}))
}

// fixtures copies the fixtures of the sample into a folder of the test's own, with other texts in place of some.
func fixtures(t *testing.T, file string, replacements ...string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "fixtures")
	require.NoError(t, os.CopyFS(folder, os.DirFS(sample+"/fixtures")))
	file = filepath.Join(folder, file)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	replaced := strings.NewReplacer(replacements...).Replace(string(text))
	require.NotEqual(t, string(text), replaced)
	require.NoError(t, os.WriteFile(file, []byte(replaced), 0o600))
	return folder
}

func TestAFixtureOfANewOperationIsReplayed(t *testing.T) {
	folder := fixtures(t, "synthetic/getBox.yaml", `"id":12`, `"id":"twelve"`)
	old := edited(t, func(t *openapi3.T) { t.Paths.Value("/boxes/{id}").Get = nil })
	found := compareIn(t, fixturediff.Input{Folder: folder, Old: old, New: edited(t, func(*openapi3.T) {})})
	require.Len(t, found, 1)
	assert.Equal(t, "fixture-answer-invalid", found[0].Rule)
	assert.Equal(t, "gate 2, recorded answer: /data/id: value must be an integer", found[0].Text)
}

func TestAFixtureThatHasItsNewNameAlreadyIsReplayed(t *testing.T) {
	folder := fixtures(t, "synthetic/getBox.yaml", `"id":12`, `"id":13`)
	file := filepath.Join(folder, "synthetic/getBox.yaml")
	require.NoError(t, os.Rename(file, filepath.Join(folder, "synthetic/fetchBox.yaml")))
	after := edited(t, func(t *openapi3.T) {
		operationOf(t, "/boxes/{id}", "GET").OperationID = "fetchBox"
		delete(box(t).Properties, "settings")
	})
	found := compareIn(t, fixturediff.Input{Folder: folder, New: after})
	require.Len(t, found, 1)
	assert.Equal(t, "synthetic/fetchBox.yaml, interaction 0", found[0].Subject)
}

func TestWhatWasWrongBeforeIsNotBlamedOnTheChange(t *testing.T) {
	folder := fixtures(t, "synthetic/getBox.yaml", `"id":12`, `"id":"twelve","colour":"red"`, "boxes/12", "boxes/12?size=1")
	same := edited(t, func(*openapi3.T) {})
	assert.Empty(t, compareIn(t, fixturediff.Input{Folder: folder, New: same}))

	after := edited(t, func(t *openapi3.T) { delete(box(t).Properties, "settings") })
	found := compareIn(t, fixturediff.Input{Folder: folder, New: after})
	require.Len(t, found, 1)
	assert.Equal(t, "gate 2, recorded answer: .data.settings is not declared", found[0].Text)
}

func TestWhatTheNewDocumentDoesNotSayIsNotWrong(t *testing.T) {
	after := edited(t, func(t *openapi3.T) {
		operationOf(t, "/boxes/{id}", "GET").Responses = openapi3.NewResponses()
		operationOf(t, "/boxes", "GET").Parameters = nil
	})
	rules := func(in fixturediff.Input) map[string]bool {
		in.Folder, in.New = sample+"/fixtures", after
		found := map[string]bool{}
		for _, c := range compareIn(t, in) {
			found[c.Rule] = true
		}
		return found
	}
	both := map[string]bool{"fixture-request-invalid": true, "fixture-answer-invalid": true}
	assert.Equal(t, both, rules(fixturediff.Input{}))
	assert.Equal(t, map[string]bool{"fixture-request-invalid": true}, rules(fixturediff.Input{NoAnswers: true}))
	assert.Equal(t, map[string]bool{"fixture-answer-invalid": true}, rules(fixturediff.Input{NoRequests: true}))
	assert.Empty(t, rules(fixturediff.Input{NoRequests: true, NoAnswers: true}))
}

func TestOfManyFaultsAFewAreTold(t *testing.T) {
	found := compare(t, func(t *openapi3.T) {
		box(t).Properties = openapi3.Schemas{"size": openapi3.NewIntegerSchema().NewRef()}
	})
	require.NotEmpty(t, found)
	assert.Equal(t, "gate 2, recorded answer: .data[0].id is not declared; .data[0].labels is not declared; "+
		".data[0].name is not declared; 3 more", found[0].Text)
}

func TestAFixtureThatCannotBeReadIsAnError(t *testing.T) {
	folder := fixtures(t, "synthetic/getBox.yaml", "version: 2", "version: 1")
	same := edited(t, func(*openapi3.T) {})
	_, err := fixturediff.Compare(t.Context(), fixturediff.Input{Folder: folder, Old: same, New: same})
	assert.ErrorContains(t, err, "synthetic/getBox.yaml: ")
}

func TestNoFindingTellsWhatWasRecorded(t *testing.T) {
	folder := fixtures(t, "synthetic/runCommand.yaml",
		"token=placeholder", "token=s3cr3t", "name=start", "name=s3cr3t", "args[0]=a", "args[0]=s3cr3t", `"done"`, `"s3cr3t"`,
		"/command\n", "/command?key=s3cr3t&size=s3cr3t\n",
		"Content-Type: [application/x", "Authorization: [s3cr3t]\n        Content-Type: [application/x",
		"Content-Type: [application/json]", "Content-Type: [application/json]\n        X-Trace: [s3cr3t]")
	for name, edit := range map[string]func(*openapi3.T){
		"other types": func(t *openapi3.T) {
			for _, name := range []string{"token", "name"} {
				command(t).Properties[name] = openapi3.NewIntegerSchema().NewRef()
			}
			command(t).Properties["args"] = openapi3.NewArraySchema().WithItems(openapi3.NewStringSchema().WithMaxLength(1)).NewRef()
			results(t)["result"] = openapi3.NewStringSchema().WithEnum("x").NewRef()
		},
		"patterns and formats": func(t *openapi3.T) {
			for _, name := range []string{"token", "name"} {
				command(t).Properties[name] = openapi3.NewStringSchema().WithPattern("^x$").NewRef()
			}
			results(t)["result"] = openapi3.NewDateTimeSchema().NewRef()
		},
		"alternatives": func(t *openapi3.T) {
			number := openapi3.NewIntegerSchema()
			command(t).Properties["token"] = openapi3.NewOneOfSchema(number, openapi3.NewBoolSchema()).NewRef()
			inner := openapi3.NewAllOfSchema(openapi3.NewBoolSchema())
			command(t).Properties["name"] = openapi3.NewAllOfSchema(number, inner).NewRef()
			command(t).Properties["args"] = openapi3.NewAnyOfSchema(number).NewRef()
			response := operationOf(t, "/command", "POST").Responses.Value("200").Value
			response.Content["application/json"].Schema = openapi3.NewOneOfSchema(number, openapi3.NewBoolSchema()).NewRef()
		},
		"JSON instead of a form": func(t *openapi3.T) {
			content := operationOf(t, "/command", "POST").RequestBody.Value.Content
			content["application/json"] = content["application/x-www-form-urlencoded"]
			delete(content, "application/x-www-form-urlencoded")
			operationOf(t, "/command", "POST").Responses.Value("200").Value.Content = nil
		},
		"no body, and a parameter in its place": func(t *openapi3.T) {
			op := operationOf(t, "/command", "POST")
			op.RequestBody = nil
			add(op, openapi3.NewQueryParameter("size").WithSchema(openapi3.NewIntegerSchema()))
			op.Responses = openapi3.NewResponses()
		},
		"headers of the answer": func(t *openapi3.T) {
			trace := &openapi3.Header{Parameter: openapi3.Parameter{Required: true, Schema: openapi3.NewIntegerSchema().NewRef()}}
			answer := operationOf(t, "/command", "POST").Responses.Value("200").Value
			answer.Headers = openapi3.Headers{"X-Trace": &openapi3.HeaderRef{Value: trace}}
		},
		"OpenAPI 3.1": func(t *openapi3.T) {
			t.OpenAPI = "3.1.0"
			results(t)["result"] = openapi3.NewStringSchema().WithEnum("x").WithPattern("^x$").NewRef()
		},
	} {
		t.Run(name, func(t *testing.T) {
			found := compareIn(t, fixturediff.Input{Folder: folder, New: edited(t, edit)})
			require.NotEmpty(t, found)
			text, err := json.Marshal(found)
			require.NoError(t, err)
			assert.NotContains(t, string(text), "s3cr3t")
			for _, c := range found {
				assert.Less(t, len(c.Text), 1000)
				assert.NotContains(t, c.Text, "\n")
			}
		})
	}
}
