package company

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"heyi/shared/kernel"
	"heyi/syncserver/store/postgres"
)

// Door is a listener of its own beside the one that devices use, with a secret. The
// administrator's commands knock at it, and servers that do not judge pass on there
// what devices ask of them. In front of a file it is on the loopback interface and
// its secret stands in a file of the folder; in front of a shared store it is where
// other servers reach this one, is encrypted under a certificate of its own, and
// stands with secret and certificate in the lease.
type Door struct {
	listener net.Listener
	control  controlFile
	node     string          // whose it is, where several share a store
	lock     hold            // that keeps the node's folder to one process
	lease    *postgres.Lease // that was waited for, until the company is opened
}

// controlFile is how to reach a door.
type controlFile struct {
	Address string `json:"address"`
	Secret  string `json:"secret"`
	Pin     []byte `json:"pin,omitempty"` // SHA-256 of the certificate; none without TLS
}

// Headers between servers. Neither is believed from anybody who lacks the secret.
const (
	secretHeader    = "Heyi-Door"
	forwardedHeader = "Heyi-Forwarded" // the address of the device; such a request may not act as an administrator
)

// NewDoor opens a door. Where the company is in a file it is on the loopback interface
// whatever the address.
func (p Place) NewDoor(address string) (*Door, error) {
	if !p.Shared() || address == "" {
		address = "127.0.0.1:0"
	}
	var random [32]byte
	_, _ = rand.Read(random[:]) // never fails
	d := &Door{control: controlFile{Secret: base64.RawURLEncoding.EncodeToString(random[:])}}
	var err error
	if d.listener, err = net.Listen("tcp", address); err != nil {
		return nil, fmt.Errorf("company: control: %w", err)
	}
	d.control.Address = d.listener.Addr().String()
	if !p.Shared() {
		return d, nil
	}
	if d.lock, err = takeLock(p.Dir, serverLock, Locked); err != nil {
		return nil, errors.Join(err, d.listener.Close())
	}
	d.node, err = nodeOf(p.Dir)
	certificate, failed := ownCertificate()
	if err = errors.Join(err, failed); err != nil {
		return nil, errors.Join(fmt.Errorf("company: control: %w", err), d.Close())
	}
	pin := sha256.Sum256(certificate.Certificate[0])
	d.control.Pin = pin[:]
	d.listener = tls.NewListener(d.listener, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13})
	return d, nil
}

// Close shuts a door that was not given to a company.
func (d *Door) Close() error {
	var err error
	if d.lease != nil {
		err = d.lease.Release()
	}
	return errors.Join(err, d.listener.Close(), d.unlock())
}

func (d *Door) unlock() error {
	if d.lock == nil {
		return nil
	}
	return d.lock.free()
}

// nodeFile says which of the servers at a shared store the one of a folder is. It is
// the same after a restart, so the lease of the process before, which has ended, is
// not waited for.
const nodeFile = "node"

func nodeOf(dir string) (string, error) {
	path := filepath.Join(dir, nodeFile)
	data, err := os.ReadFile(path)
	if err == nil && len(data) > 0 {
		return string(data), nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	name := kernel.NewID(Now(), Random()).String()
	return name, writeWhole(path, []byte(name))
}

// ownCertificate makes a certificate for this process. Who connects knows it by its
// hash, so nobody needs to have signed it.
func ownCertificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "heyi"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Now().AddDate(100, 0, 0), // clocks of nodes may differ
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

var errPin = errors.New("company: control: another server answers")

// transport reaches the door, past any proxy.
func (f *controlFile) transport() *http.Transport {
	t := &http.Transport{MaxIdleConnsPerHost: 32, IdleConnTimeout: 20 * time.Second}
	t.DialContext = (&net.Dialer{Timeout: 3 * time.Second, KeepAlive: 5 * time.Second}).DialContext
	if len(f.Pin) > 0 {
		t.TLSClientConfig = &tls.Config{
			InsecureSkipVerify: true, // the pin below says more than any authority
			MinVersion:         tls.VersionTLS13,
			VerifyConnection: func(state tls.ConnectionState) error {
				if got := sha256.Sum256(state.PeerCertificates[0].Raw); !bytes.Equal(got[:], f.Pin) {
					return errPin
				}
				return nil
			},
		}
	}
	return t
}

func (f *controlFile) url() string {
	if len(f.Pin) > 0 {
		return "https://" + f.Address
	}
	return "http://" + f.Address
}

// Control serves the door of a company, behind it what devices may ask. The function
// it returns closes it.
func (c *Company) Control(door *Door, public http.Handler) (func() error, error) {
	end, err := c.home.announce(door)
	if err != nil {
		return nil, err
	}
	server := &http.Server{
		Handler: c.door(door.control.Secret, public), ReadHeaderTimeout: 10 * time.Second,
		ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelDebug),
	}
	go func() { _ = server.Serve(door.listener) }() // ends when it is closed
	return func() error { return errors.Join(server.Close(), end(), door.unlock()) }, nil
}

// writeWhole replaces a small file so that no reader sees half of it.
func writeWhole(path string, data []byte) error {
	part := path + ".part"
	if err := os.WriteFile(part, data, 0o600); err != nil {
		return err
	}
	return os.Rename(part, path)
}
