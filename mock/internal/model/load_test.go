package model

import "testing"

func BenchmarkLoad(b *testing.B) {
	for _, name := range Names {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := read(name); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
