package report

import (
	"regexp"
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
// release, such as "v1.4.2". A version that is not semantic, such as "2024-01-01", counts by its first number, and one that does not begin with
// a number counts as before v1.0.0. Pass accepted changes too, because they still affect users. Changes of fixtures do not.
func Bump(changes []change.Change, released string) string {
	stable := isStable(released)
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

var firstNumber = regexp.MustCompile(`^[0-9]+`)

func isStable(released string) bool {
	number := strings.TrimLeft(strings.TrimSpace(released), "vV")
	if semver.IsValid("v" + number) {
		return semver.Compare("v"+number, "v1.0.0") >= 0
	}
	return strings.Trim(firstNumber.FindString(number), "0") != ""
}

func isAddition(c change.Change) bool {
	return strings.HasSuffix(c.Rule, "-added") || c.Old == nil && c.New != nil
}
