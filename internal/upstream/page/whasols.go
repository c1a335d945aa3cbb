package page

import (
	"regexp"
	"slices"
)

// WHASOLS reads the reference of WHASOLS. Each command has a line with its method and address, the word "Parameters", and a table. A
// row of the table has a name, a type, Required or Optional, and sometimes a description. In copied text each cell is a line, so a
// description ends where the next three lines look like a row.
var WHASOLS = Importer{
	title: "WHASOLS API",
	words: []string{"rapi"},
	detect: func(p page) bool {
		return p.has(func(l line) bool { return whasolsCommand.MatchString(l.text) })
	},
	read: func(p page) (api, error) {
		r := whasols{page: p, api: api{mediaType: "*/*"}}
		for r.next < len(p.lines) {
			if err := r.line(); err != nil {
				return api{}, err
			}
		}
		return r.api, nil
	},
}

var (
	whasolsCall       = regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE) https?://[^/\s]+(/\S*)$`)
	whasolsCommand    = regexp.MustCompile(`^[A-Z]+ https?://[^/\s]+/rapi/\w+$`)
	whasolsAddress    = regexp.MustCompile(`https?://\S*/rapi/\w+$`)
	whasolsPath       = regexp.MustCompile(`^/rapi/\w+$`)
	whasolsPermission = regexp.MustCompile(`Requires (\S+) API permission`)
	whasolsRequires   = regexp.MustCompile(`\bRequires\b|\bAPI permission\b`)
	whasolsHead       = []string{"Field", "Type", "Optional", "Description"}
)

// whasols is the reader of one page.
type whasols struct {
	page
	api  api
	next int
	// permissions were mentioned after the last command. They belong to the next command.
	permissions []string
	current     *operation
	// headed is true after the header of a table.
	headed bool
	// described is true if a description may begin.
	described bool
}

func (r *whasols) line() error {
	l := r.lines[r.next]
	if match := whasolsCall.FindStringSubmatch(l.text); match != nil {
		return r.call(l, match[1], match[2])
	}
	p, taken, err := r.row()
	if err != nil {
		return err
	}
	if p != nil {
		if r.current == nil {
			return r.errorf(l.number, "want a command before the parameter %s", p.name)
		}
		r.next += taken
		r.current.add(p)
		r.current.last = p.last
		r.described, r.headed = true, false
		return nil
	}
	if whasolsAddress.MatchString(l.text) {
		return r.errorf(l.number, "want a method before the address of a command, got %q", l.text)
	}
	if r.headed && !l.isRule() {
		return r.errorf(l.number, "want the first parameter, got %q", l.text)
	}
	if isRequirement(l.text) && !r.described {
		return r.errorf(l.number, "want a name and a known type before %s", l.text)
	}
	if match := whasolsPermission.FindStringSubmatch(l.text); match != nil {
		if !slices.Contains(r.permissions, match[1]) {
			r.permissions = append(r.permissions, match[1])
		}
	} else if whasolsRequires.MatchString(l.text) {
		return r.errorf(l.number, "want Requires … API permission, got %q", l.text)
	}
	r.described = false
	r.next++
	return nil
}

// call reads a command from its address to the header of its table.
func (r *whasols) call(l line, method, path string) error {
	if !whasolsPath.MatchString(path) {
		return r.errorf(l.number, "want a path like /rapi/Command, got %q", path)
	}
	r.next++
	head := append([]string{"Parameters"}, whasolsHead...)
	for len(head) > 0 {
		if r.next == len(r.lines) {
			return r.errorf(l.number, "want a parameter table for the command")
		}
		here := r.lines[r.next]
		cells := here.cells()
		if cells == nil {
			cells = []string{here.text}
		}
		if len(cells) > len(head) || !slices.Equal(cells, head[:len(cells)]) {
			return r.errorf(here.number, "want %q, got %q", head[0], here.text)
		}
		head = head[len(cells):]
		r.next++
	}
	r.current = &operation{method: method, path: path, first: l.number, last: l.number, permissions: r.permissions}
	r.permissions, r.described, r.headed = nil, false, true
	return r.current.addTo(&r.api, r.page)
}

// row reads the next row of a table, and returns its parameter and the number of its lines. If the next line does not begin a row, the
// parameter is nil.
func (r *whasols) row() (p *parameter, taken int, err error) {
	l := r.lines[r.next]
	cells := l.cells()
	switch {
	case l.isRule():
		return nil, 0, nil
	case cells != nil:
		if len(cells) != len(whasolsHead) {
			return nil, 0, r.errorf(l.number, "want %d cells in a row, got %d", len(whasolsHead), len(cells))
		}
		if !name.MatchString(cells[0]) {
			return nil, 0, r.errorf(l.number, "want the name of a parameter, got %q", cells[0])
		}
		if _, known := types[cells[1]]; !known {
			return nil, 0, r.errorf(l.number, "want a type, got %q", cells[1])
		}
		if !isRequirement(cells[2]) {
			return nil, 0, r.errorf(l.number, "want Required or Optional, got %q", cells[2])
		}
		taken = 1
	case r.isRow(r.next):
		cells = []string{l.text, r.lines[r.next+1].text, r.lines[r.next+2].text}
		taken = 3
	case r.isTyped(r.next) && r.isRow(r.next+1) && r.lines[r.next+1].text == r.lines[r.next+2].text:
		return nil, 0, r.errorf(l.number,
			"the parameter %s: want one type, or a next parameter that is not named like a type", l.text)
	case r.isTyped(r.next) && !r.isRow(r.next+1):
		return nil, 0, r.errorf(l.number, "the parameter %s: want Required or Optional", l.text)
	default:
		return nil, 0, nil
	}
	p = &parameter{name: cells[0], in: "body", required: cells[2] == "Required", schema: typed(cells[1])}
	p.first, p.last = l.number, r.lines[r.next+taken-1].number
	return p, taken, nil
}

// isTyped reports whether line i is a name and the next line is a type.
func (r *whasols) isTyped(i int) bool {
	if i+1 >= len(r.lines) || !name.MatchString(r.lines[i].text) || isRequirement(r.lines[i].text) {
		return false
	}
	_, known := types[r.lines[i+1].text]
	return known
}

// isRow reports whether a row of three lines begins on line i.
func (r *whasols) isRow(i int) bool {
	return r.isTyped(i) && i+2 < len(r.lines) && isRequirement(r.lines[i+2].text)
}

func isRequirement(text string) bool { return text == "Required" || text == "Optional" }
