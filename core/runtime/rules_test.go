package runtime

import (
	"bytes"
	"encoding/json"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func broken(t *testing.T, r *Rule, at, data string) []string {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader([]byte(data)))
	decoder.UseNumber()
	var tree any
	require.NoError(t, decoder.Decode(&tree))
	faults, found := []string{}, problems{}
	r.check(at, tree, &found)
	for _, err := range found.list {
		faults = append(faults, err.Error())
	}
	if len(faults) > 0 {
		assert.False(t, r.fits([]byte(data)), "a body that breaks a rule must not pass as usual: %s", data)
	}
	return faults
}

func TestEachKeywordRefusesWhatBreaksIt(t *testing.T) {
	for name, tt := range map[string]struct {
		rule      Rule
		good, bad []string
		want      string
	}{
		"notEmpty":                   {Rule{NotEmpty: true}, []string{`"x"`, `null`, `0`}, []string{`""`}, "a is empty"},
		"minLength":                  {Rule{MinLength: 2}, []string{`"üü"`, `"abc"`, `null`}, []string{`"ü"`}, "a has 1 character; want at least 2"},
		"maxLength":                  {Rule{MaxLength: 2}, []string{`"üü"`, `""`}, []string{`"üüü"`}, "a has 3 characters; want at most 2"},
		"pattern":                    {Rule{Pattern: regexp.MustCompile(`^x+$`)}, []string{`"x"`, `"xx"`}, []string{`"y"`, `""`}, "a does not match the pattern ^x+$"},
		"enum":                       {Rule{Enum: []string{"one", "two"}}, []string{`"one"`, `"two"`, `null`}, []string{`"three"`, `"ONE"`, `""`}, "a is not one of one, two"},
		"enum of numbers":            {Rule{Enum: []string{"1", "12"}}, []string{`1`, `12`}, []string{`2`, `1.5`}, "a is not one of 1, 12"},
		"not":                        {Rule{Not: []string{"new"}}, []string{`"newer"`, `""`}, []string{`"new"`, `"NEW"`}, `a is "new", which has a special meaning in this API`},
		"minimum":                    {Rule{Minimum: "0.1"}, []string{`0.1`, `0.10`, `1`, `1e2`, `null`}, []string{`0.09999999999999999999`, `-1`}, "a is less than 0.1"},
		"maximum":                    {Rule{Maximum: "9007199254740992"}, []string{`9007199254740992`, `-5`}, []string{`9007199254740993`}, "a is more than 9007199254740992"},
		"a number that is too large": {Rule{Maximum: "1"}, nil, []string{`1e999999999`}, "a is not a number"},
		"minItems":                   {Rule{MinItems: 2}, []string{`[1,2]`, `null`}, []string{`[1]`}, "a has 1 item; want at least 2"},
		"maxItems":                   {Rule{MaxItems: 1}, []string{`[]`, `[1]`}, []string{`[1,2]`}, "a has 2 items; want at most 1"},
		"required":                   {Rule{Required: []string{"k"}}, []string{`{"k":1}`, `{"k":null}`, `null`}, []string{`{}`, `{"K":1}`}, "a.k is missing"},
		"properties":                 {Rule{Properties: map[string]*Rule{"k": {NotEmpty: true}}}, []string{`{}`, `{"k":"x"}`, `{"l":""}`}, []string{`{"k":""}`}, "a.k is empty"},
		"items":                      {Rule{Items: &Rule{NotEmpty: true}}, []string{`[]`, `["x"]`, `[null]`}, []string{`["x",""]`}, "a[1] is empty"},
		"values":                     {Rule{Values: &Rule{NotEmpty: true}}, []string{`{}`, `{"k":"x"}`}, []string{`{"k":""}`}, "a.k is empty"},
		"values next to properties": {Rule{Properties: map[string]*Rule{"free": nil}, Values: &Rule{NotEmpty: true}},
			[]string{`{"free":""}`}, []string{`{"free":"","k":""}`}, "a.k is empty"},
		"above":                      {Rule{Above: "0"}, []string{`0.01`, `1`, `null`}, []string{`0`, `0.00`, `-1`}, "a is not more than 0"},
		"below":                      {Rule{Below: "100"}, []string{`99.99`, `-100`}, []string{`100`, `100.0`, `101`}, "a is not less than 100"},
		"noNulls":                    {Rule{NoNulls: true}, []string{`{}`, `{"k":0}`}, []string{`{"k":null}`}, "a.k is null"},
		"noNulls next to a property": {Rule{NoNulls: true, Properties: map[string]*Rule{"p": nil}}, []string{`{"p":null}`}, []string{`{"p":1,"k":null}`}, "a.k is null"},
		"email": {Rule{Email: true}, []string{`"me@example.com"`, `"a.b+c@sub.example.com"`, `null`},
			[]string{`"me"`, `""`, `"me@"`, `"@example.com"`, `"Me <me@example.com>"`, `" me@example.com"`, `"a@example.com, b@example.com"`}, "a must be an email address"},
		"at least one set": {Rule{RequiredAny: [][]string{{"k"}, {"l", "m"}}}, []string{`{"k":1}`, `{"l":1,"m":2}`, `{"k":1,"l":2,"m":3}`},
			[]string{`{}`, `{"l":1}`, `{"k":null,"m":1}`}, "a.k or l with m is missing"},
		"one set of none":        {Rule{RequiredOne: [][]string{{"k"}, {"l"}}}, []string{`{"k":1}`, `{"l":1,"m":2}`}, []string{`{}`, `{"k":null}`}, "a.k or l is missing"},
		"one set of two":         {Rule{RequiredOne: [][]string{{"k"}, {"l"}}}, []string{`{"k":1,"l":null}`}, []string{`{"k":1,"l":2}`}, "a.k and l are mutually exclusive"},
		"an empty set elsewhere": {Rule{RequiredAny: [][]string{{"k"}, {"l"}}}, []string{`{"k":""}`, `{"l":[]}`, `{"l":{}}`}, []string{`{}`}, "a.k or l is missing"},
		"an empty set of a form": {Rule{Form: true, RequiredAny: [][]string{{"k"}, {"l"}}}, []string{`{"k":"x"}`, `{"k":"","l":0}`, `{"l":false}`},
			[]string{`{"k":""}`, `{"k":[]}`, `{"k":{},"l":""}`}, "a.k or l is missing"},
		"an empty set next to another": {Rule{Form: true, RequiredOne: [][]string{{"k"}, {"l"}}}, []string{`{"k":"","l":"x"}`, `{"k":"x","l":[]}`},
			[]string{`{"k":"x","l":"y"}`}, "a.k and l are mutually exclusive"},
		"minItems of maps": {Rule{MinItems: 1}, []string{`{"k":1}`, `null`}, []string{`{}`}, "a has 0 members; want at least 1"},
		"all":              {Rule{All: []*Rule{{MinLength: 1}, {MaxLength: 3}}}, []string{`"abc"`}, []string{`"abcd"`}, "a has 4 characters; want at most 3"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, data := range tt.good {
				assert.Empty(t, broken(t, &tt.rule, "a", data), data)
			}
			for _, data := range tt.bad {
				assert.Equal(t, []string{tt.want}, broken(t, &tt.rule, "a", data), data)
			}
		})
	}
}

func TestAnEmptyRuleAllowsEverything(t *testing.T) {
	for _, data := range []string{`null`, `""`, `0`, `true`, `[]`, `{"a":[{}]}`} {
		assert.Empty(t, broken(t, &Rule{}, "a", data))
		assert.Empty(t, broken(t, nil, "a", data))
	}
}

func TestErrorsNameNestedMembersInAFixedOrder(t *testing.T) {
	item := &Rule{
		Required:   []string{"id"},
		Properties: map[string]*Rule{"tags": {Items: &Rule{MaxLength: 2}}, "count": {Minimum: "1"}, "name": {NotEmpty: true}},
	}
	rule := &Rule{Required: []string{"user"}, Properties: map[string]*Rule{"items": {Items: item}}}
	for range 20 {
		assert.Equal(t, []string{
			"user is missing",
			"items[1].id is missing",
			"items[1].count is less than 1",
			"items[1].name is empty",
			"items[1].tags[1] has 3 characters; want at most 2",
		}, broken(t, rule, "", `{"items":[{"id":1},{"name":"","tags":["ok","abc"],"count":0}]}`))
	}
}

func TestAnErrorAboutTheWholeBodyNamesTheBody(t *testing.T) {
	assert.Equal(t, []string{"the body has 0 items; want at least 1"}, broken(t, &Rule{MinItems: 1}, "", `[]`))
	assert.Equal(t, []string{"[0] is empty"}, broken(t, &Rule{Items: &Rule{NotEmpty: true}}, "", `[""]`))
}

func TestErrorsNeverQuoteAValue(t *testing.T) {
	rule := &Rule{Values: &Rule{
		MinLength: 50, MaxLength: 1, Pattern: regexp.MustCompile(`^$`), Enum: []string{"x"}, Minimum: "1000000", Maximum: "0", MaxItems: 1,
		Not: []string{"hunter2"}, Items: &Rule{Maximum: "0"},
	}}
	faults := broken(t, rule, "", `{"a":"HUNTER2","b":424242,"c":[424242,424242]}`)
	assert.GreaterOrEqual(t, len(faults), 7)
	for _, fault := range faults {
		assert.NotContains(t, fault, "HUNTER2")
		assert.NotContains(t, fault, "424242")
	}
	rule.Values.Enum = nil
	for _, fault := range broken(t, rule, "", `{"a":"HUNTER2"}`) {
		assert.NotContains(t, fault, "HUNTER2")
	}
}

func TestARequiredListThatIsNotFilledIsMissing(t *testing.T) {
	op := withMedia(postOp(), mediaJSON)
	op.Body.Rule = &Rule{Required: []string{"items", "note"}, NotNull: []string{"items"}}
	_, err := Do[anything](t.Context(), newTestClient(t, always(200, "{}")), &op, Args{Body: struct {
		Items []string `json:"items"`
		Note  *string  `json:"note"`
	}{}}, nil)
	assert.EqualError(t, asError(t, err).Err, "items is missing")
}

func TestAnEmailAddressIsOnlyAnAddress(t *testing.T) {
	rule := &Rule{Email: true}
	for _, address := range []string{
		"a@b", "o'brien@example.com", "a+b@example.com", `"john doe"@example.com`, `"john.doe"@example.com`, `"a\"@b"@example.com`, "john@[192.0.2.1]", "用户@例子.公司",
	} {
		assert.Empty(t, broken(t, rule, "a", marshalled(t, address)), address)
	}
	for _, text := range []string{
		"", "@", "a", "a@", "@b", `""@example.com`, `"a"@`, `"a" <a@example.com>`, "a@b@c", "a..b@example.com", "a@b..de", "a@-b.de", "a@b-.de", "a@b.de-",
		" a@b.de", "a@b.de ", `"a"@ b.de`, `"a" @b.de`, "a@b.de (x)", `"a"@b.de (x)`, "<a@b.de>", `<"a"@b.de>`, "A <a@b.de>", "a@b.de, c@d.de",
		"a@b.de\n", "\na@b.de", "a@b.de\r\nBcc:c@d.de", "a@b.de\x00", "a\u0085b@c.de", "a@b.de\u2028x", "a\u202eb@c.de", "a@b\u00a0c.de", "\"a\u2028b\"@c.de",
	} {
		assert.Equal(t, []string{"a must be an email address"}, broken(t, rule, "a", marshalled(t, text)), "%q", text)
	}
}
