package hostile

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever a server does in whatever order, a call that spends is executed once at most, and no error lies about it.
func TestSequences(t *testing.T) {
	const sequences = 600
	each(Workers, sequences, func(i int) {
		verdict, err := NewSequence(uint64(i)).Run(t.Context()) //nolint:gosec // positive
		if assert.NoError(t, err) {
			assert.Empty(t, verdict.Wrong)
		}
	})
}

func TestSequencesAreTheSameAgain(t *testing.T) {
	require.Equal(t, NewSequence(7).String(), NewSequence(7).String())
	require.NotEqual(t, NewSequence(7).String(), NewSequence(8).String())
}
