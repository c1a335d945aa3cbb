package hostile

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var only = flag.String("row", "", "run only the faults whose name contains this text, including heavy faults")

// For every fault, calls end as the table requires, and no error misreports the execution.
func TestTable(t *testing.T) {
	var rows []Row
	for _, row := range Table() {
		if *only != "" && strings.Contains(row.Fault.Name, *only) || *only == "" && !row.Fault.Heavy {
			rows = append(rows, row)
		}
	}
	endAsTheTableSays(t, rows)
}

func endAsTheTableSays(t *testing.T, rows []Row) {
	t.Helper()
	require.NotEmpty(t, rows)
	assert.NoError(t, each(len(rows), func(i int) error {
		verdict, err := rows[i].Run(t.Context(), nil)
		assert.Empty(t, verdict.Wrong, rows[i])
		return err
	}))
}

func TestFaultsHaveUniqueNames(t *testing.T) {
	seen := map[string]bool{}
	for _, fault := range Faults() {
		assert.False(t, seen[fault.Name], fault.Name)
		seen[fault.Name] = true
	}
	assert.GreaterOrEqual(t, len(seen), 120)
}

func TestFAULTSIsUpToDate(t *testing.T) {
	printed, err := os.ReadFile("../../core/runtime/FAULTS.md")
	require.NoError(t, err)
	assert.Equal(t, Markdown(), string(printed), "run go generate ./internal/hostile")
}
