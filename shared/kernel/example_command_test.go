package kernel_test

import (
	"fmt"

	"heyi/shared/kernel"
)

// Parcel is a parcel on its way.
type Parcel struct {
	kernel.Record
	Name  string       `zh:"收件人" en:"For" is:"title,required"`
	State kernel.State `zh:"状态" en:"State" is:"derived"`
	Due   kernel.Money `zh:"应收" en:"Due" is:"derived"`
}

// Parcels wait until somebody takes them.
var Parcels = kernel.Define[Parcel]("parcel", kernel.Spec{
	Zh: "包裹", En: "Parcel", Scope: kernel.Scope{kernel.Everyone},
	States: []kernel.Option{{Code: "waits", Zh: "待取", En: "Waits"}, {Code: "taken", Zh: "已取", En: "Taken"}},
})

// HandOut gives a parcel to whom it is for. Its fields are the arguments, of which the
// form, the API and the wire are made; its permission is its name.
type HandOut struct {
	Parcel kernel.Ref[Parcel] `zh:"包裹" en:"Parcel" is:"required"`
	Paid   kernel.Money       `zh:"实收" en:"Paid"`
}

var (
	// Where the command may be given, and where it leads, is data: buttons know it.
	_ = kernel.Intent[HandOut]("parcel.hand_out", "取件", "Hand out",
		kernel.Moves(Parcels, kernel.From("waits"), kernel.To("taken")))

	// NotPaid is a refusal: a code for programs and a sentence in each language.
	NotPaid = kernel.Refuse("parcel.not_paid", "还差 {rest} 元", "{rest} is still to be paid")
)

// Predict runs on the device at once and on the server later: the same code, from the
// same arguments.
func (h HandOut) Predict(tx *kernel.Tx) error {
	p, err := Parcels.Need(tx, h.Parcel)
	if err != nil {
		return err
	}
	if rest := p.Due - h.Paid; rest > 0 {
		return NotPaid.With(kernel.Figure("rest", rest))
	}
	kernel.Set(tx, p, &p.Due, 0)
	return nil // the state is the kernel's to write
}

// A command is arguments with a Predict and one line that declares it. It is judged as a
// whole: what refuses leaves nothing behind.
func ExampleIntent() {
	catalog, store := kernel.NewCatalog(1, kernel.Lock{}), kernel.NewMemory()
	parcel := &Parcel{Record: kernel.Record{ID: kernel.DeriveID("parcel", "1")}, Name: "鹭岛家居", State: "waits", Due: 1280_00}
	Parcels.In(catalog).Adopt(parcel)
	store.Put(parcel)

	everyone := &kernel.Viewer{Tags: map[string]bool{kernel.Everyone.Tag: true}}
	clerk := &kernel.Author{Grants: []string{"parcel.*"}, Viewer: everyone}
	give := func(args kernel.Command) {
		spec := catalog.CommandFor(args)
		call := &kernel.Call{ID: kernel.DeriveID("call", spec.Name), Name: spec.Name, Args: spec.Encode(args)}
		tx := kernel.NewTx(catalog, store, clerk.Viewer, call, clerk)
		_, err := tx.Judge()
		if refusal, ok := kernel.AsRefusal(err); ok {
			fmt.Println(refusal.Code, refusal.Sentence("zh", nil), "/", refusal.Sentence("en", nil))
		}
		for _, w := range tx.Writes() {
			fmt.Println(w.After.(*Parcel).State)
			store.Put(w.After)
		}
	}
	give(&HandOut{Parcel: kernel.Ref[Parcel](parcel.ID), Paid: 1000_00})
	give(&HandOut{Parcel: kernel.Ref[Parcel](parcel.ID), Paid: 1280_00})
	give(&HandOut{Parcel: kernel.Ref[Parcel](parcel.ID), Paid: 1280_00})
	// Output:
	// parcel.not_paid 还差 280.00 元 / 280.00 is still to be paid
	// taken
	// row.state 包裹 鹭岛家居 现在是「已取」，不能取件 / Parcel 鹭岛家居 is Taken: Hand out is not possible
}
