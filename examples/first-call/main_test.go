package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheProgramCallsEachAPI(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out))
	assert.Equal(t, `hostbill      invoice 308976 is Paid, total 19.65 USD
webpros       1 entitlement
websoftsolus  Plesk licenses [PLSK.0298xxxx]
whasols       1 client, user@example.com
whmcs         2 product groups, the first is Web hosting
`, out.String())
}
