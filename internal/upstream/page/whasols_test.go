package page_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/internal/upstream/page"
)

// In whasolsText, some descriptions look like types or requirements, and some contain code or lists with blank lines.
const whasolsText = `Commands

Move Shelf

Moves it. Requires MoveShelf API permission.

POST https://your-domain-name/rapi/MoveShelf

Parameters

Field
Type
Optional
Description
token
text
Required
shelf_id
int
Optional
Optional
reffers
string
Required
datetime
string
Optional
One of:

  • A = first

$files = [
'tmp_name' => 'x'
];

Options
JSON
Required
ns1
number
Optional
shelf_id
string
Required
Again

Lock Shelf

Lock it

POST https://your-domain-name/rapi/LockShelf

Parameters

Field
Type
Optional
Description
token
string
Required
Who asks
`

const whasolsHTML = `<html>
<body>
<div><h2>Move Shelf</h2><p>Moves it. Requires MoveShelf API permission.</p>
<p><b>POST</b> https://billing.example.com/rapi/MoveShelf</p>
<h4>Parameters</h4>
<table>
<tr><th>Field</th><th>Type</th><th>Optional</th><th>Description</th></tr>
<tr><td>token</td><td>text</td><td>Required</td><td></td></tr>
<tr><td>shelf_id</td><td>int</td><td>Optional</td><td>Optional</td></tr>
<tr><td>reffers</td><td>string</td><td>Required</td><td></td></tr>
<tr><td>datetime</td><td>string</td><td>Optional</td><td>One of:<ul><li>A = first</li></ul><pre>
$files = [
];</pre></td></tr>
<tr><td>Options</td><td>JSON</td><td>Required</td><td></td></tr>
<tr><td>ns1</td><td>number</td><td>Optional</td><td></td></tr>
<tr><td>shelf_id</td><td>string</td><td>Required</td><td>Again</td></tr>
</table>
</div>
<table><tr><td>Lock it
<p>POST https://billing.example.com/rapi/LockShelf</p><p>Parameters</p>
<table><tr><td>Field</td><td>Type</td><td>Optional</td><td>Description</td></tr>
<tr><td>token</td><td>string</td><td>Required</td><td>Manage</td></tr></table>
</td><td>aside</td></tr></table>
`

const whasolsDocument = `openapi: 3.0.3
info:
  title: WHASOLS API
  version: unknown
paths:
  /rapi/MoveShelf:
    post:
      x-source:
        document: page.txt
        lines: 7-44
      x-permissions:
        - MoveShelf
      requestBody:
        required: true
        content:
          '*/*':
            schema:
              type: object
              required:
                - token
                - reffers
                - Options
              properties:
                token:
                  type: string
                  x-type: text
                  x-source:
                    document: page.txt
                    lines: 15-17
                shelf_id:
                  type: integer
                  x-type: int
                  x-duplicates:
                    - type: string
                      required: true
                      lines: 42-44
                  x-source:
                    document: page.txt
                    lines: 18-20
                reffers:
                  type: string
                  x-source:
                    document: page.txt
                    lines: 22-24
                datetime:
                  type: string
                  x-source:
                    document: page.txt
                    lines: 25-27
                Options:
                  x-type: JSON
                  x-source:
                    document: page.txt
                    lines: 36-38
                ns1:
                  type: number
                  x-source:
                    document: page.txt
                    lines: 39-41
      responses:
        default:
          description: Not documented.
  /rapi/LockShelf:
    post:
      x-source:
        document: page.txt
        lines: 51-61
      requestBody:
        required: true
        content:
          '*/*':
            schema:
              type: object
              required:
                - token
              properties:
                token:
                  type: string
                  x-source:
                    document: page.txt
                    lines: 59-61
      responses:
        default:
          description: Not documented.
`

func TestAOneWordDescriptionBeforeAFieldNamedLikeATypeIsNotAField(t *testing.T) {
	body := edited(t, whasolsText, "Again\n", "Level\ntext\nstring\nRequired\n")
	_, parsed := imported(t, page.WHASOLS, body)
	schema := parsed.Paths.Value("/rapi/MoveShelf").Post.RequestBody.Value.Content["*/*"].Schema.Value
	assert.Contains(t, schema.Properties, "text")
	assert.NotContains(t, schema.Properties, "Level")
}

func TestInvalidContentInAWHASOLSPageIsRejected(t *testing.T) {
	body := func(before, after string) string { return edited(t, whasolsText, before, after) }
	rejected(t, page.WHASOLS, map[string]rejection{
		"an unknown type": {
			body("reffers\nstring\n", "reffers\nstrnig\n"),
			"page.txt:24: want a name and a known type before Required",
		},
		"a missing type": {
			body("reffers\nstring\n", "reffers\n"),
			"page.txt:23: want a name and a known type before Required",
		},
		"a name with a space": {
			body("reffers\n", "the reffers\n"),
			"page.txt:24: want a name and a known type before Required",
		},
		"a missing requirement": {
			body("Options\nJSON\nRequired\n", "Options\nJSON\n"),
			"page.txt:36: the parameter Options: want Required or Optional",
		},
		"a misspelled requirement": {
			body("ns1\nnumber\nOptional\n", "ns1\nnumber\noptional\n"),
			"page.txt:39: the parameter ns1: want Required or Optional",
		},
		"a parameter before the first command": {
			"token\ntext\nRequired\n" + whasolsText,
			"page.txt:1: want a command before the parameter token",
		},
		"a missing name after a description that looks like a requirement": {
			body("reffers\nstring\n", "string\n"),
			"page.txt:23: want a name and a known type before Required",
		},
		"two types": {
			body("reffers\nstring\n", "reffers\nstring\nstring\n"),
			"page.txt:22: the parameter reffers: want one type, or a next parameter that is not named like a type",
		},
		"a line before the first parameter": {
			body("Description\ntoken\nstring", "Description\ntokens\ntoken\nstring"),
			`page.txt:59: want the first parameter, got "tokens"`,
		},
		"a command with an unknown method": {
			body("POST https://your-domain-name/rapi/LockShelf", "PSOT https://your-domain-name/rapi/LockShelf"),
			`page.txt:51: want a method before the address of a command, got "PSOT https://your-domain-name/rapi/LockS…"`,
		},
		"a permission in different words": {
			body("Requires MoveShelf API permission", "Requires the permission MoveShelf"),
			`page.txt:5: want Requires … API permission, got "Moves it. Requires the permission MoveSh…"`,
		},
		"a duplicate command": {
			body("rapi/LockShelf", "rapi/MoveShelf"),
			"page.txt:51: POST /rapi/MoveShelf is already on line 7",
		},
		"a command with an unknown path": {
			body("rapi/LockShelf", "api/LockShelf"),
			`page.txt:51: want a path like /rapi/Command, got "/api/LockShelf"`,
		},
		"a command at the end of the page": {
			whasolsText + "POST https://billing.example.com/rapi/OpenShelf\n\nParameters\n",
			"page.txt:63: want a parameter table for the command",
		},
		"a command without its table": {
			body("rapi/LockShelf\n\nParameters\n", "rapi/LockShelf\n\n"),
			`page.txt:54: want "Parameters", got "Field"`,
		},
		"an unknown column": {
			body("Optional\nDescription\ntoken\nstring", "Default\nDescription\ntoken\nstring"),
			`page.txt:57: want "Optional", got "Default"`,
		},
		"a row with too few cells": {
			edited(t, whasolsHTML, "<td>reffers</td>", ""),
			"page.txt:10: want 4 cells in a row, got 3",
		},
		"an invalid name in HTML": {
			edited(t, whasolsHTML, "<td>reffers</td>", "<td>ref fers</td>"),
			`page.txt:10: want the name of a parameter, got "ref fers"`,
		},
		"an unknown type in HTML": {
			edited(t, whasolsHTML, "<td>number</td>", "<td>long</td>"),
			`page.txt:15: want a type, got "long"`,
		},
		"a missing requirement in HTML": {
			edited(t, whasolsHTML, "<td>number</td><td>Optional</td>", "<td>number</td><td></td>"),
			`page.txt:15: want Required or Optional, got ""`,
		},
		"an unknown column in HTML": {
			edited(t, whasolsHTML, "<th>Optional</th>", "<th>Needed</th>"),
			`page.txt:7: want "Field", got "| Field | Type | Needed | Description |"`,
		},
	})
}

func TestAPermissionThatIsNamedTwiceIsListedOnce(t *testing.T) {
	const once = "Requires MoveShelf API permission.\n"
	document, _ := imported(t, page.WHASOLS, edited(t, whasolsText, once, once+once))
	assert.Equal(t, facts(whasolsDocument), facts(document))
}
