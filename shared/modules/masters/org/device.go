package org

import "heyi/shared/kernel"

// Device is an origin of commands: the enrolment of a tablet, desktop or phone
// for one user, an API token, an import file, a job or the clock. Its id is the
// Origin of calls; its series stands in the numbers of documents for ever.
type Device struct {
	kernel.Record
	User    kernel.Ref[User] `zh:"用户" en:"User" is:"listed"`
	Name    string           `zh:"设备名称" en:"Device" is:"title,required"`
	Series  string           `zh:"单号系列" en:"Series" text:"code" is:"required,listed" max:"12"`
	Kind    kernel.Choice    `zh:"类型" en:"Kind" of:"device_kind" is:"required,listed"`
	Revoked bool             `zh:"已停用" en:"Revoked" is:"listed"`
	Seen    kernel.Time      `zh:"最近联系" en:"Last seen" is:"listed,settled"`
	Until   kernel.Time      `zh:"收取离职前内容至" en:"Brings earlier work until" is:"settled"` // revoked because its user left; zero for no reason to let it in
}

var _ = kernel.Choices("device_kind",
	kernel.Option{Code: "tablet", Zh: "平板", En: "Tablet"},
	kernel.Option{Code: "desktop", Zh: "电脑", En: "Desktop"},
	kernel.Option{Code: "phone", Zh: "手机", En: "Phone"},
	kernel.Option{Code: "api", Zh: "接口", En: "API token"},
	kernel.Option{Code: "import", Zh: "导入", En: "Import"},
	kernel.Option{Code: "job", Zh: "后台任务", En: "Job"},
	kernel.Option{Code: "clock", Zh: "定时", En: "Clock"})

// Devices and their unique series.
var (
	Devices = kernel.Define[Device]("device", kernel.Spec{
		Zh: "设备", En: "Device", Scope: kernel.Scope{kernel.Everyone}, Kept: true,
	})
	DeviceBySeries = kernel.Unique(Devices, func(d *Device) *string { return &d.Series })
	DevicesOf      = kernel.Find(Devices, func(d *Device) *kernel.Ref[User] { return &d.User }).Holds()
)

// Enrol makes an origin known under the id that it chose for itself.
type Enrol struct {
	Device kernel.ID        `zh:"设备号" en:"Device" is:"required"`
	User   kernel.Ref[User] `zh:"用户" en:"User"`
	Name   string           `zh:"设备名称" en:"Name" is:"required"`
	Series string           `zh:"单号系列" en:"Series" text:"code" is:"required" max:"12"`
	Kind   kernel.Choice    `zh:"类型" en:"Kind" of:"device_kind" is:"required"`
}

var _ = kernel.Intent[Enrol]("org.device.enrol", "登记设备", "Enrol device", kernel.OfSystem())

// Enrolled is the refusal of an id that another device has already.
var Enrolled = kernel.Refuse("org.device_enrolled", "这台设备已经登记过", "The device is enrolled already")

// Predict inserts the device.
func (e Enrol) Predict(tx *kernel.Tx) error {
	if _, p := Devices.Get(tx, kernel.Ref[Device](e.Device)); p == kernel.Found {
		return Enrolled.With()
	}
	d := &Device{User: e.User, Name: e.Name, Series: e.Series, Kind: e.Kind}
	d.ID = e.Device
	Devices.Insert(tx, d)
	return nil
}

// SawDevices writes down when devices were last in contact. The server says it once a day
// of each: every line of it reaches every device.
type SawDevices struct {
	Devices []SawDevice `zh:"设备" en:"Devices" is:"required"`
}

// SawDevice is one of them.
type SawDevice struct {
	Device kernel.Ref[Device] `zh:"设备" en:"Device" is:"required"`
	At     kernel.Time        `zh:"最近联系" en:"Last seen" is:"required" day:"any"`
}

var _ = kernel.Intent[SawDevices]("org.device.seen", "记录设备联系时间", "Note contact of devices", kernel.OfSystem())

// Predict is nothing: only the server knows.
func (s SawDevices) Predict(*kernel.Tx) error { return nil }

// Settle writes the times; a device that nobody knows any more has none.
func (s SawDevices) Settle(tx *kernel.Tx) error {
	for _, seen := range s.Devices {
		if d, p := Devices.Get(tx, seen.Device); p == kernel.Found && seen.At > d.Seen {
			kernel.Set(tx, d, &d.Seen, seen.At)
		}
	}
	return nil
}

// Revoke ends a device's authority, for one that was lost or stolen.
type Revoke struct {
	Device kernel.Ref[Device] `zh:"设备" en:"Device" is:"required"`
}

var (
	_ = kernel.Intent[Revoke]("org.device.revoke", "停用设备", "Revoke device", kernel.If(inUse), For(First, Admin), kernel.Asking(
		"设备下次联系时，其中的公司数据会被清除；未上传的内容只能在该设备上导出", "At its next contact the company's data is wiped from the device; what it has not sent can then only be exported there"))

	// RevokedAlready refuses to revoke a device twice.
	RevokedAlready = kernel.Refuse("org.device_revoked", "设备「{device}」已经停用", "The device {device} is revoked already")
)

// inUse refuses a device that has been revoked, unless it may still bring something.
func inUse(tx *kernel.Tx, device kernel.ID) error {
	d, err := Devices.Need(tx, kernel.Ref[Device](device))
	if err == nil && d.Revoked && d.Until == 0 {
		err = RevokedAlready.With(kernel.Text("device", d.Name))
	}
	return err
}

// Predict marks the device.
func (r Revoke) Predict(tx *kernel.Tx) error {
	d, err := Devices.Need(tx, r.Device)
	if err != nil {
		return err
	}
	kernel.Set(tx, d, &d.Revoked, true)
	return nil
}

// Settle ends what the device of somebody who has left could still bring.
func (r Revoke) Settle(tx *kernel.Tx) error {
	d, err := Devices.Need(tx, r.Device)
	if err == nil && d.Until != 0 {
		kernel.Set(tx, d, &d.Until, 0)
	}
	return err
}
