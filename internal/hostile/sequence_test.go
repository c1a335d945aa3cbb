package hostile

import (
	"flag"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var sequences = flag.Int("sequences", 150, "number of sequences of faults to run; make hostile runs more")

// For any sequence of faults, a call that spends is executed at most once, and its error reports the execution correctly.
func TestSequences(t *testing.T) {
	assert.NoError(t, each(*sequences, func(i int) error {
		sequence := NewSequence(uint64(i))
		verdict, err := sequence.Run(t.Context())
		assert.Empty(t, verdict.Wrong, sequence)
		return err
	}))
}

func TestASeedAlwaysGivesTheSameSequence(t *testing.T) {
	first, again, other := NewSequence(7).String(), NewSequence(7).String(), NewSequence(8).String()
	require.Equal(t, first, again)
	require.NotEqual(t, first, other)
}
