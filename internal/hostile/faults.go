package hostile

import (
	"slices"
	"sync"
)

// Faults returns all faults, from the connection up to the meaning of the JSON.
var Faults = sync.OnceValue(func() []*Fault {
	var faults []*Fault
	for _, group := range [][]Fault{
		connections(), certificatesShown(), http1Messages(), http1Bodies(), http2Connections(), http2Streams(), http2Resets(),
		statuses(), pauses(), redirects(), headerFields(), encodings(), texts(), shapes(), failures(),
	} {
		for _, fault := range group {
			faults = append(faults, &fault)
		}
	}
	return faults
})

// Named returns the fault with this name, or nil.
func Named(name string) *Fault {
	faults := Faults()
	i := slices.IndexFunc(faults, func(f *Fault) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return faults[i]
}
