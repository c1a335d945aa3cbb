package report

import (
	"strings"

	"golang.org/x/mod/semver"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// The version bumps that changes can need.
const (
	Major = "major"
	Minor = "minor"
	Patch = "patch"
	None  = "none"
)

// Bump returns the part of the version to increase. The first line of this table that applies decides:
//
//	no change                                                     none
//	a breaking change at the boundary wire or go, from v1.0.0 on  major
//	a breaking change at the boundary wire or go, before v1.0.0   minor
//	a risky change at the boundary wire or go                     minor
//	an addition at the boundary wire or go                        minor
//	anything else                                                 patch
//
// An addition is a compatible change whose rule ends in "-added", or that only has a place in the new document. Released is the latest
// release, such as "v1.4.2"; an empty or invalid version counts as before v1.0.0. Pass accepted changes too, because they still affect
// users. Changes of fixtures do not.
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
