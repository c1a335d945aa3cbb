package report

import (
	"cmp"
	"slices"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// group contains the changes of one operation, worst first.
type group struct {
	operation, id string
	changes       []change.Change
}

// title returns the method, path and operationId of the group, unescaped. It is empty if the changes belong to no operation.
func (g *group) title() string {
	if g.id == "" {
		return g.operation
	}
	return g.operation + " (" + g.id + ")"
}

// grouped returns the changes by operation; the operation with the worst change comes first.
func grouped(all []change.Change) []*group {
	all = sortedCopy(all)
	slices.SortStableFunc(all, func(a, b change.Change) int { return cmp.Compare(b.Severity, a.Severity) })
	var groups []*group
	found := map[string]*group{}
	for _, c := range all {
		g := found[c.Operation]
		if g == nil {
			g = &group{operation: c.Operation}
			found[c.Operation] = g
			groups = append(groups, g)
		}
		g.id = cmp.Or(g.id, c.OperationID)
		g.changes = append(g.changes, c)
	}
	slices.SortStableFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(b.changes[0].Severity, a.changes[0].Severity), cmp.Compare(a.title(), b.title()))
	})
	return groups
}

// sortedCopy returns a copy of the changes in the order of reports.
func sortedCopy(all []change.Change) []change.Change {
	all = slices.Clone(all)
	change.Sort(all)
	return all
}
