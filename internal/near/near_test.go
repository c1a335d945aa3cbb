package near

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheNearestWordIsFound(t *testing.T) {
	for name, tt := range map[string]struct {
		word  string
		among []string
		most  int
		want  string
	}{
		"an extra letter":                 {"loggin", []string{"logout", "login"}, 2, "login"},
		"a missing letter":                {"logn", []string{"logout", "login"}, 2, "login"},
		"a wrong letter":                  {"lugin", []string{"logout", "login"}, 2, "login"},
		"the nearest of several":          {"listt", []string{"lisped", "list", "lost"}, 3, "list"},
		"the first of two equally near":   {"cat", []string{"bat", "rat"}, 1, "bat"},
		"a difference only in case":       {"Login", []string{"login"}, 0, "login"},
		"exactly the greatest distance":   {"abcd", []string{"abxy"}, 2, "abxy"},
		"more than the greatest distance": {"abcd", []string{"abxy"}, 1, ""},
		"the word itself":                 {"login", []string{"login"}, 2, ""},
		"no words to choose from":         {"login", nil, 9, ""},
		"an empty word":                   {"", []string{"ab"}, 2, "ab"},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tt.want, Word(tt.word, tt.among, tt.most)) })
	}
}
