package runtime

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheNumbersOfFaultsAreFoundWhereverTheyStand(t *testing.T) {
	op := postOp()
	op.Codes = CodeRange{10000, 19999}
	for body, want := range map[string][]Fault{
		`{"10003":"The data is required.","10059":"The zone is required."}`: {{10003, "10003", "The data is required."}, {10059, "10059", "The zone is required."}},
		`{"errors":[10003,"10059"]}`:                                        {{10003, "errors[0]", ""}, {10059, "errors[1]", ""}},
		`{"errors":[{"code":10003,"message":"No data."}]}`:                  {{10003, "errors[0].code", "No data."}},
		`{"errors":{"zoneId":[10059],"data":{"code":"10003"}}}`:             {{10003, "errors.data.code", ""}, {10059, "errors.zoneId[0]", ""}},
		`{"message":"Invalid.","codes":[10000,19999]}`:                      {{10000, "codes[0]", "Invalid."}, {19999, "codes[1]", "Invalid."}},
		`[10003]`: {{10003, "[0]", ""}},
		`{"status":422,"errors":[9999,20000,10003.5,-10003,true,null,"10003x",""]}`: nil,
		`not JSON`: nil,
		``:         nil,
	} {
		_, err := doJSON[anything](t.Context(), newTestClient(t, always(422, body)), op, anything{})
		e := asError(t, err)
		assertMeans(t, err, ErrInvalid)
		assert.Equal(t, want, e.Faults, body)
		assert.Equal(t, body, string(e.Body), "the rest is kept")
	}
}

func TestTheFaultsSayWhatIsWrongIfNothingElseDoes(t *testing.T) {
	op := postOp()
	op.Codes = CodeRange{10000, 19999}
	_, err := doJSON[anything](t.Context(), newTestClient(t, always(422, `{"10003":"The data is required.","e":[10059]}`)), op, anything{})
	assert.ErrorContains(t, err, "10003 The data is required.; 10059")

	op.ErrorBody = ErrorBody{Message: "message"}
	_, err = doJSON[anything](t.Context(), newTestClient(t, always(422, `{"message":"Invalid.","e":[10059]}`)), op, anything{})
	assert.Equal(t, "Invalid.", asError(t, err).Message)
}

func TestAFaultShowsNoSecretOfTheRequest(t *testing.T) {
	op := postOp()
	op.Codes = CodeRange{10000, 19999}
	_, err := doJSON[anything](t.Context(), newTestClient(t, always(422, `{"10003":"hunter2 is too short"}`)), op, struct{ Password Secret }{NewSecret("hunter2")})
	assert.Equal(t, "[redacted] is too short", asError(t, err).Faults[0].Message)
	assertShowsNone(t, renderings(err)+marshalled(t, err), "hunter2")
}

func TestWithoutARangeNumbersMeanNothing(t *testing.T) {
	_, err := doJSON[anything](t.Context(), newTestClient(t, always(422, `{"e":[0,10059]}`)), postOp(), anything{})
	assert.Empty(t, asError(t, err).Faults)
}
