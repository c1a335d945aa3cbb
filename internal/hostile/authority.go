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
	good := template(2, "127.0.0.1", now.Add(-time.Hour), now.Add(24*time.Hour))
	authority, key := root("hostile")
	stranger, strangersKey := root("stranger")
	issue := func(edit func(*x509.Certificate), parent *x509.Certificate, signer *ecdsa.PrivateKey) *tls.Certificate {
		leaf := *good
		edit(&leaf)
		return sign(&leaf, parent, signer)
	}
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	return certificates{roots, map[string]*tls.Certificate{
		"": issue(func(*x509.Certificate) {}, authority, key),
		expired: issue(func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = now.Add(-48*time.Hour), now.Add(-24*time.Hour)
		}, authority, key),
		notYet: issue(func(c *x509.Certificate) { c.NotBefore = now.Add(12 * time.Hour) }, authority, key),
		wrongName: issue(func(c *x509.Certificate) {
			c.IPAddresses, c.DNSNames = nil, []string{"other.example.com"}
		}, authority, key),
		clientUse: issue(func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		}, authority, key),
		foreign:   issue(func(*x509.Certificate) {}, stranger, strangersKey),
		ownSigned: issue(func(*x509.Certificate) {}, nil, nil),
	}}
})

func root(name string) (*x509.Certificate, *ecdsa.PrivateKey) {
	now := time.Now()
	t := template(1, name, now.Add(-72*time.Hour), now.Add(72*time.Hour))
	t.IsCA, t.BasicConstraintsValid, t.KeyUsage, t.ExtKeyUsage = true, true, x509.KeyUsageCertSign, nil
	signed := sign(t, nil, nil)
	return signed.Leaf, signed.PrivateKey.(*ecdsa.PrivateKey)
}

func template(serial int64, name string, from, to time.Time) *x509.Certificate {
	t := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, NotBefore: from, NotAfter: to,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if ip := net.ParseIP(name); ip != nil {
		t.IPAddresses = []net.IP{ip}
	}
	return t
}

// sign creates a certificate with a new key, signed by parent, or self-signed if parent is nil.
func sign(t, parent *x509.Certificate, signer *ecdsa.PrivateKey) *tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	if parent == nil {
		parent, signer = t, key
	}
	der, err := x509.CreateCertificate(rand.Reader, t, parent, &key.PublicKey, signer)
	if err != nil {
		panic(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}
