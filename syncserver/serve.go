package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"heyi/syncserver/companies/company"
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
	keep := f.number("keep-changes", 90, "保留多少天的变更日志；更久未联系的设备会重新首次同步，0 为全部保留 / days of the log of changes to keep; a device away for longer syncs from the start, 0 keeps all")
	cert := f.text("tls-cert", "", "TLS 证书文件 / certificate for TLS")
	key := f.text("tls-key", "", "TLS 私钥文件 / its key")
	plain := f.yes("insecure-http", "允许在本机以外的地址上使用不加密的 HTTP / serve plain HTTP on an address that is not loopback")
	nodes := f.text("node-listen", "", "只用于 --store：其他服务器访问本机的地址，如 10.0.0.5:8421；默认只限本机 / with --store: the address at which other servers reach this one; the loopback interface by default")
	first := f.text("prefer", "", "与 --companies 和 --store 一起使用：优先由本机处理的公司代号，以逗号分隔；其余的先让给别的服务器 / with --companies and --store: names, with commas between, of the companies that this server judges rather than others; it lets other servers have the rest first")
	memory := f.number("memory", 0, "内存目标（MiB）,0 为机器的一半，最多 640；缓存行多的大公司可调高 / memory to aim at in MiB; 0 is half of the machine, 640 at most; raise it for a large company")
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
		return &mistake{"--keep-changes 是天数，不能为负", "--keep-changes is a number of days and not negative"}
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
	if secured == nil && insecure(listener.Addr(), false, false, false) != nil {
		log.Warn("passwords and the company's figures cross the network unencrypted", "address", listener.Addr().String())
	}
	front := newFront(listener, secured, log, *addressFile)
	one := serving{
		log: log, address: listener.Addr().String(), secured: secured, demo: *demo, alone: *alone, nodes: *nodes,
		keep: time.Duration(*keep) * 24 * time.Hour, failed: front.failed, begin: front.begin, end: front.end,
	}
	if f.many() {
		all, err := f.registry()
		if err == nil && *demo {
			err = &mistake{"--demo 只用于单个公司，不能与 --companies 一起使用", "--demo is for one company and does not go with --companies"}
		}
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		return errors.Join(newHouse(all, front, one, *first).run(s), all.Close())
	}
	if one.place, err = f.place(); err != nil {
		return errors.Join(err, listener.Close())
	}
	return one.run(s)
}

// houseEvery is how often the company is tidied up.
const houseEvery = time.Hour

// backupEvery is how often is looked for a new backup: who has made one is not reminded of
// it for another hour.
const backupEvery = time.Minute

// keepHouse tidies up now and then. What fails is logged and tried again.
func (s *serving) keepHouse(ctx context.Context, c *company.Company) {
	tick, look := time.NewTicker(houseEvery), time.NewTicker(backupEvery)
	defer tick.Stop()
	defer look.Stop()
	for {
		if s.secured != nil {
			s.secured.hourly(time.Now())
		}
		if err := c.Housekeep(ctx, s.keep); err != nil && ctx.Err() == nil {
			s.log.Warn("housekeeping failed", "error", err)
		}
		if !s.awaitHour(ctx, c, tick.C, look.C) {
			return
		}
	}
}

// awaitHour waits for the next round and looks for new backups meanwhile; false when it is
// over.
func (s *serving) awaitHour(ctx context.Context, c *company.Company, hour, look <-chan time.Time) bool {
	for {
		select {
		case <-hour:
			return true
		case <-ctx.Done():
			return false
		case <-look:
			if err := c.TellBackup(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("looking for backups failed", "error", err)
			}
		}
	}
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
