package upstream

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestATextOfSeveralFormatsIsRefused(t *testing.T) {
	all := []Format{
		{Name: "Boxes", Detect: func([]byte) bool { return true }},
		{Name: "Lids", Detect: func([]byte) bool { return false }},
		{Name: "Crates", Detect: func([]byte) bool { return true }},
	}
	_, err := recognise(all, "page", nil)
	assert.EqualError(t, err, "page: not one format but several: Boxes, Crates")
}

func TestFormatsHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, format := range formats {
		assert.False(t, seen[format.Name], format.Name)
		seen[format.Name] = true
	}
}
