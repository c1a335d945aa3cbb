package hostile

import "sync"

// workers is how many rows run at the same time: most of them wait.
const workers = 24

// each calls do with every number below n.
func each(n int, do func(i int)) {
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
