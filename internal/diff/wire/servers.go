package wire

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// servers compares lists of servers by the URLs that they stand for. A list that says nothing changes nothing.
func (f *findings) servers(p *pair, before, after openapi3.Servers) {
	olds, news := urls(before), urls(after)
	rule := "server-removed"
	stays := func(url string) bool { return news[url] != nil }
	if len(news) > 0 && !slices.ContainsFunc(slices.Collect(maps.Keys(olds)), stays) {
		rule = "server-changed"
	}
	for _, url := range slices.Sorted(maps.Keys(olds)) {
		if news[url] != nil {
			continue
		}
		now := ""
		if rule == "server-changed" {
			now = "; now there is " + strings.Join(slices.Sorted(maps.Keys(news)), ", ")
		}
		f.add(rule, p, "server "+url, olds[url].Origin, nil, "the server %s was removed%s", url, now)
	}
	for _, url := range slices.Sorted(maps.Keys(news)) {
		if olds[url] == nil {
			f.add("server-added", p, "server "+url, nil, news[url].Origin, "the server %s was added", url)
		}
	}
}

// ownServers compares the servers of an operation, if it has others than the document.
func (f *findings) ownServers(p *pairing, both *pair) {
	before, after := serversOf(both.before), serversOf(both.after)
	if before == nil && after == nil {
		return
	}
	if before == nil {
		before = p.before.Servers
	}
	if after == nil {
		after = p.after.Servers
	}
	f.servers(both, before, after)
}

// serversOf are the servers of an operation or its path, nil if they are the document's.
func serversOf(s side) openapi3.Servers {
	if s.op.Servers != nil && len(*s.op.Servers) > 0 {
		return *s.op.Servers
	}
	if len(s.item.Servers) > 0 {
		return s.item.Servers
	}
	return nil
}

// urls are the URLs that servers stand for: with the defaults of their variables, and with each value that one may have.
func urls(servers openapi3.Servers) map[string]*openapi3.Server {
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
			all[strings.TrimSuffix(url, "/")] = server
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
