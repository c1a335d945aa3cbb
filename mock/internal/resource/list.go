package resource

import (
	"encoding/json"
	"strconv"

	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/model"
)

// list sets $items to the matching records, and, if the API has pages, $page to the requested page.
func (c *Call) list(r *model.Resource) error {
	if err := c.refused(r); err != nil {
		return err
	}
	items := []any{}
	var ids []string
	for _, record := range c.env.Records(r.Collection, r.Where.Of(c.scope)) {
		items = append(items, record)
		ids = append(ids, expr.Text(record[c.collection(r).ID]))
	}
	pages := c.Request.Op.Pages
	size := c.size(r)
	switch {
	case pages == nil && r.Size == nil:
		c.set("items", c.shown(r, items))
	case pages != nil && pages.Cursor != "":
		c.cursor(r, items, ids, size)
	default:
		c.numbered(r, items, size)
	}
	return nil
}

// shown returns records as the list shows them: as computed by Item, or unchanged.
func (c *Call) shown(r *model.Resource, records []any) []any {
	if r.Item == nil {
		return records
	}
	outer := c.scope
	shown := []any{}
	for _, record := range records {
		if value, ok := r.Item.In(outer.With("record", record)); ok {
			shown = append(shown, value)
		}
	}
	return shown
}

func (c *Call) size(r *model.Resource) int {
	resources := c.Request.Op.API.Resources
	size, err := strconv.Atoi(expr.Text(r.Size.Of(c.scope)))
	if err != nil || size < 1 {
		size = max(resources.PageSize, 1)
	}
	if resources.MostItems > 0 {
		size = min(size, resources.MostItems)
	}
	return size
}

// cursor sets $page to the page that starts at the record with the requested id. If the record is gone, the page is empty.
func (c *Call) cursor(r *model.Resource, items []any, ids []string, size int) {
	from := 0
	if start := expr.Text(c.Request.Query[c.Request.Op.Pages.Cursor]); start != "" {
		for from = 0; from < len(ids) && ids[from] != start; {
			from++
		}
	}
	to := min(from+size, len(items))
	var next any
	if to < len(ids) {
		next = ids[to]
	}
	c.set("page", map[string]any{"items": c.shown(r, items[from:to]), "next": next})
}

// numbered sets $page to the page with the requested number, and $items to its items.
func (c *Call) numbered(r *model.Resource, items []any, size int) {
	first := 1
	var asked any
	if pages := c.Request.Op.Pages; pages != nil {
		asked = c.Request.Query[pages.Page]
		if pages.First != 0 {
			first = pages.First
		}
	}
	if number, ok := c.scope.Root("number"); ok { // overlays set $number if the page number is in the body
		asked = number
	}
	number, err := strconv.Atoi(expr.Text(asked))
	if err != nil || number < first {
		number = first
	}
	from := min((number-first)*size, len(items))
	to := min(from+size, len(items))
	last := max(first, first+(len(items)+size-1)/size-1)
	page := map[string]any{"items": c.shown(r, items[from:to])}
	for name, value := range map[string]int{
		"number": number, "size": size, "last": last, "total": len(items), "from": min(from+1, len(items)), "to": to,
	} {
		page[name] = json.Number(strconv.Itoa(value))
	}
	c.set("items", page["items"])
	c.set("page", page)
}
