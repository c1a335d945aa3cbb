package fixturediff

import (
	"fmt"
	"os"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/contract"
)

// line returns the line on which an interaction begins. Only the cassettes of which something is said are read for it, once
// each.
func (r *replay) line(f contract.Fixture) (int, error) {
	lines := r.lines[f.File]
	if lines == nil {
		var err error
		if lines, err = linesOf(f.File); err != nil {
			return 0, fmt.Errorf("%s: %w", f.File, err)
		}
		r.lines[f.File] = lines
	}
	return lines[f.Interaction.ID], nil
}

func linesOf(file string) (map[int]int, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var tape struct{ Interactions []yaml.Node }
	if err := yaml.Unmarshal(data, &tape); err != nil {
		return nil, err
	}
	lines := map[int]int{}
	for _, node := range tape.Interactions {
		for i := 0; i+1 < len(node.Content); i += 2 {
			if id, err := strconv.Atoi(node.Content[i+1].Value); err == nil && node.Content[i].Value == "id" {
				lines[id] = node.Line
			}
		}
	}
	return lines, nil
}
