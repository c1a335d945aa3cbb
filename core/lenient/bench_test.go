package lenient

import (
	"encoding/json"
	"testing"
	"time"
)

// benchmarkDecode measures json.Unmarshal of data into a T.
func benchmarkDecode[T any](b *testing.B, name, data string) {
	b.Helper()
	b.Run(name, func(b *testing.B) {
		input := []byte(data)
		b.ReportAllocs()
		b.SetBytes(int64(len(input)))
		for b.Loop() {
			if err := json.Unmarshal(input, new(T)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

const many = 1000

func BenchmarkDecodeInt(b *testing.B) {
	benchmarkDecode[[]int64](b, "plain", jsonArray(many, `12345`))
	benchmarkDecode[[]Int](b, "lenient", jsonArray(many, `12345`))
	benchmarkDecode[[]Int](b, "lenient/quoted", jsonArray(many, `"12345"`))
	benchmarkDecode[[]Int](b, "lenient/padded", jsonArray(many, `"0012345"`))
}

func BenchmarkDecodeDecimal(b *testing.B) {
	benchmarkDecode[[]float64](b, "plain", jsonArray(many, `19.90`))
	benchmarkDecode[[]string](b, "plain/string", jsonArray(many, `"19.90"`))
	benchmarkDecode[[]Decimal](b, "lenient", jsonArray(many, `19.90`))
	benchmarkDecode[[]Decimal](b, "lenient/quoted", jsonArray(many, `"19.90"`))
}

func BenchmarkDecodeBool(b *testing.B) {
	benchmarkDecode[[]bool](b, "plain", jsonArray(many, `true`))
	benchmarkDecode[[]Bool](b, "lenient", jsonArray(many, `true`))
	benchmarkDecode[[]Bool](b, "lenient/quoted", jsonArray(many, `"1"`))
	benchmarkDecode[[]Bool](b, "lenient/mixed", jsonArray(many, `"Yes"`))
}

func BenchmarkDecodeTime(b *testing.B) {
	benchmarkDecode[[]time.Time](b, "plain", jsonArray(many, `"2022-02-06T21:04:45Z"`))
	benchmarkDecode[[]Time](b, "lenient", jsonArray(many, `"2022-02-06T21:04:45Z"`))
	benchmarkDecode[[]Time](b, "lenient/zoneless", jsonArray(many, `"2022-02-06 21:04:45"`))
}

func BenchmarkDecodeStrings(b *testing.B) {
	benchmarkDecode[[]string](b, "plain", jsonArray(many, `"ns1.example.com"`))
	benchmarkDecode[[]Strings](b, "lenient", jsonArray(many, `"ns1.example.com"`))
	benchmarkDecode[[][]string](b, "plain/arrays", jsonArray(many, `["ns1.example.com","ns2.example.com"]`))
	benchmarkDecode[[]Strings](b, "lenient/arrays", jsonArray(many, `["ns1.example.com","ns2.example.com"]`))
}

func BenchmarkDecodeList(b *testing.B) {
	benchmarkDecode[[]ware](b, "plain/structs", jsonArray(many, wareJSON))
	benchmarkDecode[List[ware]](b, "lenient/structs", jsonArray(many, wareJSON))
	benchmarkDecode[map[string]ware](b, "plain/keyed_structs", jsonObject(many, wareJSON))
	benchmarkDecode[List[ware]](b, "lenient/keyed_structs", jsonObject(many, wareJSON))
	benchmarkDecode[[]Int](b, "plain/scalars", jsonArray(many, `12345`))
	benchmarkDecode[List[Int]](b, "lenient/scalars", jsonArray(many, `12345`))
	benchmarkDecode[[]ware](b, "plain/one_struct", jsonArray(1, wareJSON))
	benchmarkDecode[List[ware]](b, "lenient/one_struct", jsonArray(1, wareJSON))
}

func BenchmarkDecodeMap(b *testing.B) {
	benchmarkDecode[map[string]ware](b, "plain/structs", jsonObject(many, wareJSON))
	benchmarkDecode[Map[ware]](b, "lenient/structs", jsonObject(many, wareJSON))
	benchmarkDecode[map[string]Int](b, "plain/scalars", jsonObject(many, `12345`))
	benchmarkDecode[Map[Int]](b, "lenient/scalars", jsonObject(many, `12345`))
}

func BenchmarkDecodeFields(b *testing.B) {
	type plain struct {
		ID      int64     `json:"id"`
		Price   string    `json:"price"`
		Enabled bool      `json:"enabled"`
		Created time.Time `json:"created"`
		Tags    []string  `json:"tags"`
		Limits  map[string]int64
	}
	type lenient struct {
		ID      Int     `json:"id"`
		Price   Decimal `json:"price"`
		Enabled Bool    `json:"enabled"`
		Created Time    `json:"created"`
		Tags    Strings `json:"tags"`
		Limits  Map[Int]
	}
	const rest = `,"price":"19.90","enabled":true,"created":"2022-02-06T21:04:45Z","tags":["one","two"],"limits":{"cpu":2,"disk":10}}`
	benchmarkDecode[[]plain](b, "plain", jsonArray(many, `{"id":12345`+rest))
	benchmarkDecode[[]lenient](b, "lenient", jsonArray(many, `{"id":12345`+rest))
}
