package cli_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/internal/cli"
)

func TestAnUnknownWordIsAnErrorThatListsTheKnownOnes(t *testing.T) {
	for _, test := range []struct {
		word, want string
		words      []string
	}{
		{"wire", "", []string{"wire", "go", "fixtures"}},
		{"fixture", `want wire, go or fixtures, got "fixture"; did you mean "fixtures"?`, []string{"wire", "go", "fixtures"}},
		{"sea", `want wire, go or fixtures, got "sea"`, []string{"wire", "go", "fixtures"}},
		{"a", `want init, got "a"`, []string{"init"}},
	} {
		err := cli.OneOf(test.word, test.words...)
		if test.want == "" {
			assert.NoError(t, err)
		} else {
			assert.EqualError(t, err, test.want)
		}
	}
}
