package report

import (
	"strings"

	"golang.org/x/mod/semver"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// The versions that changes can ask for.
const (
	Major = "major"
	Minor = "minor"
	Patch = "patch"
	None  = "none"
)

// Bump returns the part of the version to increase for the changes, by the first line of this table that applies:
//
//	no change                                                     none
//	a breaking change at the boundary wire or go, from v1.0.0 on  major
//	the same before v1.0.0                                        minor
//	a risky change at the boundary wire or go                  minor
//	an addition at the boundary wire or go                        minor
//	anything else                                                 patch
//
// An addition is a compatible change whose rule ends in "-added", or that is only in the new document. Changes of fixtures do
// not affect users. The version is the latest release, such as "v1.4.2"; "" or anything else counts as before v1.0.0. Include
// accepted changes: accepting a change does not undo it.
func Bump(changes []change.Change, released string) string {
	stable := semver.Compare("v"+strings.TrimPrefix(released, "v"), "v1.0.0") >= 0
	bump := None
	for _, c := range changes {
		switch {
		case c.Boundary != change.Wire && c.Boundary != change.Go, c.Severity == change.Compatible && !isAddition(c):
			if bump == None {
				bump = Patch
			}
		case c.Severity == change.Breaking && stable:
			return Major
		default:
			bump = Minor
		}
	}
	return bump
}

func isAddition(c change.Change) bool {
	return strings.HasSuffix(c.Rule, "-added") || c.Old == nil && c.New != nil
}
