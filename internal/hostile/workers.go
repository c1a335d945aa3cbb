package hostile

import "sync"

// Workers is how many rows run at the same time: most of them wait.
const Workers = 24

// each calls do with every number below n.
func each(workers, n int, do func(i int)) {
	queue := make(chan int)
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for i := range queue {
				do(i)
			}
		})
	}
	for i := range n {
		queue <- i
	}
	close(queue)
	running.Wait()
}
