package mock

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/resource"
	"github.com/hostclients/hostclients/mock/internal/state"
)

// seeds are the initial records: demo accounts, and the records in the examples of the OpenAPI documents.
//
//go:embed seeds/*.yaml
var seeds embed.FS

// data contains records by API and collection.
type data map[string]map[string][]state.Record

// seed fills an empty state.
func (s *Server) seed(tx *state.Tx) error {
	if !s.config.start.IsZero() {
		tx.SetClock(s.config.start)
	}
	for _, api := range s.apis {
		text, err := fs.ReadFile(seeds, "seeds/"+api.Name+".yaml")
		if err != nil {
			return err
		}
		collections := map[string][]state.Record{}
		if err := unmarshal(text, &collections); err != nil {
			return fmt.Errorf("seeds/%s.yaml: %w", api.Name, err)
		}
		if err := fill(tx, api, collections); err != nil {
			return fmt.Errorf("seeds/%s.yaml: %w", api.Name, err)
		}
	}
	for _, text := range s.config.seeds {
		var own data
		if err := unmarshal(text, &own); err != nil {
			return fmt.Errorf("seed data: %w", err)
		}
		for _, name := range slices.Sorted(maps.Keys(own)) {
			api := s.api(name)
			if api == nil {
				return fmt.Errorf("seed data: unknown API %q: want one of %s", name, s.names())
			}
			if err := fill(tx, api, own[name]); err != nil {
				return fmt.Errorf("seed data: %s: %w", name, err)
			}
		}
	}
	return nil
}

// fill stores records. An unknown collection is an error, and so is a record without an id.
func fill(tx *state.Tx, api *model.API, collections map[string][]state.Record) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(collections)) {
		rules := api.Resources.Collections[name]
		if rules == nil {
			errs = append(errs, fmt.Errorf("unknown collection %q: want one of %s", name,
				strings.Join(slices.Sorted(maps.Keys(api.Resources.Collections)), ", ")))
			continue
		}
		for i, record := range collections[name] {
			id := expr.Text(record[rules.ID])
			if id == "" {
				errs = append(errs, fmt.Errorf("%s[%d]: %s is missing", name, i, rules.ID))
				continue
			}
			tx.Put(resource.Key(api, name), id, record)
		}
	}
	return errors.Join(errs...)
}

// unmarshal decodes YAML as [model.Convert] does.
func unmarshal(text []byte, into any) error {
	var tree any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		return err
	}
	return model.Convert(tree, into)
}
