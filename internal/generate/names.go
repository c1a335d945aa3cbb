package generate

import (
	"go/token"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
)

// teachNames makes oapi-codegen, which keeps its configuration in global state, name things as config says: clientgen must
// use the same names before the first real run.
func teachNames(config codegen.Configuration) error {
	empty := &openapi3.T{OpenAPI: "3.0.3", Info: &openapi3.Info{Title: "empty", Version: "0"}, Paths: openapi3.NewPaths()}
	config.Generate = codegen.GenerateOptions{Models: true}
	_, err := codegen.Generate(empty, config)
	return err
}

// MethodNames returns the function that turns an operationId of s into the name of its method. It is good until the next
// package is made, which may have other names.
func MethodNames(s Source) (func(operationID string) string, error) {
	config, err := readConfig(s.Root, path.Join(s.Spec, "codegen.yaml"))
	if err != nil {
		return nil, err
	}
	generator.Lock()
	defer generator.Unlock()
	return goName, teachNames(config)
}

// goName returns the Go name that oapi-codegen gives to name.
func goName(name string) string { return codegen.SchemaNameToTypeName(name) }

// argName returns name as the name of a parameter: lower-case first, and none of those that generated methods use.
func argName(name string) string {
	runes := []rune(goName(name))
	// "ID" becomes "id", "CartID" "cartID", "IPAddress" "ipAddress".
	for i := range runes {
		if i > 0 && (!unicode.IsUpper(runes[i]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			break
		}
		runes[i] = unicode.ToLower(runes[i])
	}
	lower := string(runes)
	switch lower {
	case "ctx", "a", "body", "params", "opts", "call", "payload", "server", "context", "core", "http", "iter", "regexp", "time",
		"string", "err", "start", "first", "cursor", "pageNumber", "at", "page", "next", "last", "position", "value":
		return lower + "Arg"
	}
	if token.IsKeyword(lower) {
		return lower + "Arg"
	}
	return lower
}

// thirdPerson turns "List the invoices." into "lists the invoices.", which is how a Go comment goes on after the name. A
// summary that starts with a small letter does so already.
func thirdPerson(summary string) string {
	if first, _ := utf8.DecodeRuneInString(summary); unicode.IsLower(first) {
		return summary
	}
	verb, rest, _ := strings.Cut(strings.TrimSpace(summary), " ")
	_, size := utf8.DecodeRuneInString(verb)
	verb = strings.ToLower(verb[:size]) + verb[size:]
	switch {
	case verb == "":
		return ""
	case strings.HasSuffix(verb, "y") && !strings.ContainsAny(verb[max(0, len(verb)-2):len(verb)-1], "aeou"):
		verb = verb[:len(verb)-1] + "ies"
	case strings.HasSuffix(verb, "s"), strings.HasSuffix(verb, "x"), strings.HasSuffix(verb, "ch"), strings.HasSuffix(verb, "sh"), strings.HasSuffix(verb, "o"):
		verb += "es"
	default:
		verb += "s"
	}
	return strings.TrimSpace(verb + " " + rest)
}

// name is the name of the API's package, which is that of its folder.
func (s Source) name() string { return path.Base(s.Out) }
