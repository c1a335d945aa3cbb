package page

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hidden are elements whose text a browser does not show.
var hidden = []atom.Atom{atom.Title, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg}

// inline are the elements that do not end a line. All other elements do.
var inline = []atom.Atom{
	atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data, atom.Del, atom.Dfn, atom.Em,
	atom.Font, atom.I, atom.Img, atom.Ins, atom.Kbd, atom.Label, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span,
	atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr, 0,
}

// flattener converts the tokens of a page to lines. It reads tokens because a parsed page has no line numbers.
type flattener struct {
	lines []line
	// number is the line of the source.
	number int
	// text is the current line or cell. It began on line began.
	text  strings.Builder
	began int
	// blank is true while text contains only spaces.
	blank bool
	// hidden is the open element whose text is not visible, such as <script>. It began on line hid. Hiding is its nesting depth, or
	// 0 if there is no such element.
	hidden      atom.Atom
	hiding, hid int
	// verbatim counts the open elements in which line breaks matter.
	verbatim int
	tables   []*table
}

// table is a table that has not ended.
type table struct {
	// layout is true if the table contains another table. Such a table is only layout, and its rows are ignored.
	layout bool
	inCell bool
	// cell contains the lines of the current cell. cells contains the lines of each earlier cell in the row.
	cell  []line
	cells [][]line
	began int
	heads int
	rows  int
}

// flatten reads the visible lines of an HTML page. A row of a table becomes one line. A rule is added below a row of headings.
func (p *page) flatten(data []byte) error {
	f := &flattener{number: 1, blank: true}
	tokens := html.NewTokenizer(bytes.NewReader(data))
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				return p.errorf(f.number, "%s", err.Error())
			}
			if f.hiding > 0 {
				return p.errorf(f.hid, "<%s> does not end: it hides the rest of the page", f.hidden.String())
			}
			f.endLine()
			for len(f.tables) > 0 {
				f.endTable()
			}
			p.lines = f.lines
			return nil
		}
		breaks := bytes.Count(tokens.Raw(), []byte("\n"))
		if kind == html.CommentToken && !bytes.HasSuffix(tokens.Raw(), []byte(">")) {
			return p.errorf(f.number, "a comment does not end: it hides the rest of the page")
		}
		token := tokens.Token()
		switch kind {
		case html.TextToken:
			f.write(token.Data)
			continue // write counts the lines itself
		case html.StartTagToken:
			f.start(token.DataAtom)
		case html.EndTagToken:
			f.end(token.DataAtom)
		case html.SelfClosingTagToken:
			if !slices.Contains(inline, token.DataAtom) {
				f.endLine()
			}
		}
		f.number += breaks
	}
}

func (f *flattener) table() *table {
	if len(f.tables) == 0 {
		return nil
	}
	return f.tables[len(f.tables)-1]
}

// write adds text to the line.
func (f *flattener) write(text string) {
	for i, part := range strings.Split(text, "\n") {
		if i > 0 {
			f.number++
			if f.verbatim > 0 {
				f.endLine()
			} else {
				f.text.WriteByte(' ')
			}
		}
		if f.hiding > 0 {
			continue
		}
		if f.blank && strings.TrimSpace(part) != "" {
			f.began, f.blank = f.number, false
		}
		f.text.WriteString(part)
	}
}

func (f *flattener) start(element atom.Atom) {
	switch {
	case f.hiding > 0:
		if element == f.hidden {
			f.hiding++
		}
	case slices.Contains(hidden, element):
		f.hidden, f.hiding, f.hid = element, 1, f.number
	case element == atom.Pre:
		f.endLine()
		f.verbatim++
	case element == atom.Table:
		f.endLine()
		if outer := f.table(); outer != nil {
			f.toLayout(outer)
		}
		f.tables = append(f.tables, &table{})
	case element == atom.Tr && f.table() != nil:
		f.endRow()
	case (element == atom.Td || element == atom.Th) && f.table() != nil:
		t := f.table()
		f.endCell()
		if len(t.cells) == 0 {
			t.began = f.number
		}
		if t.inCell = true; element == atom.Th {
			t.heads++
		}
	case !slices.Contains(inline, element):
		f.endLine()
	}
}

func (f *flattener) end(element atom.Atom) {
	switch {
	case f.hiding > 0:
		if element == f.hidden {
			f.hiding--
		}
	case slices.Contains(hidden, element):
	case element == atom.Pre:
		f.endLine()
		f.verbatim = max(0, f.verbatim-1)
	case element == atom.Table && f.table() != nil:
		f.endTable()
	case element == atom.Tr && f.table() != nil:
		f.endRow()
	case (element == atom.Td || element == atom.Th) && f.table() != nil:
		f.endCell()
	case !slices.Contains(inline, element):
		f.endLine()
	}
}

// endLine ends a line of the page or of a cell.
func (f *flattener) endLine() {
	text := strings.Join(strings.Fields(f.text.String()), " ")
	f.text.Reset()
	f.blank = true
	if text == "" {
		return
	}
	lines := &f.lines
	if t := f.table(); t != nil && t.inCell && !t.layout {
		lines = &t.cell
	}
	*lines = append(*lines, line{f.began, text})
}

func (f *flattener) endCell() {
	f.endLine()
	if t := f.table(); !t.layout && t.inCell {
		t.cells = append(t.cells, t.cell)
		t.cell, t.inCell = nil, false
	}
}

func (f *flattener) endRow() {
	f.endCell()
	t := f.table()
	if !t.layout && len(t.cells) > 0 {
		var texts []string
		for _, lines := range t.cells {
			var text []string
			for _, l := range lines {
				text = append(text, l.text)
			}
			texts = append(texts, strings.Join(text, " "))
		}
		f.lines = append(f.lines, line{t.began, row(texts)})
		if t.rows++; t.rows == 1 && t.heads == len(t.cells) {
			f.lines = append(f.lines, line{t.began, strings.Repeat("|---", t.heads) + "|"})
		}
	}
	t.cells, t.heads, t.inCell = nil, 0, false
}

func (f *flattener) endTable() {
	f.endRow()
	f.tables = f.tables[:len(f.tables)-1]
}

// toLayout converts the cells of a row to lines, because a nested table begins in it.
func (f *flattener) toLayout(t *table) {
	for _, lines := range append(t.cells, t.cell) {
		f.lines = append(f.lines, lines...)
	}
	t.layout, t.cells, t.cell = true, nil, nil
}
