package edits

import (
	"slices"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// All are the edits.
var All = slices.Concat(
	of(Text, texts),
	of(Path, paths),
	of(Parameter, parameters),
	of(Body, bodies),
	of(Response, responses),
	of(Enum, enums),
	of(Schema, schemas),
	of(Security, security),
	of(Server, servers),
	of(GoFact, goFacts),
)

// of says of edits what they are of.
func of(kind Kind, all []Edit) []Edit {
	for i := range all {
		all[i].Of = kind
	}
	return all
}

func breaking(text string) Verdict   { return Verdict{Severity: change.Breaking, Text: text} }
func doubtful(text string) Verdict   { return Verdict{Severity: change.Doubtful, Text: text} }
func compatible(text string) Verdict { return Verdict{Severity: change.Compatible, Text: text} }

var none = Verdict{None: true}

// pair is the replacement of one text by another.
func pair(old, changed string) []string { return []string{old, changed} }

// Parts of the document that are edited more than once.
const (
	labelPath   = "  /labels/{label}:\n"
	newPath     = "  /pings:\n    get:\n      operationId: ping\n      responses:\n        \"204\": {description: Pong.}\n"
	ofDelete    = "      operationId: deleteBox\n"
	ofLabel     = "      operationId: getLabel\n      security: []\n"
	limit       = "schema: {type: integer, minimum: 1, maximum: 100, default: 20}"
	tags        = "        - {name: tags, in: query, explode: true, schema: {type: array, items: {type: string}}}\n"
	labelSpec   = "        - {name: label, in: path, required: true, schema: {type: string, maxLength: 32}}\n"
	labelAnswer = "      responses:\n        \"200\":\n          description: The label.\n" +
		"          content: {application/json: {schema: {$ref: '#/components/schemas/Label'}}}\n"
	idSpec     = "      parameters:\n        - {name: id, in: path, required: true, schema: {type: integer}}\n"
	sizeSpec   = "    Size: {type: string, enum: [small, large]}\n"
	noteSpec   = "        note: {type: string, nullable: true}\n"
	serverList = "servers:\n  - {url: \"https://api.example.com/v1\", x-go-name: Production}\n" +
		"  - url: https://{region}.example.com/v1\n    variables: {region: {default: eu, enum: [eu, us]}}\n"
)
