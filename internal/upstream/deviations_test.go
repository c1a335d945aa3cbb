package upstream_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream"
)

const table = "# Boxes\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n## Where upstream says otherwise\n\nRows:\n\n| Upstream says | Here | Why |\n| --- | :-- | --- |\n"

func TestOnlyTheTableOfDeviationsIsRead(t *testing.T) {
	rows, err := upstream.Deviations("README.md", []byte(table+"| `GET /a: pattern a\\|b` | text | it is wrong |\n| `POST *` | nothing | tried |\n\n## Other\n\n| `GET /b` | c |\n"))
	require.NoError(t, err)
	assert.Equal(t, []upstream.Deviation{
		{File: "README.md", Line: 13, Says: "GET /a: pattern a|b", Here: "text", Why: "it is wrong"},
		{File: "README.md", Line: 14, Says: "POST *", Here: "nothing", Why: "tried"},
	}, rows)

	rows, err = upstream.Deviations("README.md", []byte("# Boxes\n"))
	require.NoError(t, err)
	assert.Empty(t, rows)
}

func TestAMalformedTableIsRejectedWithFileAndLine(t *testing.T) {
	for want, text := range map[string]string{
		"README.md:13: want 3 cells in the row, got 2":                                    table + "| `GET /a` | b |\n",
		"README.md:13: cell 3 is empty: want the fact, our version, and the reason":       table + "| `GET /a` | b | |\n",
		"README.md:13: want the fact in backticks in the first cell":                      table + "| GET /a | b | c |\n",
		"README.md:3: want the columns | Upstream says | Here | Why |":                    "\n## Where upstream says otherwise\n| What | Here | Why |\n",
		"README.md:3: want a delimiter row below the header, such as | --- | --- | --- |": "## Where upstream says otherwise\n| Upstream says | Here | Why |\n| `a` | b | c |\n",
	} {
		_, err := upstream.Deviations("README.md", []byte(text))
		assert.ErrorContains(t, err, want)
	}
}

func TestEveryMissingFactNeedsARowAndEveryRowNeedsAFact(t *testing.T) {
	missing := []upstream.Fact{
		{Operation: "GET /a"},
		{Operation: "POST /a", Place: "body field b", Text: "integer"},
		{Operation: "POST /b", Place: "body field b", Text: "integer"},
		{Operation: "POST /b", Place: "body field c"},
	}
	for says, covered := range map[string][]int{
		"GET /a":                         {0},
		"GET /":                          {},
		"POST /a: body field b":          {},
		"POST /a: body field b: integer": {1},
		"POST /a*":                       {1},
		"*: body field b: integer":       {1, 2},
		"POST *: body field b: *":        {1, 2},
		"POST */b*":                      {2, 3},
		"*b*c":                           {3},
		"POST /b: body*field c":          {3},
		"POST /b: body field c*c":        {},
		"*":                              {0, 1, 2, 3},
	} {
		t.Run(says, func(t *testing.T) {
			row := upstream.Deviation{Says: says}
			unexcused, unneeded := upstream.Excuse(missing, []upstream.Deviation{row})
			var want []upstream.Fact
			for i, fact := range missing {
				if !slices.Contains(covered, i) {
					want = append(want, fact)
				}
			}
			assert.Equal(t, want, unexcused)
			assert.Equal(t, len(covered) == 0, len(unneeded) == 1)
		})
	}
}
