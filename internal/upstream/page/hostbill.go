package page

import (
	"regexp"
	"slices"
	"strings"
)

// HostBill reads the reference of the user API that HostBill installations publish. Each operation begins with a line "HTTP Request".
// The method and the path follow, then a parameter table. The page calls all of them query parameters. The importer puts a
// parameter into the path if the path names it. It puts all others into the body, or into the query if the method has no body. The page
// does not state which parameters are required. Copied text lacks some cells, mostly names that look like email addresses. If only one name
// is missing, the importer finds it in the sample.
var HostBill = Importer{
	title: "HostBill user API",
	words: []string{"HTTP", "Request", "Parameter", "Type", "Description"},
	detect: func(p page) bool {
		return p.has(func(l line) bool { return l.text == hostBillRequest }) && p.has(hostBillHead)
	},
	read: func(p page) (api, error) {
		r := hostBill{page: p, api: api{mediaType: "application/json"}}
		for i := range p.lines {
			if err := r.line(i); err != nil {
				return api{}, err
			}
		}
		return r.api, r.end()
	},
}

const (
	hostBillRequest = "HTTP Request"
	hostBillTitle   = "Query Parameters"
)

var (
	hostBillCall   = regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE) (/\S*)$`)
	hostBillTyped  = regexp.MustCompile(`^(?:\S+ \|)? ?(\w+)(?: \|.*)?$`)
	hostBillSample = regexp.MustCompile(`^\\"([^"\\]+)\\":`)
)

func hostBillHead(l line) bool {
	return slices.Equal(l.cells(), []string{"Parameter", "Type", "Description"})
}

// hostBill is the reader of one page.
type hostBill struct {
	page
	api api
	// sampled are the names in the sample, which precedes its operation.
	sampled []string
	current *operation
	// table is the part of the current operation's table that was read last.
	table hostBillTable
	// described is true after the description of the last row has ended.
	described bool
	// rows are the parameters of the current operation. They are added to it when all names are known.
	rows []*parameter
}

type hostBillTable int

const (
	hostBillNone hostBillTable = iota
	hostBillTitled
	hostBillRows
	hostBillOver
)

func (r *hostBill) line(i int) error {
	l := r.lines[i]
	switch {
	case i > 0 && r.lines[i-1].text == hostBillRequest:
		return r.call(l)
	case l.text == hostBillRequest:
		if err := r.end(); err != nil {
			return err
		}
		if i == len(r.lines)-1 {
			return r.errorf(l.number, "want a method and path on the next line, got the end of the page")
		}
		return nil
	case l.text == hostBillTitle:
		if r.current == nil || r.table != hostBillNone {
			return r.errorf(l.number, "want a request before its parameter table")
		}
		r.table = hostBillTitled
		return nil
	case hostBillHead(l):
		if r.current == nil || r.table != hostBillTitled {
			return r.errorf(l.number, "want a request before its parameter table")
		}
		r.table, r.described = hostBillRows, true
		return nil
	case r.table == hostBillTitled:
		return r.errorf(l.number, "want the table header Parameter, Type, Description")
	case l.isRule():
		return nil
	}
	if cells := l.cells(); cells != nil {
		return r.row(l, cells)
	}
	if match := hostBillTyped.FindStringSubmatch(l.text); match != nil && r.table == hostBillRows {
		if _, isType := types[match[1]]; isType {
			return r.errorf(l.number, "want a bar at the end of the row %q", l.text)
		}
	}
	if hostBillCall.MatchString(l.text) {
		return r.errorf(l.number, "want %q on the line before %q", hostBillRequest, l.text)
	}
	if match := hostBillSample.FindStringSubmatch(l.text); match != nil {
		// This is the sample of the next operation.
		if err := r.end(); err != nil {
			return err
		}
		r.sampled = append(r.sampled, match[1])
	}
	if r.table == hostBillRows && r.described {
		r.table = hostBillOver
	}
	return nil
}

// call reads a method and a path.
func (r *hostBill) call(l line) error {
	match := hostBillCall.FindStringSubmatch(l.text)
	if match == nil {
		return r.errorf(l.number, "want a method and path, got %q", l.text)
	}
	var parts []string
	for _, part := range strings.Split(match[2], "/") {
		if parameter, marked := strings.CutPrefix(part, "@"); marked {
			if !name.MatchString(parameter) {
				return r.errorf(l.number, "want the name of a parameter, got %q", parameter)
			}
			part = "{" + parameter + "}"
		} else if strings.ContainsAny(part, "@{}") {
			return r.errorf(l.number, "want a part of a path, got %q", part)
		}
		parts = append(parts, part)
	}
	r.current = &operation{method: match[1], path: strings.Join(parts, "/"), first: l.number, last: l.number}
	r.table = hostBillNone
	return r.current.addTo(&r.api, r.page)
}

// row reads a row of a parameter table. The name may be missing. The description may be on the following lines, and ends with a bar.
func (r *hostBill) row(l line, cells []string) error {
	_, isType := types[cells[0]]
	description := len(cells) == 1 && !isType
	if r.table != hostBillRows {
		if description || len(cells) > 3 {
			return nil // a sample may have bars
		}
		return r.errorf(l.number, "want a parameter table before its row")
	}
	if description {
		if r.described {
			return r.errorf(l.number, "want a row before this cell")
		}
		r.described = true
		r.extend(l)
		return nil
	}
	if len(cells) == 1 {
		cells = []string{"", cells[0]}
	}
	if len(cells) > 3 {
		return r.errorf(l.number, "want a name, a type and a description in a row, got %d cells", len(cells))
	}
	if _, known := types[cells[1]]; !known {
		return r.errorf(l.number, "want a type, got %q", cells[1])
	}
	p := &parameter{name: cells[0], schema: typed(cells[1]), first: l.number, last: l.number}
	r.described = len(cells) == 3
	r.current.last = l.number
	if p.name != "" && !name.MatchString(p.name) {
		return r.errorf(l.number, "want the name of a parameter, got %q", p.name)
	}
	r.rows = append(r.rows, p)
	return nil
}

// extend adds a line to the last row.
func (r *hostBill) extend(l line) {
	r.current.last = l.number
	if len(r.rows) > 0 {
		r.rows[len(r.rows)-1].last = l.number
	}
}

// place adds a parameter to the path, the body or the query.
func (o *operation) place(p *parameter) {
	switch {
	case slices.Contains(strings.Split(o.path, "/"), "{"+p.name+"}"):
		p.in, p.required = "path", true
	case slices.Contains([]string{"POST", "PUT", "PATCH"}, o.method):
		p.in = "body"
	default:
		p.in = "query"
	}
	o.add(p)
}

// nameRow finds the name of the row without a name: it is the one name in the sample that no other row has. If there are several such
// rows or names, nameRow returns an error.
func (r *hostBill) nameRow() error {
	named := map[string]bool{}
	var nameless []*parameter
	for _, p := range r.rows {
		if named[p.name] = true; p.name == "" {
			nameless = append(nameless, p)
		}
	}
	if len(nameless) == 0 {
		return nil
	}
	missing := slices.DeleteFunc(slices.Clone(r.sampled), func(sampled string) bool { return named[sampled] })
	if len(nameless) > 1 || len(missing) != 1 {
		return r.errorf(nameless[0].first, "want a name for this parameter, in its row or as the only new name in the sample")
	}
	nameless[0].name = missing[0]
	nameless[0].facts = object{{"x-name-from", "sample"}}
	return nil
}

// end ends the current operation.
func (r *hostBill) end() error {
	o := r.current
	if o == nil {
		return nil
	}
	if r.table == hostBillTitled {
		return r.errorf(o.first, "want the header of the parameter table")
	}
	if err := r.nameRow(); err != nil {
		return err
	}
	for _, p := range r.rows {
		o.place(p)
	}
	o.addPath(o.first)
	r.current, r.sampled, r.rows, r.table = nil, nil, nil, hostBillNone
	return nil
}
