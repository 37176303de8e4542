package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificate is the pair of files of TLS. They are read again when they have
// changed, so that a renewal needs no restart.
type certificate struct {
	cert, key string // paths
	log       *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	seen   [2]fileState
	looked time.Time
	warned time.Time // looked at for its end
}

// fileState tells one state of a file from another.
type fileState struct {
	changed time.Time
	size    int64
}

// lookEvery bounds how often handshakes look at the files.
const lookEvery = time.Second

// expiryWarning is how long before its end a certificate is complained about.
const expiryWarning = 14 * 24 * time.Hour

// openCertificate reads the pair for the first time.
func openCertificate(cert, key string, log *slog.Logger) (*certificate, error) {
	c := &certificate{cert: cert, key: key, log: log}
	if err := c.load(); err != nil {
		return nil, &mistake{"TLS 证书或私钥无法使用：" + err.Error(), "The certificate for TLS or its key cannot be used: " + err.Error()}
	}
	return c, nil
}

// load reads both files. What they looked like before they were read is noted:
// a change meanwhile is seen the next time.
func (c *certificate) load() error {
	c.seen = c.states()
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return err
	}
	if pair.Leaf == nil {
		if pair.Leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
			return fmt.Errorf("%s: %w", c.cert, err)
		}
	}
	c.pair = &pair
	c.log.Info("certificate for TLS read", "file", c.cert, "expires", pair.Leaf.NotAfter)
	c.warn(time.Now())
	return nil
}

// warn complains about a certificate that ends soon.
func (c *certificate) warn(now time.Time) {
	c.warned = now
	if left := c.pair.Leaf.NotAfter.Sub(now); left < expiryWarning {
		c.log.Warn("the certificate for TLS expires soon or has expired", "file", c.cert, "expires", c.pair.Leaf.NotAfter)
	}
}

func (c *certificate) states() (states [2]fileState) {
	for i, path := range []string{c.cert, c.key} {
		if info, err := os.Stat(path); err == nil { // one that is gone for a moment differs from both others
			states[i] = fileState{info.ModTime(), info.Size()}
		}
	}
	return states
}

// get is the certificate of a handshake. Files that do not make a pair, as in the
// middle of a renewal, leave the one in use.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.Sub(c.looked) >= lookEvery {
		c.looked = now
		if c.states() != c.seen {
			if err := c.load(); err != nil {
				c.log.Warn("the certificate for TLS changed and cannot be used; the old one stays in use", "file", c.cert, "error", err)
			}
		}
	}
	return c.pair, nil
}

// hourly repeats the warning of an expiry once a day.
func (c *certificate) hourly(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.warned) >= 24*time.Hour {
		c.warn(now)
	}
}

// config is the TLS of a server: 1.2 and later, with Go's own choice of ciphers.
func (c *certificate) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get, NextProtos: []string{"h2", "http/1.1"}}
}
