package mock

import (
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/state"
)

// shown is the maximum number of records shown per collection.
const shown = 100

// view returns the state for the page: by API and collection, without secrets.
func (s *Session) view() (any, error) {
	all := map[string]map[string][]any{}
	err := s.do(func(tx *state.Tx) {
		for _, key := range tx.Collections() {
			api, collection, _ := strings.Cut(key, ".")
			served := s.server.api(api)
			if served == nil {
				continue
			}
			if rules := served.Resources.Collections[collection]; rules == nil || rules.Internal {
				continue
			}
			if all[api] == nil {
				all[api] = map[string][]any{}
			}
			for i, record := range tx.List(key) {
				if i == shown {
					break
				}
				all[api][collection] = append(all[api][collection], withoutSecrets(record, nil))
			}
		}
	})
	return all, err
}

// withoutSecrets returns a copy of a tree with its secrets redacted: values that the schema marks as secret, and values with names such as "password".
// The schema may be nil.
func withoutSecrets(value any, schema *openapi3.Schema) any {
	switch value := value.(type) {
	case map[string]any:
		object := map[string]any{}
		for name, member := range value {
			var property *openapi3.Schema
			if schema != nil {
				property, _ = spec.Member(schema, name)
			}
			if spec.SoundsSecret(name) || spec.IsSecret(&openapi3.SchemaRef{Value: property}) {
				object[name] = core.Secret{}.String()
			} else {
				object[name] = withoutSecrets(member, property)
			}
		}
		return object
	case []any:
		var items *openapi3.Schema
		if schema != nil {
			items = spec.Items(schema)
		}
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = withoutSecrets(item, items)
		}
		return list
	}
	return value
}

// code is what the authenticator app of a demo account shows now.
type code struct {
	API     string `json:"api"`
	Account string `json:"account"`
	Code    string `json:"code"`
}

// codes returns the current codes of the demo accounts that have a second factor.
func (s *Session) codes() (any, error) {
	all := []code{}
	err := s.do(func(tx *state.Tx) {
		for _, key := range tx.Collections() {
			api, _, _ := strings.Cut(key, ".")
			for _, record := range tx.List(key) {
				secret, ok := record["totp"].(string)
				if !ok {
					continue
				}
				if text, err := expr.TOTP(secret, tx.Now()); err == nil {
					all = append(all, code{api, expr.Text(record["email"]), text})
				}
			}
		}
	})
	return all, err
}

func (s *Session) clock() (any, error) {
	now, err := s.Now()
	return map[string]string{"now": now.Format(time.RFC3339)}, err
}
