package expr

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // authenticator apps use HMAC-SHA-1, which is safe
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"time"
)

// TOTP returns the code that an authenticator app shows at a time (RFC 6238: six digits, 30 seconds, SHA-1).
func TOTP(key string, at time.Time) (string, error) {
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(key)
	if err != nil || len(secret) == 0 {
		return "", fmt.Errorf("the key of a second factor: want base32 without padding")
	}
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, uint64(at.Unix()/30)) //nolint:gosec // times are after 1970; a hash never returns an error
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[offset:offset+4])&0x7fffffff%1_000_000), nil
}
