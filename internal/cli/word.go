package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/near"
)

// OneOf returns an error if word is not one of words. The error lists them, and suggests the one that word is probably meant to be.
func OneOf(word string, words ...string) error {
	if slices.Contains(words, word) {
		return nil
	}
	last := len(words) - 1
	list := words[last]
	if last > 0 {
		list = strings.Join(words[:last], ", ") + " or " + list
	}
	return fmt.Errorf("want %s, got %q%s", list, word, Suggestion(word, words))
}

// Suggestion returns "; did you mean …?" with the word that a misspelled one is probably meant to be, or "".
func Suggestion(word string, words []string) string {
	return near.Suggestion(word, words, 1+len(word)/3)
}
