package kernel_test

import (
	"fmt"

	"heyi/shared/kernel"
)

// Shelf is a place for goods, Crate is what stands there.
type (
	Shelf struct {
		kernel.Record
		Code string     `zh:"编码" en:"Code" is:"title"`
		Free kernel.Qty `zh:"空位" en:"Free places" is:"derived" unit:"-"`
	}
	Crate struct {
		kernel.Record
		Name string            `zh:"名称" en:"Name" is:"title"`
		On   kernel.Ref[Shelf] `zh:"货架" en:"On" is:"derived"`
	}
)

// Crates are read by the shelf that they stand on: a transaction has no other lists than
// those that an index declares.
var (
	Shelves  = kernel.Define[Shelf]("shelf", kernel.Spec{Zh: "货架", En: "Shelf", Scope: kernel.Scope{kernel.Everyone}})
	Crates   = kernel.Define[Crate]("crate", kernel.Spec{Zh: "箱", En: "Crate", Scope: kernel.Scope{kernel.Everyone}})
	CratesOn = kernel.Find(Crates, func(c *Crate) *kernel.Ref[Shelf] { return &c.On })
)

// A transaction is the only way to read and to write. It answers whether a row is there,
// writes field by field, a value or a difference, and sees what it has written.
func ExampleTx() {
	catalog, store := kernel.NewCatalog(1, kernel.Lock{}), kernel.NewMemory()
	shelf := &Shelf{Record: kernel.Record{ID: kernel.DeriveID("shelf", "A1")}, Code: "A1", Free: 3e6}
	Shelves.In(catalog).Adopt(shelf)
	store.Put(shelf)

	tx := kernel.NewTx(catalog, store, nil, &kernel.Call{ID: kernel.DeriveID("call", "1")}, &kernel.Author{System: true})
	_, presence := Shelves.Get(tx, kernel.Ref[Shelf](kernel.DeriveID("shelf", "B7")))
	fmt.Println("B7 is there:", presence == kernel.Found)

	s, err := Shelves.Need(tx, kernel.Ref[Shelf](shelf.ID)) // or a refusal that says so
	if err != nil {
		fmt.Println(err)
		return
	}
	Crates.Insert(tx, &Crate{Name: "雅致茶几", On: kernel.Ref[Shelf](s.ID)})
	kernel.Add(tx, s, &s.Free, -1e6) // a difference: somebody else's is not lost
	kernel.Set(tx, s, &s.Code, "A-1")

	there, _ := CratesOn.Of(tx, kernel.Ref[Shelf](s.ID))
	fmt.Println("on it:", len(there), there[0].Name)
	for _, w := range tx.Writes() {
		fmt.Println(w.Schema.Name, "born:", w.Before == nil)
	}
	fmt.Println("the store still says", store.Get(Shelves.In(catalog), shelf.ID).(*Shelf).Code)
	// Output:
	// B7 is there: false
	// on it: 1 雅致茶几
	// crate born: true
	// shelf born: false
	// the store still says A1
}
