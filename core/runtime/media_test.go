package runtime

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// mediaNetwork responds to every request with a status and a body, and stores the request.
func mediaNetwork(status int, media, body string, got **http.Request, sent *string) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		*got = r
		if r.Body != nil {
			data, _ := io.ReadAll(r.Body)
			*sent = string(data)
		}
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {media}}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
		}, nil
	}
}

func TestABodyThatIsNotJSONIsReturnedUnchanged(t *testing.T) {
	for name, body := range map[string]string{
		"a file": "\x00\x01 \n", "a string": " two\n", "JSON": " {\"a\": 1}\n", "an empty body": "",
	} {
		t.Run(name, func(t *testing.T) {
			var got *http.Request
			var sent string
			client := newTestClient(t, mediaNetwork(200, "application/pdf", body, &got, &sent))
			op := withReturns(readOp(), ReturnsBytes)
			op.Accept = "application/pdf"
			raw, err := Do[core.Raw](t.Context(), client, &op, Args{}, nil)
			require.NoError(t, err)
			assert.Equal(t, body, string(raw.Body))
			assert.Equal(t, "application/pdf", got.Header.Get("Accept"))
		})
	}
}

func TestAnUploadThatCannotBeSentUnchangedIsRefused(t *testing.T) {
	for want, test := range map[string]struct {
		upload core.Upload
		opts   []core.CallOption
	}{
		"CallField amount: this operation's body has no fields":        {core.Upload{Body: strings.NewReader("a")}, []core.CallOption{core.CallField("amount", 5)}},
		"the upload has an invalid media type: want one like text/csv": {core.Upload{MediaType: "text/csv\r\nX-Evil: 1", Body: strings.NewReader("a")}, nil},
	} {
		op := withMedia(postOp(), "text/csv")
		_, err := Do[anything](t.Context(), newTestClient(t, always(200, "{}")), &op, Args{Body: test.upload}, test.opts)
		assertMeans(t, err, core.ErrInvalid)
		assert.ErrorContains(t, err, want)
	}
}

func TestAnUploadIsSentUnchanged(t *testing.T) {
	for name, tt := range map[string]struct {
		body        any
		media, sent string
	}{
		"with the media type of the document": {core.Upload{Body: strings.NewReader("a,b\n")}, "text/csv", "a,b\n"},
		"with the media type of the upload":   {&core.Upload{MediaType: "text/plain", Body: strings.NewReader("a")}, "text/plain", "a"},
		"none":                                {(*core.Upload)(nil), "", ""},
		"an empty upload":                     {core.Upload{}, "text/csv", ""},
		"a string":                            {"a,b\n", "text/csv", "a,b\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var got *http.Request
			var sent string
			client := newTestClient(t, mediaNetwork(204, "", "", &got, &sent))
			op := withReturns(postOp(), ReturnsNothing)
			op.Body.Media = "text/csv"
			require.NoError(t, Exec(t.Context(), client, &op, Args{Body: tt.body}, nil))
			assert.Equal(t, tt.media, got.Header.Get("Content-Type"))
			assert.Equal(t, tt.sent, sent)
		})
	}
}

func TestASuccessMayBeEmptyWhereTheDocumentAllowsIt(t *testing.T) {
	var got *http.Request
	var sent string
	op := readOp()
	op.Empty = []int{204}
	for status, wanted := range map[int]error{204: nil, 200: core.ErrDecode} {
		client := newTestClient(t, mediaNetwork(status, "", "", &got, &sent))
		result, err := Do[map[string]string](t.Context(), client, &op, Args{}, nil)
		require.ErrorIs(t, err, wanted)
		assert.Empty(t, result)
	}
}

func TestAnOperationIsSentToItsOwnServer(t *testing.T) {
	for server, wanted := range map[string]string{
		"":                                "https://api.example.com/v1/things",
		"https://regional.example.com/v2": "https://regional.example.com/v2/things",
		"/upload":                         "https://api.example.com/upload/things",
	} {
		var got *http.Request
		var sent string
		client := newTestClient(t, mediaNetwork(204, "", "", &got, &sent))
		op := withReturns(readOp(), ReturnsNothing)
		op.Server = server
		require.NoError(t, Exec(t.Context(), client, &op, Args{}, nil))
		assert.Equal(t, wanted, got.URL.String())
	}
	client := newTestClient(t, nil)
	op := withReturns(readOp(), ReturnsNothing)
	op.Server = "http://regional.example.com"
	require.ErrorContains(t, Exec(t.Context(), client, &op, Args{}, nil), "the server of the operation is plain http")
}

func TestRawBytesAreStringsInJSON(t *testing.T) {
	text, err := core.Raw{Body: []byte("\x00\x01")}.MarshalJSON()
	require.NoError(t, err)
	assert.Equal(t, `"AAE="`, string(text))
}
