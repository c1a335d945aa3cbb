package upstream

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDataThatMatchesSeveralFormatsIsRejected(t *testing.T) {
	all := []Format{
		{Name: "Boxes", Detect: func([]byte) bool { return true }},
		{Name: "Lids", Detect: func([]byte) bool { return false }},
		{Name: "Crates", Detect: func([]byte) bool { return true }},
	}
	_, err := recognize(all, "page", nil)
	assert.EqualError(t, err, "page: want a single format, but this looks like Boxes and Crates")
}

func TestFormatsHaveUniqueNames(t *testing.T) {
	seen := map[string]bool{}
	for _, format := range formats {
		assert.False(t, seen[format.Name], format.Name)
		seen[format.Name] = true
	}
}
