package report_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
)

// validator returns a function that checks a document against a JSON Schema.
func validator(t *testing.T, schema []byte) func(document string) error {
	t.Helper()
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("schema.json", tree))
	compiled, err := compiler.Compile("schema.json")
	require.NoError(t, err)
	return func(document string) error {
		tree, err := jsonschema.UnmarshalJSON(strings.NewReader(document))
		if err != nil {
			return err
		}
		return compiled.Validate(tree)
	}
}

func TestTheJSONMatchesItsSchema(t *testing.T) {
	validate := validator(t, report.Schema)
	assert.NoError(t, validate(written(t, one(report.Report{}).JSON)))
	assert.NoError(t, validate(written(t, one(boxes()).JSON)))
	for name, hostile := range hostile {
		assert.NoError(t, validate(written(t, one(with(hostile)).JSON)), name)
	}
}

func TestTheSchemaRefusesOtherJSON(t *testing.T) {
	validate := validator(t, report.Schema)
	good := written(t, one(boxes()).JSON)
	for old, wrong := range map[string]string{
		`"schemaVersion": 2`:  `"schemaVersion": 1`,
		`"api": "boxes"`:      `"api": 1`,
		`"old": "specs`:       `"older": "specs`,
		`"bump": "minor"`:     `"bump": "some"`,
		`"severity": "risky"`: `"severity": "dreadful"`,
		`"boundary": "go"`:    `"boundary": "rust"`,
		`"line": 12`:          `"line": 0`,
		`"advice": "do not`:   `"reason": "do not`,
		`"reason": "the`:      `"advice": "the`,
		`"rule": "info-`:      `"rules": "info-`,
	} {
		require.Contains(t, good, old)
		assert.Error(t, validate(strings.Replace(good, old, wrong, 1)), wrong)
	}
}

func TestTheJSONHasStableNamesAndAStableOrder(t *testing.T) {
	r := boxes()
	r.Changes = r.Changes[4:5]
	want := `{
  "schemaVersion": 2,
  "reports": [
    {
      "api": "boxes",
      "old": "specs/boxes/openapi.yaml",
      "new": "new.yaml",
      "bump": "minor",
      "at": [
        "wire",
        "go",
        "fixtures"
      ],
      "counts": {
        "fixtures": {
          "breaking": 0,
          "risky": 0,
          "compatible": 0
        },
        "go": {
          "breaking": 0,
          "risky": 0,
          "compatible": 0
        },
        "wire": {
          "breaking": 1,
          "risky": 0,
          "compatible": 0
        }
      },
      "unknown": [
        "responses"
      ],
      "changes": [
        {
          "fingerprint": "` + r.Changes[0].Fingerprint() + `",
          "boundary": "wire",
          "severity": "breaking",
          "rule": "request-parameter-removed",
          "operation": "GET /box/{id}",
          "operationId": "getBox",
          "subject": "query parameter color",
          "text": "removed",
          "args": [
            "query",
            "color"
          ],
          "why": "servers may ignore it",
          "advice": "do not send it",
          "old": {
            "file": "specs/boxes/openapi.yaml",
            "line": 12
          }
        }
      ],
      "accepted": [
        {
          "fingerprint": "` + r.Accepted[0].Fingerprint() + `",
          "boundary": "fixtures",
          "severity": "breaking",
          "rule": "fixture-response-invalid",
          "operation": "GET /box/{id}",
          "operationId": "getBox",
          "subject": "recorded/getBox.yaml, interaction 0",
          "text": ".size is missing",
          "reason": "the server is older"
        }
      ]
    }
  ]
}
`
	assert.Equal(t, want, written(t, one(r).JSON))

	reversed := boxes()
	slices.Reverse(reversed.Changes)
	assert.Equal(t, written(t, one(boxes()).JSON), written(t, one(reversed).JSON))
}

func TestTheJSONNeitherShortensNorEscapesTexts(t *testing.T) {
	for name, hostile := range hostile {
		var all struct {
			Reports []struct{ Changes, Accepted []change.Change }
		}
		require.NoError(t, json.Unmarshal([]byte(written(t, one(with(hostile)).JSON)), &all), name)
		back := all.Reports[0]
		require.Len(t, back.Changes, 6)
		want := string([]rune(hostile)) // replaces invalid UTF-8
		assert.Equal(t, want, back.Changes[0].Text, name)
		assert.Equal(t, want, back.Accepted[0].Text, name)
	}
}
