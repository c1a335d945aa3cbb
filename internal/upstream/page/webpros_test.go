package page_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream/page"
)

// Examples have lost nothing but members that were links, hence commas at ends; what follows is glued to their brackets.
const webprosText = `Download OpenAPI specification:
Permissions are {resource}:{action}.
| Old permission | New permission |
|---|---|
box:view |
{resource}:read |
Where {resource} is a box.
Returns all codes.
{- "10001": "A \" } brace",
- "10002": "B"
}A group of operations
Lists shelves.
Required permissions: shelf:list:own or shelf:list:all (admin)
| start | string or null (ShelfIdNullableType) ^[0-9a-f]{8}-(?:[0-9a-f... Examples: start=01234567 From here on: a |
| count | integer (CountType) [ 1 .. 100 ] Default: 15 Examples: count=10 At most so many |
| page | integer >= 1 Default: 1 Examples: page=2 The page |
| kind | string (KindType) Enum: "a" "b c" Examples: kind=a kind=b Filter (e.g., a) |
{- "data": [
- {
- "id": "01234567",
- "links": {
- "prev": null,
}
}
], - "next": null
}Adds a shelf. Requires shelf:create:own or shelf:create:all permission.
| userId | string (UserIdType) ^[0-9a-f]+$ Defaults to somebody |
| X-SHELF | string (ShelfIdType) Examples: 0123 Comes first |
| id required | string Examples: 0123 A shelf |
Create a new shelf
| locale required | string = 5 characters Default: "en-US" Locale (en-US by itself) |
| name | string <= 255 characters |
| expiryDate | string or null <date-time> (DateTimeNullableType) Expiry |
| enabled | boolean Default: false |
| tags | Array of strings [ 1 .. 3 ] items Tags |
required | object |
| permissions | object (PermissionsType) |
{- "userId": "01234567",
- "permissions": {
- "shelf": [
- "list"
]
}, - "data": {
- "inner": {
- "deep": 1
}, - "other": {
- "deep": 2
}
}
}{- "id": "01234567"
}Checks a domain.
| domain required | string Some domain (e.g. |
{- "used": false
}Removes a domain
by its name.
Required permissions: shelf:write
| addonDomain required | string (DomainType) Some domain (e.g. |
{- "addonDomain": "example.com"
}{- "addonDomain": "example.com"
}
`

const webprosDocument = `openapi: 3.0.3
info:
  title: Webpros Cloud API
  version: unknown
paths:
  /operation/1:
    get:
      x-source:
        document: page.txt
        lines: 8-11
      responses:
        default:
          description: Not documented.
  /operation/2:
    get:
      x-source:
        document: page.txt
        lines: 11-26
      x-permissions:
        - shelf:list:own
        - shelf:list:all
      parameters:
        - name: start
          in: query
          required: false
          schema:
            type: string
            nullable: true
          x-named-type: ShelfIdNullableType
          x-pattern-begins: ^[0-9a-f]{8}-(?:[0-9a-f
          x-source:
            document: page.txt
            lines: "14"
        - name: count
          in: query
          required: false
          schema:
            type: integer
            minimum: 1
            maximum: 100
            default: 15
          x-named-type: CountType
          x-source:
            document: page.txt
            lines: "15"
        - name: page
          in: query
          required: false
          schema:
            type: integer
            minimum: 1
            default: 1
          x-source:
            document: page.txt
            lines: "16"
        - name: kind
          in: query
          required: false
          schema:
            type: string
            enum:
              - a
              - b c
          x-named-type: KindType
          x-source:
            document: page.txt
            lines: "17"
      responses:
        default:
          description: Not documented.
  /operation/3/{id}:
    post:
      x-source:
        document: page.txt
        lines: 26-51
      x-permissions:
        - shelf:create:own
        - shelf:create:all
      parameters:
        - name: X-SHELF
          in: header
          required: false
          schema:
            type: string
          x-named-type: ShelfIdType
          x-source:
            document: page.txt
            lines: "28"
        - name: id
          in: path
          required: true
          schema:
            type: string
          x-source:
            document: page.txt
            lines: "29"
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required:
                - locale
                - data
              properties:
                userId:
                  type: string
                  pattern: ^[0-9a-f]+$
                  x-named-type: UserIdType
                  x-source:
                    document: page.txt
                    lines: "27"
                locale:
                  type: string
                  minLength: 5
                  maxLength: 5
                  default: en-US
                  x-source:
                    document: page.txt
                    lines: "31"
                name:
                  type: string
                  maxLength: 255
                  x-source:
                    document: page.txt
                    lines: "32"
                expiryDate:
                  type: string
                  nullable: true
                  format: date-time
                  x-named-type: DateTimeNullableType
                  x-source:
                    document: page.txt
                    lines: "33"
                enabled:
                  type: boolean
                  default: false
                  x-source:
                    document: page.txt
                    lines: "34"
                tags:
                  type: array
                  items:
                    type: string
                  minItems: 1
                  maxItems: 3
                  x-source:
                    document: page.txt
                    lines: "35"
                data:
                  type: object
                  x-name-from: sample
                  x-source:
                    document: page.txt
                    lines: "36"
                permissions:
                  type: object
                  x-named-type: PermissionsType
                  x-source:
                    document: page.txt
                    lines: "37"
      responses:
        default:
          description: Not documented.
  /operation/4:
    get:
      x-source:
        document: page.txt
        lines: 51-54
      parameters:
        - name: domain
          in: query
          required: true
          schema:
            type: string
          x-location: not documented
          x-source:
            document: page.txt
            lines: "52"
      responses:
        default:
          description: Not documented.
  /operation/5:
    post:
      x-source:
        document: page.txt
        lines: 54-60
      x-permissions:
        - shelf:write
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required:
                - addonDomain
              properties:
                addonDomain:
                  type: string
                  x-named-type: DomainType
                  x-source:
                    document: page.txt
                    lines: "57"
      responses:
        default:
          description: Not documented.
x-made-up:
  - methods
  - paths
`

func TestAWebprosCloudPageBecomesADocument(t *testing.T) {
	document, _ := imported(t, page.WebprosCloud, webprosText)
	assert.Equal(t, webprosDocument, document)
}

func TestAWebprosCloudPageMayHaveNothingGluedToItsExamples(t *testing.T) {
	body := "Required permissions: a:b\n| n required | integer |\nA body\n| m | number |\n" +
		"{- \"m\": 1\n}\n{- \"id\": 1\n}\nAnother.\n{ }\n"
	_, parsed := imported(t, page.WebprosCloud, body)
	require.Equal(t, 2, parsed.Paths.Len())
	first := parsed.Paths.Value("/operation/1").Post
	require.NotNil(t, first)
	assert.Contains(t, first.RequestBody.Value.Content["application/json"].Schema.Value.Properties, "m")
}

func TestANameInTheOnlyExampleOfAWebprosCloudPageDoesNotTellWhereAParameterStands(t *testing.T) {
	body := "Required permissions: a:b\n| name | string |\n{- \"name\": \"x\"\n}\n"
	document, parsed := imported(t, page.WebprosCloud, body)
	assert.NotNil(t, parsed.Paths.Value("/operation/1").Get.Parameters.GetByInAndName("query", "name"))
	assert.Contains(t, document, "x-location: not documented\n")
}

func TestWhatIsNotUnderstoodInAWebprosCloudPageIsRefused(t *testing.T) {
	body := func(before, after string) string { return edited(t, webprosText, before, after) }
	const kind = `| kind | string (KindType) Enum: "a" "b c" Examples: kind=a kind=b Filter (e.g., a) |`
	faults := map[string]fault{
		"HTML": {
			"<html><body>Required permissions: a:b</body></html>",
			"page.txt:1: this is HTML of Redoc: take its document out of it, this importer reads the text only",
		},
		"a permission that is none": {
			body("shelf:write", "shelf write"),
			`page.txt:56: "shelf write" is no permission`,
		},
		"permissions twice": {
			body("Required permissions: shelf:write", "Required permissions: shelf:write\nRequired permissions: shelf:read"),
			"page.txt:57: the operation has permissions already",
		},
		"an example that does not end": {
			body("}{- \"id\": \"01234567\"\n}Checks", "Checks"),
			"page.txt:50: this stands in the example that begins in line 38 and has not ended",
		},
		"an example that has lost a bracket": {
			body("}\n], - \"next\": null", "], - \"next\": null"),
			"page.txt:26: this stands in the example that begins in line 18 and has not ended",
		},
		"a text that does not end": {
			body(`"A \" } brace"`, `"A`),
			"page.txt:9: a text does not end",
		},
		"no example at the end": {
			webprosText + "Reads nothing.\n",
			"page.txt:61: the operation that begins here has no example, so its end is not known",
		},
		"a bracket too many": {
			body("}Checks a domain", "}}Checks a domain"),
			`page.txt:51: "}Checks a domain." is no row, and belongs to no example`,
		},
		"a row without its end": {
			body("Some domain (e.g. |\n{- \"used\"", "Some domain (e.g.\n{- \"used\""),
			`page.txt:52: "| domain required | string Some domain (…" is no row, and belongs to no example`,
		},
		"a part of an example": {
			body("| kind |", "- \"id\": 1\n| kind |"),
			`page.txt:17: "- \"id\": 1" is no row, and belongs to no example`,
		},
		"a row that lost both bars": {
			body("| page | integer >= 1 Default: 1 Examples: page=2 The page |", "page | integer >= 1 Default: 1"),
			`page.txt:16: "page | integer >= 1 Default: 1" is no row, and belongs to no example`,
		},
		"permissions under another heading": {
			body("Required permissions: shelf:write", "Require permissions: shelf:write"),
			`page.txt:56: "Require permissions: shelf:write" names permissions, but not as "Required permissions: "`,
		},
		"a path of many parameters": {
			"Required permissions: a:b\n" + strings.Repeat("| "+strings.Repeat("a", 300)+" required | string Examples: a |\n", 7) + "{ }\n",
			`page.txt:8: "/operation/1/{aaaaaaaaaaaaaaaaaaaaaaaaaa…" is too long for a path`,
		},
		"a row with three cells": {
			body("| page | integer", "| page | 1 | integer"),
			"page.txt:16: a row has two cells, a name and a type, but this one has 3",
		},
		"a row with a name only": {
			body("| name | string <= 255 characters |", "| name |"),
			`page.txt:32: "name" begins with no type`,
		},
		"a name that is none": {
			body("| name | string", "| the name | string"),
			`page.txt:32: "the name" is no name of a parameter`,
		},
		"a missing name of no object": {
			body("| name | string", "string"),
			"page.txt:32: this parameter has no name, and is no object",
		},
		"a missing name without example": {
			body("}{- \"id\": \"01234567\"\n}Checks", "}Checks"),
			"page.txt:36: this parameter has no name, and the example does not tell it",
		},
		"missing names of two of a kind": {
			body("| tags |", "object |\n| tags |"),
			"page.txt:37: this parameter has no name, and the example does not tell it",
		},
	}
	for text, want := range map[string]string{
		`strnig (KindType) Filter`:          `"strnig (KindType) Filter" begins with no type`,
		`string [ 1 .. 64 ] letters`:        `limits of what is not said for a type string`,
		`string [ 1 .. 64 ]`:                `limits of what is not said for a type string`,
		`integer [ 1 .. 64 ] characters`:    `limits of what is not said for a type integer`,
		`string [ 1 ..`:                     `"[ 1 .." is not understood in a type`,
		`string (Kind Type) Filter`:         `"(Kind Type) Filter" is not understood in a type`,
		`string Enum: a b`:                  `"Enum: a b" is not understood in a type`,
		`string Default: none`:              `"Default: none" is not understood in a type`,
		`string non-empty`:                  `"non-empty" is not understood in a type`,
		`number multiple of 5`:              `"multiple of 5" is not understood in a type`,
		`string Deprecated`:                 `"Deprecated" is not understood in a type`,
		`string ornull Filter`:              `"ornull Filter" is not understood in a type`,
		`string date-time> When`:            `"date-time> When" is not understood in a type`,
		`string Defalt: "a"`:                `"Defalt: \"a\"" is not understood in a type`,
		`string Examples kind=a`:            `"Examples kind=a" is not understood in a type`,
		`string KindType) Enum: "a"`:        `"KindType) Enum: \"a\"" is not understood in a type`,
		`string < 3`:                        `"< 3" is not understood in a type`,
		`string (A) (B) Filter`:             `"(B) Filter" is not understood in a type`,
		`string Default: "a" Enum: "a" "b"`: `"Enum: \"a\" \"b\"" is not understood in a type`,
	} {
		faults["the type "+text] = fault{body(kind, "| kind | "+text+" |"), "page.txt:17: " + want}
	}
	refused(t, page.WebprosCloud, faults)
}
