package listing_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream/listing"
)

const beginning = "openapi: 3.0.3\ninfo:\n  title: Boxes\n  version: \"1\"\n"

// operations is a document with an operation that has these members before its responses.
func operations(members string) string {
	return beginning + "paths:\n  /boxes:\n    get:\n" + indentOrNothing(members, 6) +
		"      responses:\n        default:\n          description: Done.\n"
}

// schemas is a document with these schemas, behind two to which references lead.
func schemas(of string) string {
	return answers(`default:
  description: Done.
  content:
    application/json:
      schema:
        oneOf:
          - $ref: '#/components/schemas/Seal'
          - $ref: '#/components/schemas/Label'
`) + "components:\n  schemas:\n    Seal:\n      type: object\n      required: [a, b]\n      properties:\n" +
		"        a:\n          type: string\n        b:\n          type: string\n    Label:\n      type: string\n" + indentOrNothing(of, 4)
}

// lone is a document with only these schemas, the first in line 13.
func lone(of string) string {
	return operations("") + "components:\n  schemas:\n" + indentOrNothing(of, 4)
}

// answers is a document with these responses; the first line of the first is line 9.
func answers(of string) string {
	return beginning + "paths:\n  /boxes:\n    get:\n      responses:\n" + indentOrNothing(of, 8)
}

func indentOrNothing(text string, columns int) string {
	if text == "" {
		return ""
	}
	return indent(text, columns)
}

func TestWhatTheGrammarDecidesComesBack(t *testing.T) {
	for name, document := range map[string]string{
		"properties named like keywords": schemas(`Box:
  type: object
  properties:
    type:
      type: string
    description:
      type: string
    properties:
      type: string
    items:
      type: array
      items:
        type: string
    required:
      type: boolean
    example:
      type: integer
    enum:
      type: integer
    default:
      type: integer
`),
		"what is required says which properties are whose": schemas(`Box:
  type: object
  required:
    - inner
    - last
  properties:
    inner:
      type: object
      required:
        - a
        - b
      properties:
        a:
          type: string
        b:
          type: string
    last:
      type: string
`),
		"required properties behind the properties": schemas(`Box:
  type: object
  properties:
    id:
      type: integer
  required:
    - id
`),
		"a reference leads to a component, not to a property": schemas(`Box:
  type: object
  properties:
    lid:
      $ref: '#/components/schemas/Lid'
Lid:
  type: object
`),
		"a reference to a response is none to a schema": answers(`200:
  description: Done.
  content:
    application/json:
      schema:
        type: object
        properties:
          id:
            type: integer
default:
  $ref: '#/components/responses/Failure'
`) + "components:\n  responses:\n    Failure:\n      description: Failed.\n",
		"lists in lists of maps": operations(`parameters:
  - name: kind
    in: query
    schema:
      oneOf:
        - type: string
          enum:
            - a
            - b
        - type: integer
  - name: size
    in: query
    schema:
      type: integer
`),
		"lists at the column of their keys": beginning + `tags:
- name: a
  description: One.
- name: b
servers:
- url: https://example.com
  variables:
    host:
      default: a
      enum:
      - a
      - b
paths:
  /boxes:
    get:
      tags:
      - a
      responses:
        default:
          description: Done.
`,
		"texts": operations(`summary: |-
  A text.

  Note: the colon is no member,
  Other-thing:
  # Nor is this a comment
  before the end,
  - nor is this an item.
  "the end"
description: >
  Folded
  text.
operationId: getBoxes
deprecated: false
`),
		"values on several lines": operations(`summary: a plain text
  that goes on

  and on
description: "a quoted
  text: with a colon
  - and a dash"
tags: [a,
  b]
operationId:
  getBoxes
`),
		"comments": beginning + `# The paths.
paths:
  # Boxes.
  /boxes:
    get: # the boxes
      responses:
        # All is well.
        "200":
          description: Done. # really
`,
		"free values at the end of what is open": beginning + `x-owner:
  name: a
  list:
    - a
    - b
paths:
  /boxes:
    get:
      responses:
        default:
          description: Done.
`,
		"maps with free names": beginning + `paths:
  /boxes:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
            encoding:
              file:
                contentType: image/png
      responses:
        2XX:
          description: Done.
          headers:
            X-Count:
              schema:
                type: integer
          links:
            Next:
              operationId: next
      callbacks:
        done:
          '{$request.body#/url}':
            post:
              responses:
                default:
                  description: Done.
components:
  schemas:
    Box:
      oneOf:
        - $ref: '#/components/schemas/Crate'
      discriminator:
        propertyName: type
        mapping:
          a: '#/components/schemas/Crate'
          b: Other
    Crate:
      type: object
  securitySchemes:
    login:
      type: oauth2
      flows:
        implicit:
          authorizationUrl: https://example.com
          scopes:
            read: Read.
            write: Write.
security:
  - login:
      - read
  - {}
`,
	} {
		t.Run(name, func(t *testing.T) {
			if strings.Contains(document, "\n- ") || strings.Contains(document, "\nx-owner") {
				// Without any space, nothing tells where lists begin, or where a free value ends.
				got, err := listing.Import("listing.txt", []byte(listed(document, true)))
				require.NoError(t, err)
				assert.Equal(t, document, string(got))
				return
			}
			comesBack(t, document)
		})
	}
}

func refused(t *testing.T, document, want string) {
	t.Helper()
	got, err := listing.Import("listing.txt", []byte(listed(document, true)))
	assert.EqualError(t, err, "listing.txt:"+want, string(got))
}

func TestTheOrderOfMembersDecidesWhatTheGrammarDoesNot(t *testing.T) {
	box := "Box:\n  type: object\n  properties:\n    id:\n      type: integer\n      description: Its id.\n"
	refused(t, lone(box), `18: "description: Its id." can belong to the schema in line 16 or to the schema in line 13`)
	first := "Lid:\n  type: object\n  description: A lid.\n  properties:\n    id:\n      type: integer\n"
	comesBack(t, schemas(first+box))

	// Elsewhere it stands behind the properties, too.
	behind := "Lid:\n  type: object\n  properties:\n    id:\n      description: Its id.\n      type: integer\n" +
		"  description: A lid.\n"
	_, err := listing.Import("listing.txt", []byte(listed(schemas(first+behind+box), true)))
	assert.ErrorContains(t, err, `"description: Its id." can belong to`)
}

func TestTheLooksOfNamesDecideWhatTheGrammarDoesNot(t *testing.T) {
	box := "Box:\n  type: object\n  properties:\n    id:\n      type: integer\n"
	refused(t, lone(box+"Crate:\n  type: string\n"),
		`18: "Crate:" can belong to the properties in line 15 or to the schemas of the components in line 12`)
	refused(t, schemas(strings.Replace(box, "id:", "Id:", 1)+"Crate:\n  type: string\n"),
		`34: "Crate:" can belong to the properties in line 31 or to the schemas of the components in line 18`)
	names := "Crate:\n  type: object\n  required: [a, b]\n  properties:\n    a:\n      type: string\n    b:\n      type: string\n"
	comesBack(t, schemas(names+box+"Lid:\n  type: string\n"))
	blanks := strings.NewReplacer("    Label:", "\n    Label:", "    box:", "\n    box:", "    lid:", "\n    lid:", "    crate:", "\n    crate:")
	comesBack(t, strings.NewReplacer("Seal", "seal", "Label", "label").Replace(
		blanks.Replace(schemas(strings.ToLower(names+box+"Lid:\n  type: string\n")))))
}

func TestADocumentedRuleDecidesWhatTheGrammarDoesNot(t *testing.T) {
	for name, document := range map[string]string{
		"a status code is a response": answers(`200:
  description: Done.
  content:
    application/json:
      schema:
        type: object
        properties:
          id:
            type: integer
404:
  description: Not found.
default:
  description: Failed.
`),
		"what has a type is a property, not a default": schemas(`Box:
  type: object
  properties:
    id:
      type: integer
    default:
      type: boolean
`),
		"additionalProperties is no property": schemas(`Box:
  type: object
  properties:
    id:
      type: object
      additionalProperties:
        type: string
`),
		"an object is not left bare": schemas(`Box:
  properties:
    id:
      type: object
      allOf:
        - description: One.
        - description: Two.
`),
	} {
		t.Run(name, func(t *testing.T) { comesBack(t, document) })
	}
}

func TestWhatCouldBeReadInTwoWaysIsRefused(t *testing.T) {
	for want, document := range map[string]string{
		`21: "b:" can belong to the properties in line 18 or to the properties in line 15`: lone(`Box:
  type: object
  properties:
    inner:
      type: object
      properties:
        a:
          type: string
        b:
          type: string
`),
		`17: "type: object" can belong to the free value in line 15 or to the schema in line 13`: lone(`Box:
  description: A box.
  x-by:
    name: me
  type: object
`),
		`15: "example: {id: 1}" can belong to the schema in line 13 or to the media type in line 12`: answers(`default:
  description: Done.
  content:
    application/json:
      schema:
        type: object
      example: {id: 1}
`),
		`18: "- type: string" can belong to the list anyOf in line 16 or to the list oneOf in line 14`: lone(`Box:
  oneOf:
    - type: integer
    - anyOf:
        - type: boolean
        - type: string
`),
		`11: "# Boxes" is a comment or the end of a text`: operations("description: |\n  Some text.\n  more\n# Boxes\n"),
	} {
		refused(t, document, want)
	}
}

func TestWhatIsNotUnderstoodIsRefusedWithItsPlace(t *testing.T) {
	for want, document := range map[string]string{
		`9: "operationID: a" has no place in the operation in line 7, which cannot end here: it has no responses`:          operations("deprecated: true\noperationID: a\n"),
		`10: "just a text" is no member, no item and no value`:                                                             operations("deprecated: true\ndescription: a # b\njust a text\n"),
		`8: the value of "tags: [a" does not end`:                                                                          operations("tags: [a\n"),
		`8: "summary: &a b" has an anchor, an alias, a tag, a list in a list or a number of columns, which are not read`:   operations("summary: &a b\n"),
		`8: "description: |2" has an anchor, an alias, a tag, a list in a list or a number of columns, which are not read`: operations("description: |2\n  a\n"),
		`11: "Type: x" belongs neither to the response in line 9 nor to what encloses it`:                                  operations("") + "          Type: x\n",
		`14: "type: strin" has no place in the schema in line 13, which cannot end here: it is empty`: lone(
			"Box:\n  type: strin\n"),
		`18: the document ends in the schema in line 13, which cannot end here: the required b is none of its properties`: lone(
			"Box:\n  required: [b]\n  properties:\n    a:\n      type: string\n"),
		`1: "openapi: 3.1.0" has no place in the document in line 1, which cannot end here: it is empty`: strings.Replace(
			operations(""), "3.0.3", "3.1.0", 1),
	} {
		refused(t, document, want)
	}
}

// What no valid document has ends a reading: so many lines find their place.
func TestWhatNoSoundObjectHasIsRefused(t *testing.T) {
	for want, document := range map[string]string{
		`19: the document ends in the schema in line 13, which cannot end here: a property is required twice`: lone(
			"Box:\n  type: object\n  required: [a, a]\n  properties:\n    a:\n      type: string\n"),
		`16: the document ends in the schema in line 13, which cannot end here: it is an array without items`: lone(
			"Box:\n  type: array\n  description: d\n"),
		`15: "minimum: 1" belongs neither to the schema in line 13 nor to what encloses it`: lone("Box:\n  type: string\n  minimum: 1\n"),
		`15: "example: a" belongs neither to the schema in line 13 nor to what encloses it`: lone("Box:\n  type: object\n  example: a\n"),
		`15: "default: a" belongs neither to the schema in line 13 nor to what encloses it`: lone("Box:\n  type: object\n  default: a\n"),
		`15: "enum: [a]" belongs neither to the schema in line 13 nor to what encloses it`:  lone("Box:\n  type: object\n  enum: [a]\n"),
		`31: "type: string" belongs neither to the schema in line 29 nor to what encloses it`: schemas(
			"Box:\n  $ref: '#/components/schemas/Seal'\n  type: string\n"),
		`31: the document ends in the schemas of the components in line 18, which cannot end here: there is no None, to which a reference leads`: schemas(
			"Box:\n  $ref: '#/components/schemas/None'\n"),
		`9: "- $ref: '#/components/schemas/Seal'" has no place in the list parameters in line 8, which cannot end here: it is empty`: operations(
			"parameters:\n  - $ref: '#/components/schemas/Seal'\n"),
		`14: "responses:" has no place in the parameter in line 9, which cannot end here: the example is not of the type`: operations(
			"parameters:\n  - name: a\n    in: query\n    example: a\n    schema:\n      type: object\n"),
	} {
		refused(t, document, want)
	}
}

// A text must not swallow what is wrong behind it.
func TestATextEndsBeforeAFault(t *testing.T) {
	refused(t, operations("description: |\n  A text.\nparameters:\n  - name: id\n    in: nowhere\n"),
		`12: "in: nowhere" has no place in the parameter in line 11, which cannot end here: it has no in`)
}

func TestALineThatLostItsSpaceIsReadAsWell(t *testing.T) {
	document := operations("deprecated: true\n")
	got, err := listing.Import("listing.txt", []byte(strings.Replace(listed(document, true), "8 deprecated", "8deprecated", 1)))
	require.NoError(t, err)
	assert.Equal(t, document, string(got))
}
