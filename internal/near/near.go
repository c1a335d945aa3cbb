// Package near suggests a known word for a misspelled one.
package near

import (
	"fmt"
	"strings"
)

// Suggestion returns "; did you mean …?" with the [Word] in among that is nearest to word, or "" if none is near.
func Suggestion(word string, among []string, most int) string {
	if best := Word(word, among, most); best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return ""
}

// Word returns the word in among with the smallest edit distance to word, ignoring case. It returns "" if every distance is greater
// than most. It never returns word itself.
func Word(word string, among []string, most int) string {
	best, least := "", most+1
	for _, other := range among {
		if d := distance(strings.ToLower(word), strings.ToLower(other)); d < least && other != word {
			best, least = other, d
		}
	}
	return best
}

// distance returns the Levenshtein distance between two strings, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
