package mock

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/mock/internal/model"
)

// API is an API of this repository.
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
var APIs = []API{HostBill, Webpros, WebSoftSolus, WHASOLS, WHMCS}

// operation returns the operation that a test or a flag names: by its operationId, or "whmcs.login" where several APIs are
// served that have one of that name.
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
	return nil, fmt.Errorf("operation %q: several APIs have it: want %s.%s or the like", name, found[0].API.Name, id)
}

func (s *Server) names() string {
	var names []string
	for _, api := range s.apis {
		names = append(names, api.Name)
	}
	return strings.Join(names, ", ")
}

// similar names operations that may have been meant.
func (s *Server) similar(id string) string {
	var names []string
	for _, api := range s.apis {
		for _, op := range api.Operations {
			if len(id) > 3 && strings.Contains(strings.ToLower(op.ID), strings.ToLower(id[:4])) {
				names = append(names, op.ID)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return ", such as " + strings.Join(names[:min(len(names), 5)], ", ")
}
