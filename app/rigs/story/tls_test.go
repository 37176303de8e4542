package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial/await"
)

// issuer is an authority that makes certificates.
type issuer struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	made int64
}

func newIssuer(t *testing.T, name string) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	fine(t, err)
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	data, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	fine(t, err)
	cert, err := x509.ParseCertificate(data)
	fine(t, err)
	return &issuer{cert: cert, key: key, made: 1}
}

// write makes a certificate for an address and puts it with its key into two
// files, the key first. It returns the serial number.
func (i *issuer) write(t *testing.T, ip string, until time.Time, cert, key string) int64 {
	t.Helper()
	i.made++
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	fine(t, err)
	about := &x509.Certificate{
		SerialNumber: big.NewInt(i.made), Subject: pkix.Name{CommonName: "Heyi"}, IPAddresses: []net.IP{net.ParseIP(ip)},
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: until, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	data, err := x509.CreateCertificate(rand.Reader, about, i.cert, own.Public(), i.key)
	fine(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(own)
	fine(t, err)
	fine(t, errors.Join(
		os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600),
		os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: data}), 0o600),
	))
	return i.made
}

func fine(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// trusted is the one authority that this program's connections trust. Go reads the
// system's authorities once, at the first handshake, and no test before has one.
func trusted(t *testing.T) *issuer {
	t.Helper()
	i := newIssuer(t, "our own authority")
	file := filepath.Join(t.TempDir(), "authorities.pem")
	fine(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.cert.Raw}), 0o600))
	t.Setenv("SSL_CERT_FILE", file)
	t.Setenv("SSL_CERT_DIR", filepath.Dir(file))
	return i
}

// serial asks the server for its certificate.
func (s *server) serial(t *testing.T) int64 {
	t.Helper()
	conn, err := tls.Dial("tcp", s.listen, &tls.Config{InsecureSkipVerify: true}) // looks at it without believing it
	fine(t, err)
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}

func (s *server) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	await.Until(t, what, holds, func() any { return s.log() })
}

// A company behind TLS: a device enrols over https and syncs over wss, the
// administrator's commands work beside it, a renewed certificate is taken up
// without a restart, and a device that cannot trust the server says why, in both
// languages, and sends it nothing.
func TestTLS(t *testing.T) {
	ours, day := trusted(t), time.Now().Add(24*time.Hour)
	s := newServer(program, t.TempDir(), "")
	t.Cleanup(s.end)
	cert, key := filepath.Join(s.folder, "cert.pem"), filepath.Join(s.folder, "key.pem")
	first := ours.write(t, "127.0.0.1", day, cert, key)
	s.flags = []string{"--tls-cert", cert, "--tls-key", key}
	chen := &person{name: words{"陈国栋", "Chen"}, mobile: "19900000101", role: org.Boss, device: "平板", kind: "tablet"}
	lin := &person{name: words{"林晓燕", "Lin"}, mobile: "19900000102", role: org.Sales, device: "手机", kind: "phone"}
	fine(t, s.found(setupOf(kernel.Time(time.Now().UnixMilli()).Date(zone), chen, lin)))
	fine(t, s.start())
	s.url = "https://" + s.listen

	fine(t, chen.signIn(s, s.folder))
	t.Cleanup(func() { fine(t, chen.Close()) })
	_, err := chen.adds("party", "name", "顺德家私城", "is_customer", "true")
	fine(t, err)
	fine(t, chen.synced())
	if _, err := s.administer("user", "password", "--mobile", lin.mobile, "--password", "another good one"); err != nil {
		t.Errorf("an administrator's command beside a server with TLS: %v", err)
	}

	fine(t, os.WriteFile(cert, []byte("half a certif"), 0o600)) // a renewal under way
	s.until(t, "the broken renewal is logged", func() bool {
		if s.serial(t) != first {
			t.Fatal("the certificate in use was dropped for a broken one")
		}
		return strings.Contains(s.log(), "the old one stays in use")
	})
	second := ours.write(t, "127.0.0.1", day, cert, key)
	s.until(t, "the new certificate is served", func() bool { return s.serial(t) == second })
	if chen.State().Link != client.Online {
		t.Error("the renewal cut a connection")
	}

	stranger := newIssuer(t, "nobody we know")
	for _, c := range []struct {
		name, zh, en string
		make         func() int64
	}{
		{"an unknown authority", "不认识它的签发机构", "does not know who issued it", func() int64 { return stranger.write(t, "127.0.0.1", day, cert, key) }},
		{"another name", "它是发给 192.0.2.7 的", "was made for 192.0.2.7", func() int64 { return ours.write(t, "192.0.2.7", day, cert, key) }},
		{"an expired one", "不在有效期内", "has expired", func() int64 { return ours.write(t, "127.0.0.1", time.Now().Add(-time.Hour), cert, key) }},
	} {
		serial := c.make()
		s.until(t, c.name+" is served", func() bool { return s.serial(t) == serial })
		refusedBy(t, s.url, client.BadCertificate, c.zh, c.en)
		chen.Wake()
		err := chen.until("the refusal is shown", func() (bool, error) {
			stopped := chen.State().Stopped
			return stopped != nil && strings.Contains(stopped.Sentence("zh", nil), c.zh), nil
		})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	refusedBy(t, "http://"+s.listen, client.NeedsTLS, "https://", "https://")

	third := ours.write(t, "127.0.0.1", day, cert, key)
	s.until(t, "the good certificate is back", func() bool { return s.serial(t) == third })
	_, err = chen.adds("party", "name", "乐从家具城", "is_customer", "true")
	fine(t, err)
	chen.Wake()
	fine(t, chen.synced())
	if chen.State().Stopped != nil {
		t.Error("the refusal is still shown after the connection is back")
	}
	fine(t, s.stop())

	s.flags = nil
	fine(t, s.start())
	refusedBy(t, "https://"+s.listen, client.NoTLS, "没有加密", "does not encrypt")
	fine(t, s.stop())
}

// refusedBy fails unless somebody who signs in at an address is refused with a
// code and these words.
func refusedBy(t *testing.T, url string, code *kernel.Code, zh, en string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	http.DefaultClient.CloseIdleConnections() // made under the certificate before
	_, err := client.SignIn(ctx, url, client.Credentials{Mobile: "19900000101", Password: password})
	refusal, ok := kernel.AsRefusal(err)
	if !ok || refusal.Code != code.Name {
		t.Fatalf("%s: %v, want %s", url, err, code.Name)
	}
	if !strings.Contains(refusal.Sentence("zh", nil), zh) || !strings.Contains(refusal.Sentence("en", nil), en) {
		t.Errorf("it says %s / %s", refusal.Sentence("zh", nil), refusal.Sentence("en", nil))
	}
}
