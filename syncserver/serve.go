package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"heyi/syncserver/company"
)

// parts are what other packages add to the server; the files that link them fill
// it while the package initialises.
var parts struct {
	// found makes the demo company in a company that was just created.
	found func(ctx context.Context, c *company.Company) error
	// open prepares a demo company that is being served.
	open func(ctx context.Context, mux *http.ServeMux, c *company.Company) error
	// living keeps the demo company's clock going until ctx ends.
	living func(ctx context.Context, c *company.Company) error
	// routes adds further routes.
	routes []func(mux *http.ServeMux, c *company.Company)
}

// stopTime is how long connections and requests may take to end.
const stopTime = 10 * time.Second

func serve(s *session) error {
	f := s.flags()
	listen := f.text("listen", "127.0.0.1:8420", "监听地址 / the address to listen on")
	addressFile := f.text("address-file", "", "就绪后把监听地址写入此文件 / write the address there when ready")
	demo := f.yes("demo", "没有公司时建立演示公司 / make the demo company if there is none")
	alone := f.yes("no-colleagues", "演示公司里没有演示同事 / no scripted colleagues in the demo company")
	keep := f.number("keep-changes", 90, "保留多少天的变更日志;更久未联系的设备会重新首次同步,0 为全部保留 / days of the log of changes to keep; a device away for longer syncs from the start, 0 keeps all")
	cert := f.text("tls-cert", "", "TLS 证书文件 / certificate for TLS")
	key := f.text("tls-key", "", "TLS 私钥文件 / its key")
	plain := f.yes("insecure-http", "允许在本机以外的地址上使用不加密的 HTTP / serve plain HTTP on an address that is not loopback")
	memory := f.number("memory", 0, "内存目标(MiB),0 为机器的一半,最多 640;缓存行多的大公司可调高 / memory to aim at in MiB; 0 is half of the machine, 640 at most; raise it for a large company")
	if err := f.read(s.args); err != nil {
		return err
	}
	log, err := f.log()
	if err != nil {
		return err
	}
	if *memory != 0 && *memory < memoryLeast {
		return &mistake{fmt.Sprintf("--memory 至少为 %d(MiB)", memoryLeast), fmt.Sprintf("--memory is at least %d (MiB)", memoryLeast)}
	}
	boundMemory(s, *memory)
	if *keep < 0 {
		return &mistake{"--keep-changes 是天数,不能为负", "--keep-changes is a number of days and not negative"}
	}
	if (*cert == "") != (*key == "") {
		return &mistake{"--tls-cert 与 --tls-key 必须一起给出", "--tls-cert and --tls-key go together"}
	}
	var secured *certificate
	if *cert != "" {
		if secured, err = openCertificate(*cert, *key, log); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		return &mistake{"无法监听 " + *listen + ":" + err.Error(), "Cannot listen on " + *listen + ": " + err.Error()}
	}
	if err := insecure(listener.Addr(), secured != nil, *demo, *plain); err != nil {
		return errors.Join(err, listener.Close())
	}
	c, err := openOrDemo(s, *f.data, *demo, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if secured == nil && insecure(listener.Addr(), false, false, false) != nil {
		log.Warn("passwords and the company's figures cross the network unencrypted", "address", listener.Addr().String())
	}
	server := &serving{Company: c, listener: listener, secured: secured, alone: *alone, keep: time.Duration(*keep) * 24 * time.Hour}
	return server.run(s, *addressFile, *demo)
}

func openOrDemo(s *session, dir string, demo bool, log *slog.Logger) (*company.Company, error) {
	marker := filepath.Join(dir, "founding")
	if _, err := os.Stat(marker); demo && err == nil {
		if err := sweep(dir); err != nil { // the one that was founded when the power failed
			return nil, err
		}
	}
	if !demo {
		return company.OpenToServe(dir, log)
	}
	if company.Exists(dir) {
		c, err := company.Open(dir, log)
		if err == nil {
			c.Hub.TrustClock() // nobody closes books in earnest here
		}
		return c, err
	}
	if parts.found == nil {
		return nil, &mistake{"此程序不含演示公司", "This program contains no demo company"}
	}
	start := time.Now()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("demo company: %w", err)
	}
	if err := writeWhole(marker, ""); err != nil {
		return nil, err
	}
	c, err := company.Create(dir, log)
	if err != nil {
		return nil, err
	}
	if err := parts.found(s, c); err != nil {
		return nil, errors.Join(fmt.Errorf("demo company: %w", err), discard(c))
	}
	if err := os.Remove(marker); err != nil {
		return nil, errors.Join(fmt.Errorf("demo company: %w", err), discard(c))
	}
	log.Info("the demo company is ready", "took", time.Since(start).Round(time.Millisecond))
	return c, nil
}

// discard takes away a company whose founding failed half-way.
func discard(c *company.Company) error {
	return errors.Join(c.Close(context.Background()), sweep(c.Dir))
}

// sweep takes the file of a half-founded company out of a folder.
func sweep(dir string) (err error) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if e := os.Remove(filepath.Join(dir, company.File+suffix)); e != nil && !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// serving is a company behind a listener.
type serving struct {
	*company.Company
	listener net.Listener
	secured  *certificate  // nil without TLS
	alone    bool          // without scripted colleagues
	keep     time.Duration // of the log of changes
}

func (s *serving) run(ctx context.Context, addressFile string, demo bool) error {
	mux := http.NewServeMux()
	s.Register(mux)
	for _, add := range parts.routes {
		add(mux, s.Company)
	}
	if demo && parts.open != nil {
		if err := parts.open(ctx, mux, s.Company); err != nil {
			return errors.Join(err, s.listener.Close(), s.Close(ctx))
		}
	}
	closeControl, err := s.Control()
	if err != nil {
		return errors.Join(err, s.listener.Close(), s.Close(ctx))
	}
	server := newServer(mux, s.Log, bodyTime, pieceTime)
	listener := newNarrow(s.listener, linksMax, linksAddressMax)
	failed := make(chan error, 1)
	go func() {
		if s.secured != nil {
			server.TLSConfig = s.secured.config()
			failed <- server.ServeTLS(listener, "", "")
			return
		}
		failed <- server.Serve(listener)
	}()
	if addressFile != "" {
		err = writeWhole(addressFile, s.listener.Addr().String())
	}
	if err == nil {
		s.Log.Info("serving", "address", s.listener.Addr().String(), "company", s.Store.Company.String(), "version", s.Hub.Version())
		err = s.wait(ctx, failed, demo)
	}
	return errors.Join(err, s.stop(server), closeControl())
}

func (s *serving) wait(ctx context.Context, failed <-chan error, demo bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lived := make(chan error, 1)
	if demo && !s.alone && parts.living != nil {
		go func() { lived <- parts.living(ctx, s.Company) }()
	} else {
		close(lived)
	}
	go s.keepHouse(ctx)
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
		if err := <-lived; err != nil && !errors.Is(err, context.Canceled) {
			s.Log.Error("the demo company stood still", "error", err)
		}
		return nil
	}
}

// houseEvery is how often the company is tidied up.
const houseEvery = time.Hour

// keepHouse tidies up now and then. What fails is logged and tried again.
func (s *serving) keepHouse(ctx context.Context) {
	tick := time.NewTicker(houseEvery)
	defer tick.Stop()
	for {
		if s.secured != nil {
			s.secured.hourly(time.Now())
		}
		if err := s.Housekeep(ctx, s.keep); err != nil && ctx.Err() == nil {
			s.Log.Warn("housekeeping failed", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// stop takes no more requests, lets what runs come to its end, tells the devices
// and closes the company.
func (s *serving) stop(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	start := time.Now()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	err = errors.Join(err, s.Close(ctx))
	s.Log.Info("stopped", "took", time.Since(start).Round(time.Millisecond))
	return err
}

// writeWhole writes a small file so that no reader sees half of it.
func writeWhole(path, text string) error {
	part := path + ".part"
	if err := os.WriteFile(part, []byte(text), 0o600); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
