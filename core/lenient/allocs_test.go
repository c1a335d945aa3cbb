package lenient

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ware is an element without an UnmarshalJSON, like the structs of clients.
type ware struct {
	ID    int64   `json:"id"`
	Name  string  `json:"name"`
	Price Decimal `json:"price"`
}

const wareJSON = `{"id":12,"name":"web hosting","price":"19.90"}`

func jsonArray(count int, element string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(element+",", count), ",") + "]"
}

func jsonObject(count int, element string) string {
	members := make([]string, count)
	for i := range members {
		members[i] = fmt.Sprintf(`"%d":%s`, i, element)
	}
	return "{" + strings.Join(members, ",") + "}"
}

// allocations returns the number of allocations when json.Unmarshal reads data into a new T.
func allocations[T any](t *testing.T, data string) int {
	t.Helper()
	input := []byte(data)
	require.NoError(t, json.Unmarshal(input, new(T)))
	return int(testing.AllocsPerRun(50, func() { _ = json.Unmarshal(input, new(T)) }))
}

func TestAScalarInItsUsualFormIsReadWithoutAnAllocation(t *testing.T) {
	plain := allocations[int64](t, `12`)
	for _, data := range []string{`0`, `12`, `-3`, `"12"`, `"-3"`, `9223372036854775807`, `"-9223372036854775808"`, `null`, `false`, `""`} {
		assert.Equal(t, plain, allocations[Int](t, data), data)
	}
	plain = allocations[bool](t, `true`)
	for _, data := range []string{`true`, `false`, `1`, `0`, `"1"`, `"0"`, `"yes"`, `"NO"`, `"on"`, `""`, `null`} {
		assert.Equal(t, plain, allocations[Bool](t, data), data)
	}
}

func TestAScalarIsReadWithAtMostOneMoreAllocationThanAPlainValue(t *testing.T) {
	plain := allocations[int64](t, `7`)
	for _, data := range []string{`-0`, `"007"`, `"-0"`} {
		assert.LessOrEqual(t, allocations[Int](t, data), plain+1, data)
	}
	plain = allocations[bool](t, `true`)
	for _, data := range []string{`"Yes"`, `"FALSE"`, `"oN"`} {
		assert.LessOrEqual(t, allocations[Bool](t, data), plain+1, data)
	}
	plain = allocations[float64](t, `19.99`)
	for _, data := range []string{`0`, `19.99`, `"19.90"`, `"+.5"`, `123456789012345678901234567890.12`, `"9.99 USD"`, `null`, `""`} {
		assert.LessOrEqual(t, allocations[Decimal](t, data), plain+1, data)
	}
	for _, data := range []string{`"2022-02-06T21:04:45Z"`, `"2022-02-06T21:04:45.123456789+05:30"`, `null`} {
		assert.LessOrEqual(t, allocations[Time](t, data), allocations[time.Time](t, data)+1, data)
	}
	plain = allocations[time.Time](t, `"2022-02-06T21:04:45Z"`)
	for _, data := range []string{`"2022-02-06 21:04:45"`, `"2022-02-06"`, `"0000-00-00"`, `""`} {
		assert.LessOrEqual(t, allocations[Time](t, data), plain+1, data)
	}
	for _, data := range []string{`"text"`, `"a \"text\" with escapes\u00e9"`, `""`, `null`} {
		assert.LessOrEqual(t, allocations[Strings](t, data), allocations[string](t, data)+1, data)
	}
	for _, data := range []string{`[]`, `["text"]`, `["one","two","three"]`, jsonArray(1000, `"\u00e9"`)} {
		assert.LessOrEqual(t, allocations[Strings](t, data), allocations[[]string](t, data)+1, data)
	}
}

func TestAContainerIsReadWithFewMoreAllocationsThanAPlainValue(t *testing.T) {
	for _, count := range []int{0, 1, 2, 3, 4, 5, 8, 9, 16, 100, 1000} {
		numbers, texts, wares := jsonArray(count, `12`), jsonArray(count, `"12"`), jsonArray(count, wareJSON)
		keyedNumbers, keyedTexts, keyedWares := jsonObject(count, `12`), jsonObject(count, `"12"`), jsonObject(count, wareJSON)

		// Elements that read themselves.
		assert.LessOrEqual(t, allocations[List[Int]](t, texts), allocations[[]int64](t, numbers)+1, count)
		assert.LessOrEqual(t, allocations[List[Int]](t, keyedTexts), allocations[map[string]int64](t, keyedNumbers)+1, count)
		assert.LessOrEqual(t, allocations[Map[Int]](t, keyedTexts), allocations[map[string]int64](t, keyedNumbers)+1, count)

		// Elements that a separate call of encoding/json reads. The call allocates its state, the stack of its scanner and, for
		// structs, the path for its errors. With few elements, nothing makes up for these allocations.
		numberMore, wareMore := 1, 1
		switch count {
		case 1:
			numberMore, wareMore = 2, 3
		case 2:
			wareMore = 2
		}
		assert.LessOrEqual(t, allocations[List[int64]](t, numbers), allocations[[]int64](t, numbers)+numberMore, count)
		assert.LessOrEqual(t, allocations[List[int64]](t, keyedNumbers), allocations[map[string]int64](t, keyedNumbers)+numberMore, count)
		assert.LessOrEqual(t, allocations[Map[int64]](t, keyedNumbers), allocations[map[string]int64](t, keyedNumbers)+numberMore, count)
		assert.LessOrEqual(t, allocations[List[ware]](t, wares), allocations[[]ware](t, wares)+wareMore, count)
		assert.LessOrEqual(t, allocations[List[ware]](t, keyedWares), allocations[map[string]ware](t, keyedWares)+wareMore, count)
		assert.LessOrEqual(t, allocations[Map[ware]](t, keyedWares), allocations[map[string]ware](t, keyedWares)+wareMore, count)
	}
}
