package mock

import (
	"fmt"
	"strings"

	"github.com/hostclients/hostclients/internal/near"
	"github.com/hostclients/hostclients/mock/internal/model"
)

// API is the name of an API of this repository: its folder in specs.
type API string

// The APIs of this repository.
const (
	HostBill     API = "hostbill"
	Webpros      API = "webpros"
	WebSoftSolus API = "websoftsolus"
	WHASOLS      API = "whasols"
	WHMCS        API = "whmcs"
)

// APIs are all APIs of this repository.
var APIs = func() (all []API) {
	for _, name := range model.Names {
		all = append(all, API(name))
	}
	return all
}()

// operation returns the operation with this operationId. The name may start with the API, as in "whmcs.login". It must if several of
// the served APIs have this operationId.
func (s *Server) operation(name string) (*model.Operation, error) {
	api, id, qualified := strings.Cut(name, ".")
	if !qualified {
		id = name
	}
	var found []*model.Operation
	for _, served := range s.apis {
		if qualified && served.Name != api {
			continue
		}
		if op := served.Operation(id); op != nil {
			found = append(found, op)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, fmt.Errorf("unknown operation %q: want an operationId of %s%s", name, s.names(), s.similar(id))
	}
	return nil, fmt.Errorf("operation %q is in several APIs: add the name of the API, as in %s.%s", name, found[0].API.Name, id)
}

// api returns the served API with this name, or nil.
func (s *Server) api(name string) *model.API {
	for _, api := range s.apis {
		if api.Name == name {
			return api
		}
	}
	return nil
}

func (s *Server) names() string {
	var names []string
	for _, api := range s.apis {
		names = append(names, api.Name)
	}
	return strings.Join(names, ", ")
}

// similar returns a suggestion for a misspelled operationId, or "".
func (s *Server) similar(id string) string {
	var ids []string
	for _, api := range s.apis {
		for _, op := range api.Operations {
			ids = append(ids, op.ID)
		}
	}
	return near.Suggestion(id, ids, len(id)/2)
}
