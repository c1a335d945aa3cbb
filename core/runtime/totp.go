package runtime

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 requires SHA-1, which is safe in an HMAC
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/settings"
)

// TOTP returns the login option for a second factor: it computes the codes of an authenticator app. Option is the name of the
// option in errors. Secret is the app's setup key. It may contain spaces, hyphens, padding and lower-case letters, because web pages
// show setup keys in that form.
func TOTP(option, secret string) core.LoginOption {
	return func(s *settings.Login) error {
		plain := strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "=", "").Replace(secret))
		key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(plain)
		switch {
		case err != nil || len(key) == 0:
			return fmt.Errorf("%s: want the secret of the authenticator app in base32: letters, and the digits 2 to 7", option)
		case s.Code != nil:
			return fmt.Errorf("%s is given twice", option)
		}
		s.Code = func(at time.Time) string { return totp(key, at) }
		s.Secrets = append(s.Secrets, secret, plain)
		return nil
	}
}

// totp returns the code of RFC 6238 with the parameters that all authenticator apps use: SHA-1, 30 seconds and six digits.
func totp(key []byte, at time.Time) string {
	mac := hmac.New(sha1.New, key)
	_, _ = mac.Write(binary.BigEndian.AppendUint64(nil, uint64(at.Unix()/30))) //nolint:gosec // times before 1970 also have codes
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[offset:])&0x7fffffff%1_000_000)
}
