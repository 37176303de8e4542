package client

import (
	"context"
	"path/filepath"

	"heyi/app/device/store"
	"heyi/shared/kernel"
)

// Broken is an enrolment of which both files are damaged. Its rows and what waits
// in it are not: when its user signs in again, they are his again.
type Broken struct {
	Enrolment     // but for its folder and, if its files say so, its device and user all is unknown
	Waiting   int // commands that were not sent
}

// BrokenEnrolment says that an account cannot be opened and what to do.
var BrokenEnrolment = kernel.Refuse("device.enrolment_broken",
	"本机一个账户的登录资料损坏。请用原来的服务器、手机号和密码重新登录：没有提交的 {count} 个操作都还在",
	"The sign-in data of an account on this device is damaged. Sign in again with the same server, mobile number and password: the {count} commands that were not sent are still there",
	kernel.Repair{Name: "export", Zh: "导出", En: "Export"})

// Refusal is what to tell the user.
func (b Broken) Refusal() *kernel.Refusal {
	return BrokenEnrolment.With(kernel.Int("count", int64(b.Waiting)))
}

// Broken lists the enrolments that cannot be read.
func (h Home) Broken() ([]Broken, error) {
	_, folders, err := h.look()
	var list []Broken
	for _, dir := range folders {
		b := Broken{Enrolment: Enrolment{Dir: dir}}
		calls, unread := b.unsent()
		b.Waiting = len(calls) + len(unread)
		if id, err := kernel.ParseID(filepath.Base(dir)); err == nil {
			b.Device = id
		}
		b.User = store.AuthorOf(filepath.Join(dir, outboxFile), filepath.Join(dir, replicaFile))
		list = append(list, b)
	}
	return list, err
}

// lostBy is the broken enrolment of a person who signs in, nil when there is none.
// The server says who he is; the commands in the files say whose they are.
func (h Home) lostBy(ctx context.Context, server string, c Credentials) (*Enrolment, error) {
	broken, err := h.Broken()
	if err != nil || len(broken) == 0 {
		return nil, err
	}
	who, err := SignIn(ctx, server, c)
	if err != nil {
		return nil, err
	}
	for _, b := range broken {
		if b.User == who.User && !b.Device.IsZero() && !wasWiped(b.Dir) {
			return &b.Enrolment, nil
		}
	}
	return nil, nil
}
