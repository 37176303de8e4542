package client

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"heyi/shared/kernel"
)

// What can be wrong between this device and a server's TLS. Nobody is asked to go
// on all the same: a password would go to whoever is there.
var (
	BadCertificate = kernel.Refuse("server.certificate", "服务器 {address} 的证书不可信：{why}。没有发送任何资料，请联系管理员",
		"The certificate of the server {address} is not trusted: {why}. Nothing was sent; please tell your administrator")
	NoTLS = kernel.Refuse("server.no_tls", "服务器 {address} 没有加密连接，请核对地址；只有在可信的内部网络中才可改用 http://",
		"The server {address} does not encrypt; please check the address. Use http:// only within a network you trust")
	NeedsTLS = kernel.Refuse("server.needs_tls", "服务器 {address} 只接受加密连接，请使用 https:// 开头的地址",
		"The server {address} takes encrypted connections only; its address begins with https://")
)

// unreached says why a server could not be asked: what is wrong with its
// certificate, or that it cannot be reached. base is its address with the scheme.
func unreached(base string, err error) error {
	if refusal := distrust(base, err); refusal != nil {
		return fmt.Errorf("%w (%w)", refusal, err)
	}
	return fmt.Errorf("%w (%w)", NoServer.With(kernel.Text("address", base)), err)
}

// distrust explains a failure of TLS, nil for any other.
func distrust(base string, err error) *kernel.Refusal {
	address := kernel.Text("address", base)
	var wrongName x509.HostnameError
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var header tls.RecordHeaderError
	var other *tls.CertificateVerificationError
	switch {
	case errors.As(err, &wrongName):
		names := strings.Join(wrongName.Certificate.DNSNames, ", ")
		for _, ip := range wrongName.Certificate.IPAddresses {
			names = strings.TrimPrefix(names+", "+ip.String(), ", ")
		}
		return BadCertificate.With(address, kernel.Words("why", "它是发给 "+names+" 的", "it was made for "+names))
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return BadCertificate.With(address, kernel.Words("why", "它不在有效期内，也可能是本机时间不对",
			"it has expired or is not valid yet, or this device's clock is wrong"))
	case errors.As(err, &unknown):
		return BadCertificate.With(address, kernel.Words("why", "本机不认识它的签发机构", "this device does not know who issued it"))
	case errors.As(err, &other), errors.As(err, &invalid):
		return BadCertificate.With(address, kernel.Words("why", "无法核实", "it cannot be verified"))
	case errors.As(err, &header), errors.Is(err, http.ErrSchemeMismatch):
		return NoTLS.With(address)
	}
	return nil
}

// plainToTLS is what Go's server answers to a request that is not encrypted.
const plainToTLS = "HTTP request to an HTTPS server"

// baseOf is the address that a response came from.
func baseOf(u *url.URL) string { return u.Scheme + "://" + u.Host }
