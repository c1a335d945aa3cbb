package wire

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// documentServers compares the servers that operations are called at which name none of their own.
func (f *findings) documentServers(p *pairing) {
	f.servers(nil, urls(p.before.Servers, ""), urls(p.after.Servers, p.shift()))
}

// shift is what the templates of all operations begin with that have no servers of their own, as [pair] has it; "" if they
// differ.
func (p *pairing) shift() string {
	common, found := "", false
	for _, both := range p.both {
		switch {
		case ownServers(both.before.Op, both.before.Item) != nil || ownServers(both.after.Op, both.after.Item) != nil:
		case !found:
			common, found = both.shift, true
		case common != both.shift:
			return ""
		}
	}
	return common
}

// operationServers compares the servers of an operation, if it has others than the document, or if its template has moved into
// the servers' path, or out of it, and those of other operations have not.
func (f *findings) operationServers(p *pairing, both *pair) {
	before, after := ownServers(both.before.Op, both.before.Item), ownServers(both.after.Op, both.after.Item)
	if before == nil && after == nil && both.shift == p.shift() {
		return
	}
	if before == nil {
		before = p.before.Servers
	}
	if after == nil {
		after = p.after.Servers
	}
	f.servers(both, urls(before, ""), urls(after, both.shift))
}

// ownServers are the servers of an operation or its path, nil if they are the document's.
func ownServers(op *openapi3.Operation, item *openapi3.PathItem) openapi3.Servers {
	if op.Servers != nil && len(*op.Servers) > 0 {
		return *op.Servers
	}
	if len(item.Servers) > 0 {
		return item.Servers
	}
	return nil
}

// servers compares servers by the URLs that they stand for. No servers are no change: whoever makes a client names one.
func (f *findings) servers(p *pair, olds, news map[string]*openapi3.Server) {
	rule := "server-removed"
	stays := func(url string) bool { return news[url] != nil }
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

// urls are the URLs that servers stand for: with the defaults of their variables, and with each value that one may have. They
// end in what has moved into the templates, and do not end in what has moved out of them.
func urls(servers openapi3.Servers, shift string) map[string]*openapi3.Server {
	less, more := strings.CutPrefix(shift, "-")
	all := map[string]*openapi3.Server{}
	for _, server := range servers {
		if server == nil {
			continue
		}
		set := func(variable, value string) {
			url := strings.ReplaceAll(server.URL, "{"+variable+"}", value)
			for name, v := range server.Variables {
				url = strings.ReplaceAll(url, "{"+name+"}", v.Default)
			}
			url = strings.TrimSuffix(url, "/")
			if more {
				url = strings.TrimSuffix(url, less)
			} else {
				url += shift
			}
			all[url] = server
		}
		set("", "{}")
		for name, v := range server.Variables {
			for _, value := range v.Enum {
				set(name, value)
			}
		}
	}
	return all
}
