package goapi

import (
	"go/ast"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// compareDeprecations reports what has become deprecated, or is not any more.
func (d *differ) compareDeprecations() {
	for _, subject := range sorted(d.was.deprecated) {
		before := d.was.deprecated[subject]
		after, there := d.is.deprecated[d.renamed(subject)]
		switch {
		case !there || before == after || !ast.IsExported(subject):
		case after:
			d.report(change.Compatible, "deprecated", subject, "%s is deprecated", subject)
		default:
			d.report(change.Compatible, "deprecation-withdrawn", subject, "%s is no longer deprecated", subject)
		}
	}
}
