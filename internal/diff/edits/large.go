package edits

import (
	"fmt"
	"strings"
)

// Large returns a document for benchmarks. It has four operations per path, and ten paths share their schemas. If edited is set, one in
// twenty operations differs.
func Large(operations int, edited bool) string {
	var paths, schemas strings.Builder
	for i := range operations / 4 {
		kind := i / 10
		name := func(n int, is, was string) string {
			if edited && i%5 == 0 && i/5%3 == n {
				return is
			}
			return was
		}
		fmt.Fprintf(&paths, `
  /area%04[1]d/things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer, format: int64}}
    get:
      operationId: getThing%[1]d
      tags: [area]
      parameters:
        - {name: fields, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - {name: %[3]s, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
      responses:
        "200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Thing%[2]d"}}}}
        "404": {$ref: "#/components/responses/Failure"}
    put:
      operationId: putThing%[1]d
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/NewThing%[2]d"}}}}
      responses:
        "200": {description: Kept., content: {application/json: {schema: {$ref: "#/components/schemas/Thing%[2]d"}}}}
        default: {$ref: "#/components/responses/Failure"}
    post:
      operationId: postThing%[1]d
      requestBody:
        content:
          application/x-www-form-urlencoded: {schema: {type: object, properties: {%[4]s: {type: string, maxLength: 9}}}}
      responses:
        "201":
          description: Made.
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Thing%[2]d"}}}}
        default: {$ref: "#/components/responses/Failure"}
    delete:
      operationId: deleteThing%[1]d
      parameters:
        - {name: force, in: query, schema: {type: %[5]s}}
      responses:
        "204": {description: Gone.}
        default: {$ref: "#/components/responses/Failure"}`,
			i, kind, name(0, "size", "limit"), name(1, "nick", "name"), name(2, "string", "boolean"))
	}
	for kind := range operations/40 + 1 {
		fmt.Fprintf(&schemas, `
    Thing%[1]d:
      type: object
      required: [id, name, state]
      properties:
        id: {type: integer, format: int64}
        name: {type: string}
        state: {type: string, enum: [new, active, gone]}
        price: {$ref: "#/components/schemas/Money"}
        made: {type: string, format: date-time}
        owner: {type: object, properties: {id: {type: integer}, mail: {type: string, format: email}}}
        parts: {type: array, items: {$ref: "#/components/schemas/Part"}}
        labels: {type: object, additionalProperties: {type: string}}
    NewThing%[1]d:
      type: object
      required: [name]
      properties:
        name: {type: string, minLength: 1, maxLength: 80}
        price: {$ref: "#/components/schemas/Money"}
        parts: {type: array, maxItems: 20, items: {$ref: "#/components/schemas/Part"}}`, kind)
	}
	return `openapi: 3.0.3
info: {title: Large, version: v1}
servers: [{url: https://api.example.com}]
security: [{token: []}]
paths:` + paths.String() + `
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  responses:
    Failure:
      description: No.
      content: {application/json: {schema: {type: object, properties: {message: {type: string}}}}}
  schemas:
    Money: {type: object, required: [amount], properties: {amount: {type: string}, currency: {type: string}}}
    Part: {type: object, properties: {name: {type: string}, count: {type: integer}}}` + schemas.String()
}
