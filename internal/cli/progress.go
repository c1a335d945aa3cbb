package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// patience is how long a command can run before it shows progress.
const patience = 2 * time.Second

// Progress shows what the command is doing, once that has taken two seconds. The caller must call end to remove the display. If stderr is
// not a terminal, Progress shows nothing.
func Progress(name, doing string) (end func()) {
	if info, err := os.Stderr.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return func() {}
	}
	return progress(os.Stderr, name, doing)
}

func progress(out io.Writer, name, doing string) (end func()) {
	over, gone := make(chan struct{}), make(chan struct{})
	start := time.Now()
	go func() {
		defer close(gone)
		select {
		case <-over:
			return
		case <-time.After(patience):
		}
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for {
			_, _ = fmt.Fprintf(out, "\r%s: %s, %d s", name, doing, int(time.Since(start).Seconds()))
			select {
			case <-over:
				_, _ = fmt.Fprint(out, "\r\033[K") // erases the line
				return
			case <-ticker.C:
			}
		}
	}()
	return sync.OnceFunc(func() {
		close(over)
		<-gone
	})
}
