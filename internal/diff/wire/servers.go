package wire

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// shift returns the shift (see [pair]) of all operations that use the document's servers; "" if their shifts differ.
func (p *pairing) shift() string {
	common, found := "", false
	for _, both := range p.both {
		switch {
		case hasServers(both.before) || hasServers(both.after):
		case !found:
			common, found = both.shift, true
		case common != both.shift:
			return ""
		}
	}
	return common
}

// operationServers compares the servers of an operation if it does not use the document's servers, or if its shift differs from
// the shift of the documents.
func (f *findings) operationServers(p *pairing, both *pair, shift string) {
	if hasServers(both.before) || hasServers(both.after) || both.shift != shift {
		before, after := both.before, both.after
		f.servers(both, urls(spec.Servers(p.before, before.Item, before.Op), ""), urls(spec.Servers(p.after, after.Item, after.Op), both.shift))
	}
}

// hasServers reports whether an operation or its path item has servers of its own.
func hasServers(o *spec.Operation) bool {
	return len(o.Item.Servers) > 0 || o.Op.Servers != nil && len(*o.Op.Servers) > 0
}

// servers compares servers by their URLs. If the new document has no servers, the old ones are reported as removed and not
// as changed, because programs pass a URL to New.
func (f *findings) servers(p *pair, olds, news map[string]*openapi3.Server) {
	rule := "server-removed"
	stays := func(url string) bool { return news[url] != nil && !strings.Contains(url, anything) }
	if len(news) > 0 && !slices.ContainsFunc(slices.Collect(maps.Keys(olds)), stays) {
		rule = "server-changed"
	}
	for _, url := range slices.Sorted(maps.Keys(olds)) {
		switch {
		case news[url] != nil:
		case rule == "server-changed":
			f.add(rule, p, "server "+url, olds[url].Origin, nil, "the server %s was removed; now there is %s", url,
				strings.Join(slices.Sorted(maps.Keys(news)), ", "))
		default:
			f.add(rule, p, "server "+url, olds[url].Origin, nil, "the server %s was removed", url)
		}
	}
	for _, url := range slices.Sorted(maps.Keys(news)) {
		if olds[url] == nil {
			f.add("server-added", p, "server "+url, nil, news[url].Origin, "the server %s was added", url)
		}
	}
}

// anything replaces a variable of a server that may have any value.
const anything = "{}"

// urls returns the URLs of servers: one with the defaults of all variables, and one for each allowed value of a variable. It adds
// shift to the end of each URL, or removes it if shift begins with "-".
func urls(servers openapi3.Servers, shift string) map[string]*openapi3.Server {
	less, more := strings.CutPrefix(shift, "-")
	all := map[string]*openapi3.Server{}
	for _, server := range servers {
		if server == nil {
			continue
		}
		for _, variant := range variants(server) {
			url := strings.TrimSuffix(spec.ServerURL(variant), "/")
			if more {
				url = strings.TrimSuffix(url, less)
			} else {
				url += shift
			}
			all[url] = server
		}
	}
	return all
}

// variants returns a server with each allowed value of a variable as its default, and the server itself.
func variants(server *openapi3.Server) []*openapi3.Server {
	all := []*openapi3.Server{server}
	for name, variable := range server.Variables {
		if variable == nil {
			continue
		}
		values := variable.Enum
		if len(values) == 0 {
			values = []string{anything}
		}
		for _, value := range values {
			one := *server
			one.Variables = maps.Clone(server.Variables)
			one.Variables[name] = &openapi3.ServerVariable{Default: value}
			all = append(all, &one)
		}
	}
	return all
}
