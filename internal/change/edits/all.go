package edits

import "github.com/hostclients/hostclients/internal/change"

func breaking(text string) Verdict   { return Verdict{Severity: change.Breaking, Text: text} }
func doubtful(text string) Verdict   { return Verdict{Severity: change.Doubtful, Text: text} }
func compatible(text string) Verdict { return Verdict{Severity: change.Compatible, Text: text} }

var none = Verdict{None: true}

// pair is the replacement of one text by another.
func pair(old, changed string) []string { return []string{old, changed} }

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
	idSpec   = "      parameters:\n        - {name: id, in: path, required: true, schema: {type: integer}}\n"
	sizeSpec = "    Size: {type: string, enum: [small, large]}\n"
	noteSpec = "        note: {type: string, nullable: true}\n"
)

// All are the edits.
var All = []Edit{
	{Name: "nothing", Go: none},
	{Name: "another description of an answer", Document: pair("description: The boxes.", "description: All boxes."), Go: none},
	{Name: "another title", Document: pair("title: Boxes", "title: Crates"), Go: none},

	// Paths and operations.
	{Name: "a path added", Document: pair(labelPath, newPath+labelPath), Go: compatible("API.Ping is new")},
	{
		Name:     "an operation removed",
		Document: pair("    delete:\n"+ofDelete+idSpec+"      responses:\n        \"204\": {description: Gone.}\n", ""),
		Go:       breaking("API.DeleteBox is gone"),
	},
	{
		Name:     "a path removed",
		Document: pair(labelPath+"    get:\n"+ofLabel+"      parameters:\n"+labelSpec+labelAnswer, ""),
		Go:       breaking("API.GetLabel is gone, and with it Label"),
	},
	{
		Name:     "an operationId changed",
		Document: pair("operationId: getBox", "operationId: fetchBox"),
		Go:       breaking("API.GetBox is called API.FetchBox"),
	},
	{
		Name:     "the operationId of a list changed",
		Document: pair("operationId: listBoxes", "operationId: searchBoxes"),
		Go:       breaking("API.ListBoxes is called API.SearchBoxes"),
	},
	{
		Name:     "an operationId in another case",
		Document: pair("operationId: getBox", "operationId: GetBox"),
		Go:       compatible("errors and logs called it getBox"),
	},
	{
		Name:     "an operation at another path",
		Document: pair("/labels/{label}:", "/stickers/{label}:"),
		Go:       doubtful("it called GET /labels/{label}, calls GET /stickers/{label}"),
	},
	{
		Name:     "an operation by another method",
		Document: pair("    put:\n      operationId: moveBox", "    patch:\n      operationId: moveBox"),
		Overlay:  pair("moves/{to}'].put", "moves/{to}'].patch"),
		Go:       doubtful("it called PUT /boxes/{from}/moves/{to}, calls PATCH"),
	},
	{
		Name:     "a GET that becomes a POST",
		Document: pair("    get:\n"+ofLabel, "    post:\n"+ofLabel),
		Go:       doubtful("the client repeated a call when"),
	},
	{
		Name: "two operationIds swapped",
		Document: []string{
			"    get:\n      operationId: getBox",
			"    get:\n      operationId: dropBox",
			"operationId: deleteBox",
			"operationId: getBox",
			"operationId: dropBox",
			"operationId: deleteBox",
		},
		Go: breaking("it called GET /boxes/{id}, which API.DeleteBox calls now"),
	},
	{
		Name:     "an operation deprecated",
		Document: pair(ofDelete, ofDelete+"      deprecated: true\n"),
		Go:       compatible("API.DeleteBox is deprecated"),
	},
	{
		Name: "a word of the path reserved by another path",
		Document: pair(labelPath,
			"  /labels/all:\n    get:\n      operationId: listLabels\n      responses:\n"+
				"        \"204\": {description: None.}\n"+labelPath),
		Go: doubtful("the argument label now must not be all"),
	},

	// Parameters.
	{
		Name: "an argument of the path of another type",
		Document: pair(
			"      operationId: getBox\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: integer}}",
			"      operationId: getBox\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}"),
		Go: breaking("API.GetBox: the argument id was int64, is string"),
	},
	{
		Name:     "an argument of the path renamed",
		Document: []string{"/labels/{label}:", "/labels/{name}:", "{name: label, in: path", "{name: name, in: path"},
		Go:       compatible("the argument label is called name"),
	},
	{
		Name:     "two arguments of the path swapped",
		Document: pair("  /boxes/{from}/moves/{to}:", "  /boxes/{to}/moves/{from}:"),
		Overlay:  pair("/boxes/{from}/moves/{to}", "/boxes/{to}/moves/{from}"),
		Go:       breaking("code that still compiles mixes them up"),
	},
	{
		Name:     "an optional query parameter added",
		Document: pair(tags, tags+"        - {name: sort, in: query, schema: {type: string}}\n"),
		Go:       compatible("type ListBoxesParams: field Sort added"),
	},
	{
		Name:     "a required query parameter added",
		Document: pair(tags, tags+"        - {name: sort, in: query, required: true, schema: {type: string}}\n"),
		Go:       breaking("the parameter sort now must be given"),
	},
	{
		Name: "the first query parameter of an operation",
		Document: pair(ofDelete+"      parameters:\n",
			ofDelete+"      parameters:\n        - {name: force, in: query, schema: {type: boolean}}\n"),
		Go: breaking("API.DeleteBox: there is a new argument params *DeleteBoxParams"),
	},
	{Name: "a query parameter removed", Document: pair(tags, ""), Go: breaking("type ListBoxesParams: field Tags removed")},
	{
		Name:     "a query parameter renamed",
		Document: pair("name: limit, in: query", "name: count, in: query"),
		Go:       breaking("field Limit is gone; Count, of the same type, is new"),
	},
	{
		Name:     "a query parameter spelled otherwise",
		Document: pair("name: limit, in: query", "name: Limit, in: query"),
		Go:       doubtful(`field Limit was "limit" in requests and answers, is "Limit"`),
	},
	{
		Name:     "a query parameter of another type",
		Document: pair(limit, "schema: {type: string}"),
		Go:       breaking("field Limit was *int64, is *string"),
	},
	{
		Name:     "a query parameter required",
		Document: pair("name: limit, in: query,", "name: limit, in: query, required: true,"),
		Go:       breaking("field Limit was *int64, is int64"),
	},
	{
		Name:     "a query parameter with a lower maximum",
		Document: pair("maximum: 100", "maximum: 50"),
		Go:       breaking("the parameter limit must not be more than 50 (it was 100)"),
	},
	{
		Name:     "a query parameter with a higher maximum",
		Document: pair("maximum: 100", "maximum: 500"),
		Go:       compatible("the parameter limit must not be more than 500"),
	},
	{
		Name:     "a query parameter without a maximum",
		Document: pair(" maximum: 100,", ""),
		Go:       compatible("was checked before it was sent"),
	},
	{
		Name:     "a query parameter with another default",
		Document: pair("default: 20", "default: 50"),
		Go:       doubtful("leaving out the parameter limit meant 20, means 50"),
	},
	{
		Name:     "a query parameter written in another style",
		Document: pair("explode: true", "explode: false"),
		Go:       doubtful("the parameter tags was written with"),
	},
	{
		Name:     "a header parameter that moves to the query",
		Document: pair("{name: X-Tenant, in: header,", "{name: X-Tenant, in: query,"),
		Go:       doubtful("field XTenant was sent in the header, is sent in the query"),
	},
	{
		Name:     "a parameter deprecated",
		Document: pair("{name: X-Tenant, in: header,", "{name: X-Tenant, in: header, deprecated: true,"),
		Go:       compatible("ListBoxesParams.XTenant is deprecated"),
	},
	{
		Name:     "an argument of the path that may be shorter only",
		Document: pair("maxLength: 32", "maxLength: 16"),
		Go:       breaking("the argument label must not be longer than 16 (it was 32)"),
	},
	{
		Name:     "a pattern for an argument of the path",
		Document: pair("maxLength: 32", "maxLength: 32, pattern: '^[a-z]+$'"),
		Go:       doubtful("the argument label now must match ^[a-z]+$"),
	},

	// Bodies.
	{
		Name: "an optional field added to a body",
		Document: pair("        comment: {type: string}\n",
			"        comment: {type: string}\n        remark: {type: string, maxLength: 9}\n"),
		Go: compatible("type BoxRequest: field Remark added"),
	},
	{
		Name: "a required field added to a body",
		Document: []string{
			"      required: [name, size]\n      properties:\n        name: {type: string, minL",
			"      required: [name, size, remark]\n      properties:\n        remark: {type: string}\n" +
				"        name: {type: string, minL",
		},
		Go: breaking("the body's remark now must be given"),
	},
	{
		Name:     "a field of a body removed",
		Document: pair("        comment: {type: string}\n", ""),
		Go:       breaking("type BoxRequest: field Comment removed"),
	},
	{
		Name:     "a field of a body renamed",
		Document: pair("        comment: {type: string}\n", "        remark: {type: string}\n"),
		Go:       breaking("field Comment is gone; Remark, of the same type, is new"),
	},
	{
		Name:     "a field of a body spelled otherwise",
		Document: pair("        comment: {type: string}\n", "        Comment: {type: string}\n"),
		Go:       doubtful(`field Comment was "comment" in requests and answers, is "Comment"`),
	},
	{
		Name:     "a field of a body of another type",
		Document: pair("priority: {type: integer, default: 5}", "priority: {type: boolean, default: true}"),
		Go:       breaking("field Priority was *int64, is *bool"),
	},
	{
		Name: "an optional field of a body required",
		Document: []string{
			"      required: [name, size]\n      properties:\n        name: {type: string, minL",
			"      required: [name, size, comment]\n      properties:\n        name: {type: string, minL",
		},
		Go: breaking("field Comment was *string, is string"),
	},
	{
		Name: "an optional list of a body required",
		Document: []string{
			"      required: [name, size]\n      properties:\n        name: {type: string, minL",
			"      required: [name, size, labels]\n      properties:\n        name: {type: string, minL",
		},
		Go: breaking("the body's labels now must be given"),
	},
	{
		Name: "a required field of a body optional",
		Document: []string{
			"      required: [name, size]\n      properties:\n        name: {type: string, minL",
			"      required: [size]\n      properties:\n        name: {type: string, minL",
		},
		Go: breaking("field Name was string, is *string"),
	},
	{
		Name:     "a field of a body with a greater minimum",
		Document: pair("minLength: 2", "minLength: 3"),
		Go:       breaking("the body's name must not be shorter than 3 (it was 2)"),
	},
	{
		Name:     "a field of a body with a smaller minimum",
		Document: pair("minLength: 2", "minLength: 1"),
		Go:       compatible("the body's name must not be shorter than 1"),
	},
	{
		Name:     "a list of a body that may be longer",
		Document: pair("maxItems: 8", "maxItems: 16"),
		Go:       compatible("the body's labels must not have more items than 16"),
	},
	{
		Name:     "a field of a body with another default",
		Document: pair("default: 5", "default: 1"),
		Go:       doubtful("leaving out the body's priority meant 5, means 1"),
	},
	{
		Name:     "a secret that is none",
		Document: pair("code: {type: string, format: password}", "code: {type: string}"),
		Go:       breaking("field Code was *core.Secret, is *string"),
	},
	{
		Name:     "a text that is a secret",
		Document: pair("comment: {type: string}", "comment: {type: string, format: password}"),
		Go:       breaking("field Comment was *string, is *core.Secret"),
	},
	{
		Name: "an optional body required",
		Document: pair("      requestBody:\n        content:\n",
			"      requestBody:\n        required: true\n        content:\n"),
		Go: breaking("API.MoveBox: the argument body was *MoveBoxRequest, is MoveBoxRequest"),
	},
	{
		Name: "a body added",
		Document: pair(ofDelete,
			ofDelete+"      requestBody:\n        content: {application/json: {schema: {$ref: '#/components/schemas/Move'}}}\n"),
		Go: breaking("API.DeleteBox: there is a new argument body *Move"),
	},
	{
		Name: "a body sent as a form",
		Document: pair("content: {application/json: {schema: {$ref: '#/components/schemas/BoxRequest'}}}",
			"content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/BoxRequest'}}}"),
		Go: breaking("the body's name now must not be empty"),
	},

	{
		Name: "a body without demands sent as a form",
		Document: pair(
			"        content:\n          application/json:\n            schema:\n              type: object\n"+
				"              properties:\n                reason",
			"        content:\n          application/x-www-form-urlencoded:\n            schema:\n"+
				"              type: object\n              properties:\n                reason"),
		Go: doubtful("the body was sent as JSON, is sent as a form"),
	},
	{
		Name:     "a list renamed that has a value less",
		Document: []string{"operationId: listBoxes", "operationId: searchBoxes", "enum: [red, blue]", "enum: [red]"},
		Go:       breaking("constant ListBoxesParamsColourBlue removed"),
	},

	// Answers.
	{
		Name:     "a field added to an answer",
		Document: pair(noteSpec, noteSpec+"        age: {type: integer}\n"),
		Go:       compatible("type Box: field Age added"),
	},
	{
		Name: "a list added to an answer that could be compared",
		Document: pair("        text: {type: string}\n",
			"        text: {type: string}\n        words: {type: array, items: {type: string}}\n"),
		Go: doubtful("type Label: its values can no longer be compared"),
	},
	{
		Name:     "a field of an answer removed",
		Document: pair(noteSpec, ""),
		Go:       breaking("type Box: field Note removed (used by API.CreateBox, API.GetBox and API.ListBoxes)"),
	},
	{
		Name:     "a field of an answer renamed",
		Document: pair("        steps: {type: integer}\n", "        paces: {type: integer}\n"),
		Go:       breaking("type Move: field Steps is gone; Paces, of the same type, is new"),
	},
	{
		Name:     "a field of an answer of another type",
		Document: pair("steps: {type: integer}", "steps: {type: string}"),
		Go:       breaking("type Move: field Steps was *int64, is *string"),
	},
	{
		Name:     "a nullable field of another type",
		Document: pair("note: {type: string, nullable: true}", "note: {type: integer, nullable: true}"),
		Go:       breaking("field Note was nullable.Nullable[string], is nullable.Nullable[int64]"),
	},
	{
		Name:     "a field that may be null",
		Document: pair("weight: {type: number}", "weight: {type: number, nullable: true}"),
		Go:       breaking("type Box: field Weight was"),
	},
	{
		Name:     "a field inside a field removed",
		Document: pair("            email: {type: string}\n", "            phone: {type: integer}\n"),
		Go:       breaking("type Box_Owner: field Email removed"),
	},
	{
		Name: "an answer of another type",
		Document: pair("content: {application/json: {schema: {$ref: '#/components/schemas/Label'}}}",
			"content: {application/json: {schema: {$ref: '#/components/schemas/Move'}}}"),
		Go: breaking("API.GetLabel: the result was Label, is Move"),
	},
	{
		Name: "an answer that becomes a list",
		Document: pair("content: {application/json: {schema: {$ref: '#/components/schemas/Label'}}}",
			"content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Label'}}}}"),
		Go: breaking("the result was Label, is []Label"),
	},
	{
		Name:     "an answer without a body",
		Document: pair("          content: {application/json: {schema: {$ref: '#/components/schemas/Label'}}}\n", ""),
		Go:       breaking("it returned a Label, and returns nothing but an error"),
	},
	{
		Name: "an answer with a body",
		Document: pair("\"204\": {description: Gone.}",
			"\"200\": {description: Gone., content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}"),
		Go: breaking("it returned nothing but an error, and returns a Box too"),
	},
	{
		Name: "a list of a page of something else",
		Document: pair("boxes: {type: array, items: {$ref: '#/components/schemas/Box'}}",
			"boxes: {type: array, items: {$ref: '#/components/schemas/Label'}}"),
		Go: breaking("API.AllBoxes: the result was iter.Seq2[Box, error], is iter.Seq2[Label, error]"),
	},
	{Name: "another success", Document: pair("\"201\":", "\"200\":"), Go: none},
	{
		Name: "a documented failure without a body",
		Document: pair(
			"          description: No box.\n"+
				"          content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}\n",
			"          description: No box.\n"),
		Go: breaking("the detail of a failure with 404 was Problem, it has none"),
	},
	{
		Name: "a documented failure of another type",
		Document: pair(
			"          description: No box.\n"+
				"          content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}\n",
			"          description: No box.\n"+
				"          content: {application/json: {schema: {$ref: '#/components/schemas/Label'}}}\n"),
		Go: breaking("the detail of a failure with 404 was Problem, is Label"),
	},
	{
		Name: "a failure documented",
		Document: pair("\"204\": {description: Gone.}",
			"\"204\": {description: Gone.}\n        \"404\":\n          description: No box.\n"+
				"          content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}"),
		Go: compatible("the detail of a failure with 404 is Problem, it had none"),
	},

	// Schemas and enumerations.
	{
		Name:     "a schema renamed",
		Document: []string{"    Label:\n", "    Sticker:\n", "'#/components/schemas/Label'", "'#/components/schemas/Sticker'"},
		Go:       breaking("type Label is called Sticker"),
	},
	{
		Name: "an enumeration renamed",
		Document: []string{
			sizeSpec,
			"    Volume: {type: string, enum: [small, large]}\n",
			"size: {$ref: '#/components/schemas/Size'}\n        note",
			"size: {$ref: '#/components/schemas/Volume'}\n        note",
			"size: {$ref: '#/components/schemas/Size'}\n        code",
			"size: {$ref: '#/components/schemas/Volume'}\n        code",
		},
		Go: breaking("type Size is called Volume"),
	},
	{
		Name:     "a value added to an enumeration",
		Document: pair("[small, large]", "[small, large, huge]"),
		Go:       compatible(`constant SizeHuge is new ("huge")`),
	},
	{
		Name:     "a value removed from an enumeration",
		Document: pair("[small, large]", "[small]"),
		Go:       breaking("constant SizeLarge removed"),
	},
	{
		Name:     "a value of an enumeration replaced",
		Document: pair("[small, large]", "[small, huge]"),
		Go:       breaking("constant SizeLarge is gone; SizeHuge is the only one that is new"),
	},
	{
		Name:     "a value of an enumeration spelled otherwise",
		Document: pair("[small, large]", "[small, LARGE]"),
		Go:       breaking("must be one of small, LARGE (it was small, large)"),
	},
	{Name: "an enumeration that is open", Document: pair(sizeSpec, "    Size: {type: string}\n"), Go: breaking("type Size")},
	{
		Name:     "a parameter that may have another value",
		Document: pair("enum: [red, blue]", "enum: [red, blue, green]"),
		Go:       compatible("the parameter colour must be one of red, blue, green"),
	},
	{
		Name:     "a parameter that may have a value less",
		Document: pair("enum: [red, blue]", "enum: [red]"),
		Go:       breaking("constant ListBoxesParamsColourBlue removed"),
	},
	{
		Name:     "an enumeration of numbers",
		Document: pair(sizeSpec, "    Size: {type: integer, enum: [1, 2]}\n"),
		Go: breaking(
			"type Size: it was a type of its own, of string with SizeLarge and SizeSmall, is a type of its own, of int64"),
	},

	// Security and servers.
	{
		Name:     "security added to an operation",
		Document: pair(ofLabel, "      operationId: getLabel\n"),
		Go:       breaking("API.GetLabel: it needed no credential, needs key"),
	},
	{
		Name:     "security taken from an operation",
		Document: pair(ofDelete, ofDelete+"      security: []\n"),
		Go:       compatible("it needed key, needs no credential"),
	},
	{
		Name:     "another scheme for all",
		Document: pair("security:\n  - key: []", "security:\n  - token: []"),
		Go:       breaking("it needed key, needs token"),
	},
	{
		Name:     "an alternative for all",
		Document: pair("security:\n  - key: []", "security:\n  - key: []\n  - token: []"),
		Go:       compatible("it needed key, needs key, or token"),
	},
	{
		Name:     "a second scheme for all",
		Document: pair("security:\n  - key: []", "security:\n  - key: []\n    token: []"),
		Go:       breaking("it needed key, needs key with token"),
	},
	{
		Name: "a scheme renamed",
		Document: []string{
			"security:\n  - key: []",
			"security:\n  - apiKey: []",
			"    key: {type: apiKey",
			"    apiKey: {type: apiKey",
		},
		Go: breaking("WithKey is called WithAPIKey"),
	},
	{
		Name:     "a scheme removed",
		Document: pair("    token: {type: http, scheme: bearer}\n", ""),
		Go:       breaking("WithToken, which gives the client a credential, is gone"),
	},
	{
		Name: "a scheme added",
		Document: pair("    token: {type: http, scheme: bearer}\n",
			"    token: {type: http, scheme: bearer}\n    basic: {type: http, scheme: basic}\n"),
		Go: compatible("WithBasic, which gives the client a credential, is new"),
	},
	{
		Name:     "a credential in another header",
		Document: pair("name: X-Key", "name: X-API-Key"),
		Go:       doubtful(`WithKey sent the credential by core.Header("X-Key", key), sends it by core.Header("X-API-Key", key)`),
	},
	{
		Name:     "a scheme of another kind",
		Document: pair("token: {type: http, scheme: bearer}", "token: {type: http, scheme: basic}"),
		Go:       breaking("WithToken was func(string) core.Option"),
	},
	{
		Name:     "a server at another URL",
		Document: pair("https://api.example.com/v1", "https://api.example.com/v2"),
		Go:       doubtful("clients made for it go to another server"),
	},
	{
		Name:     "a server removed",
		Document: pair("servers:\n  - {url: \"https://api.example.com/v1\", x-go-name: Production}\n", ""),
		Go:       breaking("constant ProductionURL removed"),
	},
	{
		Name: "a server added",
		Document: pair("x-go-name: Production}\n",
			"x-go-name: Production}\n  - {url: \"https://test.example.com/v1\", x-go-name: Test}\n"),
		Go: compatible("constant TestURL is new"),
	},

	// What the overlay adds for Go.
	{
		Name:    "a call that is repeated",
		Overlay: pair("x-retry: never", "x-retry: always"),
		Go:      doubtful("API.CreateBox: the client repeated a call never"),
	},
	{
		Name:    "a call that is not repeated",
		Overlay: pair("x-timeout: 5m", "x-timeout: 5m, x-retry: never"),
		Go:      doubtful("repeats it never once a byte may have left"),
	},
	{
		Name:    "a longer timeout",
		Overlay: pair("x-timeout: 5m", "x-timeout: 9m"),
		Go:      compatible("the client waited for 5m0s at least, waits for 9m0s at least"),
	},
	{Name: "no timeout", Overlay: pair(", x-timeout: 5m", ""), Go: doubtful("waits as long as for any call")},
	{
		Name:    "a result from another property",
		Overlay: pair("x-result: move", "x-result: data"),
		Go:      doubtful("the property of the answer that is the result: was move, is data"),
	},
	{
		Name:    "a result that is not unwrapped",
		Overlay: pair("x-result: move, ", ""),
		Go:      breaking("API.MoveBox: the result was Move, is MoveBoxResult"),
	},
	{
		Name:    "an envelope",
		Overlay: pair("update: {x-retry: never}", "update: {x-retry: never, x-error-envelope: [{field: error}]}"),
		Go:      doubtful("how failures inside a success are told: was nothing, is Field error"),
	},
	{
		Name:    "where errors keep their message",
		Overlay: pair("update: {x-retry: never}", "update: {x-retry: never, x-error-body: {message: message}}"),
		Go:      doubtful("where errors keep message and code"),
	},
	{
		Name:    "pages that are found by another property",
		Overlay: pair("next: next", "next: previous"),
		Go:      doubtful("API.AllBoxes: it finds the next page in another way"),
	},
	{
		Name:    "no pages",
		Overlay: pair("{x-pagination: {items: boxes, cursor: start, next: next}}", "{x-permissions: [boxes]}"),
		Go:      breaking("API.AllBoxes is gone"),
	},
	{
		Name: "a field with another Go name",
		Overlay: pair("actions:\n",
			"actions:\n  - target: $.components.schemas.Move.properties.steps\n    description: Another name.\n"+
				"    update: {x-go-name: Paces}\n"),
		Go: breaking("type Move: field Steps is gone; Paces, of the same type, is new"),
	},
	{
		Name:    "an action whose target is gone",
		Overlay: pair("$.paths['/boxes'].post\n", "$.paths['/crates'].post\n"),
		Go:      doubtful("did not match any targets"),
	},
}
