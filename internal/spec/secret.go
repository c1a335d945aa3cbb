package spec

import (
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// IsSecret reports whether the document marks the values of a schema as secret, with format: password or x-credential. Lists and maps
// of secret values are secret too.
func IsSecret(ref *openapi3.SchemaRef) bool { return isSecret(ref, nil) }

func isSecret(ref *openapi3.SchemaRef, above []*openapi3.Schema) bool {
	if ref == nil || ref.Value == nil || slices.Contains(above, ref.Value) {
		return false
	}
	if ref.Value.Format == "password" || ref.Value.Extensions["x-credential"] == true {
		return true
	}
	parts := slices.Concat(ref.Value.AllOf, ref.Value.AnyOf, ref.Value.OneOf, openapi3.SchemaRefs{ref.Value.Items, ref.Value.AdditionalProperties.Schema})
	return slices.ContainsFunc(parts, func(part *openapi3.SchemaRef) bool { return isSecret(part, append(above, ref.Value)) })
}

// Many documents do not mark secrets, so they are also recognized by their names. The names are compared in lowercase and without
// punctuation.
var (
	secretName = regexp.MustCompile(`pass(word|wd|phrase|code)|passwort|secret|token|credential|signature|cookie|jwt|bearer|csrf|xsrf|totp|` +
		`(api|access|private|ssh|auth|licen[sc]e|encryption)key|(auth|epp)code|sess(ion)?id|phpsess|` +
		`^(session|sid|pass|pwd|pw|pin|otp|auth|authorization|authinfo|cvv|cvc)$`)
	harmlessName = regexp.MustCompile(`(expir[a-z]*|type|length|count|policy|enabled|required|strength)$`)
	punctuation  = regexp.MustCompile(`[^a-z0-9]+`)
)

// SoundsSecret reports whether a field with this name is probably secret.
func SoundsSecret(name string) bool {
	plain := punctuation.ReplaceAllString(strings.ToLower(name), "")
	return secretName.MatchString(plain) && !harmlessName.MatchString(plain)
}
