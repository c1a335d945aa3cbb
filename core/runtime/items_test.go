package runtime

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/core"
)

func TestTheNumbersOfErrorsAreFoundWhereverTheyAre(t *testing.T) {
	op := postOp()
	op.Codes = CodeRange{10000, 19999}
	for body, want := range map[string][]core.ErrorItem{
		`{"10003":"The data is required.","10059":"The zone is required."}`: {{Code: 10003, At: "10003", Message: "The data is required."}, {Code: 10059, At: "10059", Message: "The zone is required."}},
		`{"errors":[10003,"10059"]}`:                                        {{Code: 10003, At: "errors[0]"}, {Code: 10059, At: "errors[1]"}},
		`{"errors":[{"code":10003,"message":"No data."}]}`:                  {{Code: 10003, At: "errors[0].code", Message: "No data."}},
		`{"errors":{"zoneId":[10059],"data":{"code":"10003"}}}`:             {{Code: 10003, At: "errors.data.code"}, {Code: 10059, At: "errors.zoneId[0]"}},
		`{"message":"Invalid.","codes":[10000,19999]}`:                      {{Code: 10000, At: "codes[0]", Message: "Invalid."}, {Code: 19999, At: "codes[1]", Message: "Invalid."}},
		`[10003]`: {{Code: 10003, At: "[0]"}},
		`{"status":422,"errors":[9999,20000,10003.5,-10003,true,null,"10003x",""]}`: nil,
		`not JSON`: nil,
		``:         nil,
	} {
		_, err := doJSON[anything](t.Context(), newTestClient(t, always(422, body)), op, anything{})
		e := asError(t, err)
		assertMeans(t, err, core.ErrInvalid)
		assert.Equal(t, want, e.Items, body)
		assert.Equal(t, body, string(e.Body), "the other items are returned")
	}
}

func TestTheItemsAreTheMessageIfTheBodyHasNone(t *testing.T) {
	op := postOp()
	op.Codes = CodeRange{10000, 19999}
	_, err := doJSON[anything](t.Context(), newTestClient(t, always(422, `{"10003":"The data is required.","e":[10059]}`)), op, anything{})
	assert.ErrorContains(t, err, "10003 The data is required.; 10059")

	op.ErrorBody = ErrorBody{Message: "message"}
	_, err = doJSON[anything](t.Context(), newTestClient(t, always(422, `{"message":"Invalid.","e":[10059]}`)), op, anything{})
	assert.Equal(t, "Invalid.", asError(t, err).Message)
}

func TestAnItemShowsNoSecretFromTheRequest(t *testing.T) {
	op := postOp()
	op.Codes = CodeRange{10000, 19999}
	_, err := doJSON[anything](t.Context(), newTestClient(t, always(422, `{"10003":"hunter2 is too short"}`)), op, struct{ Password core.Secret }{core.NewSecret("hunter2")})
	assert.Equal(t, "[redacted] is too short", asError(t, err).Items[0].Message)
	assertShowsNone(t, renderings(err)+marshalled(t, err), "hunter2")
}

func TestWithoutARangeNumbersMeanNothing(t *testing.T) {
	_, err := doJSON[anything](t.Context(), newTestClient(t, always(422, `{"e":[0,10059]}`)), postOp(), anything{})
	assert.Empty(t, asError(t, err).Items)
}

func TestTheNumberOfItemsIsLimited(t *testing.T) {
	op := postOp()
	op.Codes = CodeRange{10000, 19999}
	body := marshalled(t, anything{"e": slices.Repeat([]int{10003}, 1000), "z": 10004})
	_, err := doJSON[anything](t.Context(), newTestClient(t, always(422, body)), op, anything{})
	assert.Len(t, asError(t, err).Items, maxItems)
	assert.Less(t, len(asError(t, err).Message), maxText)

	deep := strings.Repeat(`{"`+strings.Repeat("x", 100)+`":`, 20) + "10003" + strings.Repeat("}", 20)
	_, err = doJSON[anything](t.Context(), newTestClient(t, always(422, deep)), op, anything{})
	assert.Empty(t, asError(t, err).Items, "a path that is too deep")
}
