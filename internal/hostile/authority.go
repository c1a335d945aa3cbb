package hostile

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"sync"
	"time"
)

// certificates contains the certificates that the server can present, by name.
type certificates struct {
	roots *x509.CertPool
	named map[string]*tls.Certificate
}

// The invalid certificates, as they appear in the names of faults. The valid certificate has an empty name, so faults use it by default.
const (
	expired   = "that has expired"
	notYet    = "that is not valid yet"
	wrongName = "for a different host"
	foreign   = "from an unknown authority"
	ownSigned = "that is self-signed"
	clientUse = "only for clients"
)

// issued creates the certificates once, because generating keys is slow.
var issued = sync.OnceValue(func() certificates {
	now := time.Now()
	authority := func(name string) *tls.Certificate {
		return sign(&x509.Certificate{
			SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-72 * time.Hour), NotAfter: now.Add(72 * time.Hour),
			IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		}, nil)
	}
	trusted, stranger := authority("hostile"), authority("stranger")
	issue := func(issuer *tls.Certificate, edit func(*x509.Certificate)) *tls.Certificate {
		leaf := &x509.Certificate{
			SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "127.0.0.1"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
			KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		}
		edit(leaf)
		return sign(leaf, issuer)
	}
	valid := func(*x509.Certificate) {}
	roots := x509.NewCertPool()
	roots.AddCert(trusted.Leaf)
	return certificates{roots, map[string]*tls.Certificate{
		"":        issue(trusted, valid),
		expired:   issue(trusted, func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.Add(-48*time.Hour), now.Add(-24*time.Hour) }),
		notYet:    issue(trusted, func(c *x509.Certificate) { c.NotBefore = now.Add(12 * time.Hour) }),
		wrongName: issue(trusted, func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"other.example.com"} }),
		clientUse: issue(trusted, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }),
		foreign:   issue(stranger, valid),
		ownSigned: issue(nil, valid),
	}}
})

// sign creates a certificate with a new key, signed by an issuer, or by itself if the issuer is nil.
func sign(t *x509.Certificate, issuer *tls.Certificate) *tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	if issuer == nil {
		issuer = &tls.Certificate{Leaf: t, PrivateKey: key}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, issuer.Leaf, &key.PublicKey, issuer.PrivateKey)
	if err != nil {
		panic(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}
