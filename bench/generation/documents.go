package main

import (
	"bytes"
	"fmt"
)

// operationsPerResource is the number of operations of each resource in a document.
const operationsPerResource = 5

// document returns an OpenAPI document with a number of operations, which must be a multiple of operationsPerResource. Each
// resource has its own types, and operations to list, read, create, change and delete it.
func document(operations int) []byte {
	var b bytes.Buffer
	b.WriteString("openapi: 3.0.3\ninfo: {title: Resources, version: '1'}\nservers: [{url: https://api.example.com/v1}]\n" +
		"security: [{token: []}]\npaths:\n")
	for i := range operations / operationsPerResource {
		fmt.Fprintf(&b, paths, i)
	}
	b.WriteString("components:\n  securitySchemes:\n    token: {type: http, scheme: bearer}\n  responses:\n" +
		"    Failure: {description: failed, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}\n  schemas:\n")
	b.WriteString(shared)
	for i := range operations / operationsPerResource {
		fmt.Fprintf(&b, schemas, i, i-i%10)
	}
	return b.Bytes()
}

const paths = `  /resource-%[1]d:
    get:
      operationId: listResource%[1]d
      summary: Lists the resources
      tags: [group %[1]d]
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
        - {name: status, in: query, schema: {type: string, enum: [active, suspended, cancelled]}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Resource%[1]d'}}}}}
        default: {$ref: '#/components/responses/Failure'}
    post:
      operationId: createResource%[1]d
      summary: Creates a resource
      tags: [group %[1]d]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Resource%[1]dInput'}}}}
      responses:
        "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Resource%[1]d'}}}}
        default: {$ref: '#/components/responses/Failure'}
  /resource-%[1]d/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer, format: int64}}
    get:
      operationId: getResource%[1]d
      summary: Returns a resource
      tags: [group %[1]d]
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Resource%[1]d'}}}}
        default: {$ref: '#/components/responses/Failure'}
    put:
      operationId: updateResource%[1]d
      summary: Changes a resource
      tags: [group %[1]d]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Resource%[1]dInput'}}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Resource%[1]d'}}}}
        default: {$ref: '#/components/responses/Failure'}
    delete:
      operationId: deleteResource%[1]d
      summary: Deletes a resource
      tags: [group %[1]d]
      responses:
        "204": {description: ok}
        default: {$ref: '#/components/responses/Failure'}
`

const shared = `    Problem:
      type: object
      required: [message]
      properties:
        message: {type: string}
        code: {type: string}
    Money:
      type: object
      required: [value, currency]
      properties:
        value: {type: string, pattern: '^-?\d+\.\d{2}$'}
        currency: {type: string, minLength: 3, maxLength: 3}
`

const schemas = `    Resource%[1]d:
      type: object
      required: [id, name, status]
      properties:
        id: {type: integer, format: int64, description: Identifies the resource.}
        name: {type: string, description: The name of the resource.}
        status: {type: string, enum: [active, suspended, cancelled]}
        created_at: {type: string, format: date-time}
        price: {$ref: '#/components/schemas/Money'}
        tags: {type: array, items: {type: string}}
        parent: {$ref: '#/components/schemas/Resource%[2]d'}
        settings:
          type: object
          properties:
            enabled: {type: boolean}
            limit: {type: integer}
            labels: {type: object, additionalProperties: {type: string}}
    Resource%[1]dInput:
      type: object
      required: [name]
      properties:
        name: {type: string, minLength: 1, maxLength: 80}
        status: {type: string, enum: [active, suspended]}
        price: {$ref: '#/components/schemas/Money'}
        tags: {type: array, maxItems: 10, items: {type: string}}
`
