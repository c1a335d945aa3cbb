package upstream

import "github.com/hostclients/hostclients/internal/spec"

// swagger20 is the grammar of Swagger 2.0.
var swagger20 = spec.Grammar{
	Name:  "Swagger 2.0",
	Types: append([]string{"file"}, spec.OpenAPI30.Types...), // in forms and responses
	Objects: map[spec.Kind]map[string]spec.Word{
		"document": spec.Words("swagger host basePath schemes consumes produces security", "", map[string]spec.Word{
			"info": {Shape: spec.One, Kind: "info"}, "paths": {Shape: spec.One, Kind: "paths"},
			"definitions": {Shape: spec.Map, Kind: "schema"}, "parameters": {Shape: spec.Map, Kind: "parameter"},
			"responses": {Shape: spec.Map, Kind: "response"}, "securityDefinitions": {Shape: spec.Map, Kind: "security scheme"},
			"tags": {Shape: spec.List, Kind: "tag"}, "externalDocs": {Shape: spec.One, Kind: "external docs"},
		}),
		"info": spec.OpenAPI30.Objects["info"], "contact": spec.OpenAPI30.Objects["contact"], "license": spec.OpenAPI30.Objects["license"],
		"tag": spec.OpenAPI30.Objects["tag"], "external docs": spec.OpenAPI30.Objects["external docs"],
		"paths": spec.OpenAPI30.Objects["paths"], "responses": spec.OpenAPI30.Objects["responses"], "xml": spec.OpenAPI30.Objects["xml"],
		"path item": pathItem20(),
		"operation": spec.Words("operationId deprecated security consumes produces schemes", "tags summary description",
			map[string]spec.Word{
				"parameters": {Shape: spec.List, Kind: "parameter"}, "responses": {Shape: spec.One, Kind: "responses"},
				"externalDocs": {Shape: spec.One, Kind: "external docs"},
			}),
		"parameter": spec.Words(spec.SchemaWords+"$ref name in required allowEmptyValue collectionFormat", "description example",
			map[string]spec.Word{"schema": {Shape: spec.One, Kind: "schema"}, "items": {Shape: spec.One, Kind: "schema"}}),
		"header": spec.Words(spec.SchemaWords+"collectionFormat", "description",
			map[string]spec.Word{"items": {Shape: spec.One, Kind: "schema"}}),
		"response": spec.Words("$ref", "description examples", map[string]spec.Word{
			"schema": {Shape: spec.One, Kind: "schema"}, "headers": {Shape: spec.Map, Kind: "header"},
		}),
		"security scheme": spec.Words("type name in flow authorizationUrl tokenUrl scopes", "description", nil),
		"schema": spec.Words(spec.SchemaWords+spec.ObjectWords+"discriminator collectionFormat", "title description example",
			map[string]spec.Word{
				"items": {Shape: spec.One, Kind: "schema"}, "additionalProperties": {Shape: spec.One, Kind: "schema"},
				"properties": {Shape: spec.Map, Kind: "schema"}, "allOf": {Shape: spec.List, Kind: "schema"},
				"xml": {Shape: spec.One, Kind: "xml"}, "externalDocs": {Shape: spec.One, Kind: "external docs"},
			}),
	},
}

// pathItem20 has neither trace, nor servers, nor $ref, which the conversion would skip.
func pathItem20() map[string]spec.Word {
	words := map[string]spec.Word{"parameters": {Shape: spec.List, Kind: "parameter"}}
	for _, method := range spec.Methods {
		if method != "trace" {
			words[method] = spec.Word{Shape: spec.One, Kind: "operation"}
		}
	}
	return words
}
