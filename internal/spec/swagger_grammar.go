package spec

// swagger20 is the grammar of Swagger 2.0.
var swagger20 = Grammar{
	Name:  "Swagger 2.0",
	Types: append([]string{"file"}, OpenAPI30.Types...), // in forms and responses
	Objects: map[Kind]map[string]Word{
		"document": Words("swagger host basePath schemes consumes produces security", "", map[string]Word{
			"info": {Shape: One, Kind: "info"}, "paths": {Shape: One, Kind: "paths"},
			"definitions": {Shape: Map, Kind: "schema"}, "parameters": {Shape: Map, Kind: "parameter"},
			"responses": {Shape: Map, Kind: "response"}, "securityDefinitions": {Shape: Map, Kind: "security scheme"},
			"tags": {Shape: List, Kind: "tag"}, "externalDocs": {Shape: One, Kind: "external docs"},
		}),
		"info": OpenAPI30.Objects["info"], "contact": OpenAPI30.Objects["contact"], "license": OpenAPI30.Objects["license"],
		"tag": OpenAPI30.Objects["tag"], "external docs": OpenAPI30.Objects["external docs"],
		"paths": OpenAPI30.Objects["paths"], "responses": OpenAPI30.Objects["responses"], "xml": OpenAPI30.Objects["xml"],
		"path item": pathItem20(),
		"operation": Words("operationId deprecated security consumes produces schemes", "tags summary description",
			map[string]Word{
				"parameters": {Shape: List, Kind: "parameter"}, "responses": {Shape: One, Kind: "responses"},
				"externalDocs": {Shape: One, Kind: "external docs"},
			}),
		"parameter": Words(schemaWords+"$ref name in required allowEmptyValue collectionFormat", "description example",
			map[string]Word{"schema": {Shape: One, Kind: "schema"}, "items": {Shape: One, Kind: "schema"}}),
		"header": Words(schemaWords+"collectionFormat", "description",
			map[string]Word{"items": {Shape: One, Kind: "schema"}}),
		"response": Words("$ref", "description examples", map[string]Word{
			"schema": {Shape: One, Kind: "schema"}, "headers": {Shape: Map, Kind: "header"},
		}),
		"security scheme": Words("type name in flow authorizationUrl tokenUrl scopes", "description", nil),
		"schema": Words(schemaWords+objectWords+"discriminator collectionFormat", "title description example",
			map[string]Word{
				"items": {Shape: One, Kind: "schema"}, "additionalProperties": {Shape: One, Kind: "schema"},
				"properties": {Shape: Map, Kind: "schema"}, "allOf": {Shape: List, Kind: "schema"},
				"xml": {Shape: One, Kind: "xml"}, "externalDocs": {Shape: One, Kind: "external docs"},
			}),
	},
}

// pathItem20 returns the keywords of a path item. Swagger 2.0 does not have trace and servers, and the conversion ignores $ref.
func pathItem20() map[string]Word {
	words := map[string]Word{"parameters": {Shape: List, Kind: "parameter"}}
	for _, method := range Methods {
		if method != "trace" {
			words[method] = Word{Shape: One, Kind: "operation"}
		}
	}
	return words
}
