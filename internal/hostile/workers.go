package hostile

import "golang.org/x/sync/errgroup"

// workers is how many rows run at the same time: most of them wait.
const workers = 24

// each calls do with every number below n, and returns the first error.
func each(n int, do func(i int) error) error {
	var running errgroup.Group
	running.SetLimit(workers)
	for i := range n {
		running.Go(func() error { return do(i) })
	}
	return running.Wait()
}
