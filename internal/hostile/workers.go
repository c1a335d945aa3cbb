package hostile

import "golang.org/x/sync/errgroup"

// workers is the number of rows that run at the same time. It is high because most rows only wait.
const workers = 24

// each calls do with every number from 0 to n-1, and returns the first error.
func each(n int, do func(i int) error) error {
	var running errgroup.Group
	running.SetLimit(workers)
	for i := range n {
		running.Go(func() error { return do(i) })
	}
	return running.Wait()
}
