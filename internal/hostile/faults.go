package hostile

import (
	"slices"
	"sync"
)

// Faults returns all faults, from the connection up to the meaning of the JSON.
var Faults = sync.OnceValue(func() []*Fault {
	var faults []*Fault
	for _, fault := range slices.Concat(
		connections(), certificatesShown(), http1Messages(), http1Bodies(), http2Connections(), http2Streams(), http2Resets(),
		statuses(), pauses(), redirects(), headerFields(), encodings(), texts(), shapes(), failures(),
	) {
		faults = append(faults, &fault)
	}
	return faults
})

// Named returns the fault with this name, or nil.
func Named(name string) *Fault {
	for _, fault := range Faults() {
		if fault.Name == name {
			return fault
		}
	}
	return nil
}
