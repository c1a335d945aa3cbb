package runtime

import (
	"errors"
	"iter"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/core"
)

// walk returns what seq yields, and its last error; it gives up after a thousand values.
func walk[T any](seq iter.Seq2[T, error]) (items []T, last error) {
	for item, err := range seq {
		if last != nil {
			panic("a value after an error")
		}
		if err != nil {
			last = err
			continue
		}
		if items = append(items, item); len(items) > 1000 {
			break
		}
	}
	return items, last
}

// linked serves pages of two items by cursor. Next maps each cursor to the next cursor.
func linked(next map[string]string, fetched *[]string) func(string) ([]string, string, error) {
	return func(cursor string) ([]string, string, error) {
		*fetched = append(*fetched, cursor)
		return []string{cursor + "1", cursor + "2"}, next[cursor], nil
	}
}

var (
	listOp = &Operation{ID: "listThings", Method: http.MethodGet}
	pager  = &Client{api: &API{Name: "shop"}}
)

func TestCursorWalksAllPages(t *testing.T) {
	var fetched []string
	items, err := walk(Cursor(pager, listOp, linked(map[string]string{"": "b", "b": "c"}, &fetched)))
	assert.NoError(t, err)
	assert.Equal(t, []string{"1", "2", "b1", "b2", "c1", "c2"}, items)
	assert.Equal(t, []string{"", "b", "c"}, fetched)
}

func TestCursorFetchesNothingAfterTheCallerStops(t *testing.T) {
	var fetched []string
	for item := range Cursor(pager, listOp, linked(map[string]string{"": "b", "b": "c"}, &fetched)) {
		if item == "b1" {
			break
		}
	}
	assert.Equal(t, []string{"", "b"}, fetched)
}

func TestCursorFetchesNothingBeforeItIsRangedOver(t *testing.T) {
	var fetched []string
	_ = Cursor(pager, listOp, linked(nil, &fetched))
	assert.Empty(t, fetched)
}

func TestCursorStartsAgainWhenRangedOverAgain(t *testing.T) {
	var fetched []string
	seq := Cursor(pager, listOp, linked(map[string]string{"": "b"}, &fetched))
	first, _ := walk(seq)
	second, _ := walk(seq)
	assert.Equal(t, first, second)
	assert.Equal(t, []string{"", "b", "", "b"}, fetched)
}

func TestAnErrorOnThePageIsTheLastValueOfCursor(t *testing.T) {
	oops, pages := errors.New("oops"), 0
	items, err := walk(Cursor(pager, listOp, func(string) ([]int, string, error) {
		if pages++; pages == 3 {
			return []int{99}, "more", oops
		}
		return []int{pages}, string(rune('a' + pages)), nil
	}))
	assert.Equal(t, oops, err)
	assert.Equal(t, []int{1, 2}, items)
	assert.Equal(t, 3, pages)
}

func TestCursorSkipsEmptyPages(t *testing.T) {
	items, err := walk(Cursor(pager, listOp, func(cursor string) ([]int, string, error) {
		return map[string][]int{"b": {1}}[cursor], map[string]string{"": "b", "b": "c"}[cursor], nil
	}))
	assert.NoError(t, err)
	assert.Equal(t, []int{1}, items)

	items, err = walk(Cursor(pager, listOp, func(string) ([]int, string, error) { return nil, "", nil }))
	assert.NoError(t, err)
	assert.Empty(t, items)
}

func TestCursorDetectsACycle(t *testing.T) {
	for name, tt := range map[string]struct {
		next map[string]string
		most int
	}{
		"of one page":                   {map[string]string{"": "b", "b": "b"}, 2},
		"of two pages":                  {map[string]string{"": "b", "b": "c", "c": "b"}, 8},
		"of three pages":                {map[string]string{"": "b", "b": "c", "c": "d", "d": "b"}, 12},
		"that starts late":              {map[string]string{"": "b", "b": "c", "c": "d", "d": "e", "e": "f", "f": "d"}, 20},
		"that returns to an early page": {map[string]string{"": "b", "b": "c", "c": "b"}, 8},
		"of one page, at the start":     {map[string]string{"": "a", "a": "a"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			var fetched []string
			_, err := walk(Cursor(pager, listOp, linked(tt.next, &fetched)))
			assert.EqualError(t, err, "shop: listThings: GET: response not understood: the server repeats pages (the call was executed)")
			assert.ErrorIs(t, err, core.ErrDecode)
			assert.LessOrEqual(t, len(fetched), tt.most)
		})
	}
}

func TestALongListIsNotMistakenForACycle(t *testing.T) {
	items, err := walk(Cursor(pager, listOp, func(cursor string) ([]int, string, error) {
		if len(cursor) == 900 {
			return []int{len(cursor)}, "", nil
		}
		return []int{len(cursor)}, cursor + "x", nil
	}))
	assert.NoError(t, err)
	assert.Len(t, items, 901)
}

func TestNumberedWalksAllPages(t *testing.T) {
	for name, tt := range map[string]struct {
		first, last int
		want        []int
		fetched     []int
	}{
		"to the last one that the server names":                 {1, 3, []int{10, 20, 30}, []int{1, 2, 3}},
		"from a later page":                                     {2, 3, []int{20, 30}, []int{2, 3}},
		"from page zero":                                        {0, 2, []int{0, 10, 20}, []int{0, 1, 2}},
		"to an empty page if the server does not name the last": {1, 0, []int{10, 20, 30, 40}, []int{1, 2, 3, 4, 5}},
		"of a single page":                                      {1, 1, []int{10}, []int{1}},
	} {
		t.Run(name, func(t *testing.T) {
			var fetched []int
			seq := Numbered(pager, listOp, tt.first, func(number int) ([]int, int, error) {
				fetched = append(fetched, number)
				if number > 4 {
					return nil, tt.last, nil
				}
				return []int{number * 10}, tt.last, nil
			})
			for round := 1; round <= 2; round++ {
				fetched = nil
				items, err := walk(seq)
				assert.NoError(t, err)
				assert.Equal(t, tt.want, items)
				assert.Equal(t, tt.fetched, fetched)
			}
		})
	}
}

func TestNumberedEndsAtAnEmptyFirstPage(t *testing.T) {
	for _, last := range []int{0, 1, 5} {
		fetched := 0
		items, err := walk(Numbered(pager, listOp, 1, func(int) ([]int, int, error) { fetched++; return nil, last, nil }))
		assert.NoError(t, err)
		assert.Empty(t, items)
		assert.Equal(t, 1, fetched)
	}
}

func TestNumberedFetchesNothingAfterTheCallerStops(t *testing.T) {
	var fetched []int
	for item := range Numbered(pager, listOp, 1, func(number int) ([]int, int, error) {
		fetched = append(fetched, number)
		return []int{number * 10, number*10 + 1}, 9, nil
	}) {
		if item == 20 {
			break
		}
	}
	assert.Equal(t, []int{1, 2}, fetched)
}

func TestAnErrorOnThePageIsTheLastValueOfNumbered(t *testing.T) {
	oops := errors.New("oops")
	var fetched []int
	items, err := walk(Numbered(pager, listOp, 1, func(number int) ([]int, int, error) {
		fetched = append(fetched, number)
		if number == 3 {
			return []int{99}, 9, oops
		}
		return []int{number}, 9, nil
	}))
	assert.Equal(t, oops, err)
	assert.Equal(t, []int{1, 2}, items)
	assert.Equal(t, []int{1, 2, 3}, fetched)
}

func TestNumberedDetectsARepeatedPage(t *testing.T) {
	fetched := 0
	items, err := walk(Numbered(pager, listOp, 1, func(int) ([]string, int, error) {
		fetched++
		return []string{"a", "b"}, 0, nil
	}))
	assert.EqualError(t, err, "shop: listThings: GET: response not understood: the server repeats pages (the call was executed)")
	assert.ErrorIs(t, err, core.ErrDecode)
	assert.Equal(t, []string{"a", "b"}, items)
	assert.Equal(t, 2, fetched)
}

func TestIteratorsOfPagesStopWhenTheCallerStopsAtAnError(t *testing.T) {
	oops := errors.New("oops")
	for _, seq := range []iter.Seq2[int, error]{
		Cursor(pager, listOp, func(string) ([]int, string, error) { return nil, "", oops }),
		Numbered(pager, listOp, 1, func(int) ([]int, int, error) { return nil, 0, oops }),
		Cursor(pager, listOp, func(string) ([]int, string, error) { return nil, "same", nil }),
		Numbered(pager, listOp, 1, func(int) ([]int, int, error) { return []int{1}, 0, nil }),
	} {
		values := 0
		for _, err := range seq {
			values++
			if err != nil {
				break
			}
		}
		assert.True(t, slices.Contains([]int{1, 2}, values))
	}
}

func TestAWalkCopiesItsParameters(t *testing.T) {
	type params struct {
		Start *string
		Tags  []string
		Ends  map[bool]int
		Count int
		None  *int
	}
	start := "a"
	mine := &params{Start: &start, Tags: []string{"b"}, Ends: map[bool]int{true: 1}, Count: 2}
	copied := CopyParams(mine)
	*mine.Start, mine.Tags[0], mine.Ends[true], mine.Count = "c", "d", 3, 4
	want := "a"
	assert.Equal(t, params{Start: &want, Tags: []string{"b"}, Ends: map[bool]int{true: 1}, Count: 2}, copied)
	assert.Zero(t, CopyParams[params](nil))
}
