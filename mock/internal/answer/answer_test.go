package answer

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/request"
)

func TestTheMostSimilarFixtureIsChosen(t *testing.T) {
	op := &model.Operation{Fixtures: func() ([]*model.Fixture, error) {
		return []*model.Fixture{
			{Name: "gone", Status: 404, Failed: true},
			{Name: "failed inside a success", Status: 200, Failed: true},
			{Name: "one", Status: 200, Path: map[string]string{"id": "1"}},
			{Name: "one again", Status: 200, Path: map[string]string{"id": "1"}},
			{Name: "two", Status: 200, Path: map[string]string{"id": "2"}},
			{Name: "by name", Status: 200, Body: map[string]any{"name": "x"}},
		}, nil
	}}
	for _, c := range []struct {
		want string
		q    request.Request
		wish Wish
	}{
		{want: "one"},
		{want: "one", q: request.Request{Path: map[string]any{"id": "1"}}},
		{want: "two", q: request.Request{Path: map[string]any{"id": "2"}}},
		{want: "by name", q: request.Request{Body: map[string]any{"name": "x"}}},
		{want: "gone", q: request.Request{Path: map[string]any{"id": "1"}}, wish: Wish{Code: 404}},
		{want: "failed inside a success", wish: Wish{Code: 200}},
	} {
		c.q.Op = op
		got, err := Find(&c.q, c.wish, "")
		require.NoError(t, err, c.want)
		assert.Equal(t, c.want, got.Example)
	}
}
