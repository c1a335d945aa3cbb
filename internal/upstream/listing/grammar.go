package listing

import (
	"regexp"
	"slices"
	"strings"
)

// A value says what a member or an item may be.
type value struct {
	scalar func(string) bool // nil if no scalar is allowed
	object *object           // nil if no object is allowed
	list   *value            // of the items; nil if no list is allowed
	free   bool              // anything, null as well
	null   bool              // null is allowed
}

// An object is one of the objects of OpenAPI, or a map.
type object struct {
	name    string
	members map[string]*value // the fixed ones
	names   *value            // of members with free names; nil if there are none
	named   func(string) bool // which free names there may be; nil for all
	needs   []string          // the members that every such object has; "a|b" is one of two
	section string            // where references lead that stand in place of the object; "" if none may
	beside  []string          // what may stand beside a reference
	closed  bool              // has no members x-…
	check   func(facts) string
}

func anything(string) bool { return true }

func oneOf(words ...string) func(string) bool {
	return func(s string) bool { return slices.Contains(words, s) }
}

func matching(pattern string) func(string) bool { return regexp.MustCompile(pattern).MatchString }

func inside(o *object) *value    { return &value{object: o} }
func listOf(items *value) *value { return &value{list: items} }
func mapOf(name string, names *value, named func(string) bool) *object {
	return &object{name: name, names: names, named: named, closed: true}
}

var (
	str     = &value{scalar: anything}
	boolean = &value{scalar: oneOf("true", "false")}
	number  = &value{scalar: matching(`^[-+]?[0-9.]+([eE][-+]?[0-9]+)?$`)}
	count   = &value{scalar: matching(`^[0-9]+$`)}
	strs    = listOf(str)
	free    = &value{free: true}
	version = &value{scalar: func(s string) bool { return strings.HasPrefix(s, "3.0") }}

	componentName = matching(`^[a-zA-Z0-9._-]+$`)
	statusCode    = matching(`^([1-5][0-9][0-9]|[1-5]XX)$`)
)

const schemaName = "schema"

// The objects of OpenAPI 3.0.
var (
	document       = &object{name: "document", needs: []string{"openapi", "info", "paths"}}
	info           = &object{name: "info", needs: []string{"title", "version"}}
	contact        = &object{name: "contact"}
	license        = &object{name: "license", needs: []string{"name"}}
	server         = &object{name: "server", needs: []string{"url"}}
	serverVariable = &object{name: "server variable", needs: []string{"default"}}
	tag            = &object{name: "tag", needs: []string{"name"}}
	externalDocs   = &object{name: "external documentation", needs: []string{"url"}}
	paths          = &object{name: "paths"}
	pathItem       = &object{name: "path item", section: "*", beside: []string{"summary", "description"}}
	operation      = &object{name: "operation", needs: []string{"responses"}}
	parameter      = &object{
		name: "parameter", needs: []string{"name", "in", "schema|content"},
		section: "parameters", beside: []string{"description"},
	}
	header = &object{
		name: "header", needs: []string{"schema|content"},
		section: "headers", beside: []string{"description"},
	}
	requestBody = &object{
		name: "request body", needs: []string{"content"},
		section: "requestBodies", beside: []string{"description"},
	}
	responses = &object{name: "responses"}
	response  = &object{
		name: "response", needs: []string{"description"},
		section: "responses", beside: []string{"description"},
	}
	mediaType = &object{name: "media type"}
	encoding  = &object{name: "encoding"}
	example   = &object{name: "example", section: "examples", beside: []string{"summary", "description"}}
	link      = &object{name: "link", section: "links", beside: []string{"description"}}
	callback  = &object{name: "callback", section: "callbacks"}
	schema    = &object{
		name: schemaName, section: "schemas", check: schemaFault,
		beside: []string{"title", "description", "default", "example", "nullable", "readOnly", "writeOnly", "deprecated"},
	}
	// A part is a schema in an allOf, anyOf or oneOf.
	part           = &object{name: schemaName, section: "schemas", check: partFault, beside: schema.beside}
	discriminator  = &object{name: "discriminator", needs: []string{"propertyName"}}
	xml            = &object{name: "XML"}
	components     = &object{name: "components"}
	securityScheme = &object{name: "security scheme", needs: []string{"type"}, section: "securitySchemes"}
	flows          = &object{name: "OAuth flows"}
	oauthFlow      = &object{name: "OAuth flow", needs: []string{"scopes"}}
	requirement    = mapOf("security requirement", strs, componentName)
	properties     = mapOf("properties", inside(schema), nil)
	freeMap        = mapOf("free value", free, nil)

	// prose is what is open while the text of a block scalar goes on.
	prose = &object{name: "text"}
)

func init() {
	texts := mapOf("map of texts", str, nil)
	content := inside(mapOf("content", inside(mediaType), func(s string) bool { return strings.Contains(s, "/") }))
	headers := inside(mapOf("headers", inside(header), matching("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")))
	examples := inside(mapOf("examples", inside(example), nil))
	links := inside(mapOf("links", inside(link), componentName))
	callbacks := inside(mapOf("callbacks", inside(callback), componentName))
	parameters, servers := listOf(inside(parameter)), listOf(inside(server))
	security := listOf(inside(requirement))

	document.members = map[string]*value{
		"openapi": version, "info": inside(info), "servers": servers, "paths": inside(paths),
		"components": inside(components), "security": security, "tags": listOf(inside(tag)), "externalDocs": inside(externalDocs),
	}
	info.members = map[string]*value{
		"title": str, "description": str, "termsOfService": str, "contact": inside(contact), "license": inside(license),
		"version": str,
	}
	contact.members = map[string]*value{"name": str, "url": str, "email": str}
	license.members = map[string]*value{"name": str, "url": str}
	server.members = map[string]*value{
		"url": str, "description": str, "variables": inside(mapOf("variables", inside(serverVariable), nil)),
	}
	serverVariable.members = map[string]*value{"enum": strs, "default": str, "description": str}
	tag.members = map[string]*value{"name": str, "description": str, "externalDocs": inside(externalDocs)}
	externalDocs.members = map[string]*value{"url": str, "description": str}
	paths.names, paths.named = inside(pathItem), func(s string) bool { return strings.HasPrefix(s, "/") }
	pathItem.members = map[string]*value{"summary": str, "description": str, "servers": servers, "parameters": parameters}
	for _, method := range []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"} {
		pathItem.members[method] = inside(operation)
	}
	operation.members = map[string]*value{
		"tags": strs, "summary": str, "description": str, "externalDocs": inside(externalDocs), "operationId": str,
		"parameters": parameters, "requestBody": inside(requestBody), "responses": inside(responses), "callbacks": callbacks,
		"deprecated": boolean, "security": security, "servers": servers,
	}
	header.members = map[string]*value{
		"description": str, "required": boolean, "deprecated": boolean, "allowEmptyValue": boolean,
		"style": str, "explode": boolean, "allowReserved": boolean, "schema": inside(schema), "example": free,
		"examples": examples, "content": content,
	}
	parameter.members = map[string]*value{"name": str, "in": {scalar: oneOf("query", "header", "path", "cookie")}}
	for name, v := range header.members {
		parameter.members[name] = v
	}
	requestBody.members = map[string]*value{"description": str, "content": content, "required": boolean}
	responses.names = inside(response)
	responses.named = func(s string) bool { return s == "default" || statusCode(s) }
	response.members = map[string]*value{"description": str, "headers": headers, "content": content, "links": links}
	mediaType.members = map[string]*value{
		"schema": inside(schema), "example": free, "examples": examples,
		"encoding": inside(mapOf("encodings", inside(encoding), nil)),
	}
	encoding.members = map[string]*value{
		"contentType": str, "headers": headers, "style": str, "explode": boolean, "allowReserved": boolean,
	}
	example.members = map[string]*value{"summary": str, "description": str, "value": free, "externalValue": str}
	link.members = map[string]*value{
		"operationRef": str, "operationId": str, "parameters": inside(freeMap), "requestBody": free, "description": str,
		"server": inside(server),
	}
	callback.names, callback.named = inside(pathItem), func(s string) bool { return strings.Contains(s, "{$") }
	one, some := inside(schema), listOf(inside(part))
	schema.members = map[string]*value{
		"title": str, "multipleOf": number, "maximum": number, "exclusiveMaximum": boolean, "minimum": number,
		"exclusiveMinimum": boolean, "maxLength": count, "minLength": count, "pattern": str, "maxItems": count,
		"minItems": count, "uniqueItems": boolean, "maxProperties": count, "minProperties": count, "required": strs,
		"enum": listOf(&value{scalar: anything, null: true}),
		"type": {scalar: oneOf(typeNames...)}, "allOf": some, "oneOf": some, "anyOf": some, "not": one, "items": one,
		"properties": inside(properties), "additionalProperties": {scalar: boolean.scalar, object: schema},
		"description": str, "format": str, "default": free, "nullable": boolean, "discriminator": inside(discriminator),
		"readOnly": boolean, "writeOnly": boolean, "xml": inside(xml), "externalDocs": inside(externalDocs), "example": free,
		"deprecated": boolean,
	}
	part.members = schema.members
	discriminator.members = map[string]*value{"propertyName": str, "mapping": inside(texts)}
	xml.members = map[string]*value{"name": str, "namespace": str, "prefix": str, "attribute": boolean, "wrapped": boolean}
	components.members, flows.members = map[string]*value{}, map[string]*value{}
	for _, o := range []*object{
		schema, response, parameter, example, requestBody, header, securityScheme, link, callback,
	} {
		components.members[o.section] = inside(mapOf(o.section+" of the components", inside(o), componentName))
	}
	securityScheme.members = map[string]*value{
		"type": {scalar: oneOf("apiKey", "http", "oauth2", "openIdConnect")}, "description": str, "name": str,
		"in": {scalar: oneOf("query", "header", "cookie")}, "scheme": str, "bearerFormat": str, "flows": inside(flows),
		"openIdConnectUrl": str,
	}
	for _, name := range []string{"implicit", "password", "clientCredentials", "authorizationCode"} {
		flows.members[name] = inside(oauthFlow)
	}
	oauthFlow.members = map[string]*value{
		"authorizationUrl": str, "tokenUrl": str, "refreshUrl": str, "scopes": inside(texts),
	}
	for _, o := range []*object{
		document, info, contact, license, server, serverVariable, tag, externalDocs, pathItem, operation, parameter,
		requestBody, response, mediaType, encoding, example, link, schema, discriminator, xml, components, securityScheme, flows,
		oauthFlow,
	} {
		for word := range o.members {
			words[word] = true
		}
	}
}

// words are the names of all fixed members.
var words = map[string]bool{"$ref": true}

// member returns what a member may be, nil if there is no such member.
func (o *object) member(key string) *value {
	if key == "$ref" && o.section != "" {
		return str
	}
	if v := o.members[key]; v != nil {
		return v
	}
	if !o.closed && strings.HasPrefix(key, "x-") {
		return free
	}
	if o.names != nil && (o.named == nil || o.named(key)) {
		return o.names
	}
	return nil
}
