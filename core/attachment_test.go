package core

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core/internal/codec"
)

func TestAnAttachmentIsEncodedLikeAnUploadInPHP(t *testing.T) {
	a, err := NewAttachment("log.txt", "text/plain", strings.NewReader("hunter2\n"))
	require.NoError(t, err)
	data, err := codec.Encode(a)
	require.NoError(t, err)
	assert.JSONEq(t, `{"name":"log.txt","type":"text/plain","size":8,"tmp_name":"aHVudGVyMgo="}`, string(data))
	var back Attachment
	require.NoError(t, codec.Decode(data, &back))
	assert.Equal(t, a, back)
	assert.Equal(t, "attachment log.txt, 8 bytes", fmt.Sprintf("%+v", a))
	assertShowsNone(t, fmt.Sprintf("%v %+v %#v %s %q", a, []Attachment{a}, a, a, a)+a.LogValue().String(), "hunter2", "aHVudGVyMgo=")

	_, err = NewAttachment("log.txt", "", iotest.ErrReader(errors.New("oops")))
	assert.ErrorContains(t, err, "read attachment log.txt")
	assert.Error(t, codec.Decode([]byte(`[]`), &back))
	assert.Error(t, codec.Decode([]byte(`{"tmp_name":"!"}`), &back))
}
