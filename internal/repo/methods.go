package repo

import (
	"fmt"
	"strings"
)

// MethodListing returns one line for each method, as a Go program calls it, with its request and its summary: for reading
// all names at once.
func MethodListing(apis []API) string {
	var b strings.Builder
	for _, api := range apis {
		for _, op := range api.Operations {
			fmt.Fprintf(&b, "%s\t%s.%s\t%s %s\t%s\t%s\n", api.Name, op.Service, op.Go, op.Method, op.Path, op.ID, op.Summary)
		}
	}
	return b.String()
}
