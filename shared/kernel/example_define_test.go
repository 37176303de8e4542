package kernel_test

import (
	"fmt"

	"heyi/shared/kernel"
)

// Van is a van that brings goods. What the tags say is all there is to say: the table,
// the form, the import, the API and what a device is sent follow from it.
type Van struct {
	kernel.Record
	Plate string     `zh:"车牌号" en:"Plate" is:"title,required" max:"12"`
	Load  kernel.Qty `zh:"载重（吨）" en:"Load in tonnes" is:"listed" unit:"-" range:"0..40"`
	Km    int64      `zh:"里程（公里）" en:"Kilometres" is:"derived"`
}

// Vans are seen by everybody. Two with one plate are refused.
var (
	Vans    = kernel.Define[Van]("van", kernel.Spec{Zh: "车辆", En: "Van", Scope: kernel.Scope{kernel.Everyone}})
	ByPlate = kernel.Unique(Vans, func(v *Van) *string { return &v.Plate })
)

// An entity is a struct and one line that declares it. Commands to add, change and remove
// its rows come with it, and what nobody may edit has no place in a form.
func ExampleDefine() {
	catalog := kernel.NewCatalog(1, kernel.Lock{})
	van := catalog.Schema("van")
	for _, f := range van.Fields {
		if f.Zh != "" && !f.Derived {
			fmt.Println("the form asks for", f.Name, f.Kind, f.Zh)
		}
	}
	fmt.Println(catalog.Command("van.add").Zh, "/", catalog.Command("van.edit").En)
	// Output:
	// the form asks for plate text 车牌号
	// the form asks for load qty 载重（吨）
	// 新增车辆 / Edit van
}
