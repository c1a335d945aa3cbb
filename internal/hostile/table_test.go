package hostile

import (
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every fault ends for every operation as the table says, and no error says of an execution what is not true.
func TestTable(t *testing.T) {
	var rows []Row
	for _, row := range Table() {
		if strings.Contains(row.String(), os.Getenv("ROW")) {
			rows = append(rows, row)
		}
	}
	queue := make(chan Row)
	var workers sync.WaitGroup
	for range 12 {
		workers.Go(func() {
			for row := range queue {
				start := time.Now()
				verdict, err := row.Run(t.Context(), nil)
				if d := time.Since(start); d > 2*time.Second {
					t.Logf("SLOW %v %v", d, row)
				}
				if !assert.NoError(t, err) {
					continue
				}
				for _, wrong := range verdict.Wrong {
					t.Errorf("%v: %s", row, wrong)
				}
			}
		})
	}
	for _, row := range rows {
		queue <- row
	}
	close(queue)
	workers.Wait()
	require.NotEmpty(t, rows)
}
