package common

import (
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

var (
	newCustomer = i18n.Define("partner.customer", "新建客户「{0}」", "New customer {0}")
	newSupplier = i18n.Define("partner.supplier", "新建供应商「{0}」", "New supplier {0}")
)

// MakePartner has a picker of partners make one that is not there, of the kind that it
// offers, for who may; nil for others. choice is what the picker offers of him.
func MakePartner[T any](site *Site, kind view.PartnerKind, choice func(id kernel.ID, name string) T) *widgets.PickerMaker[T] {
	if !site.May(party.Parties.Name() + ".add") {
		return nil
	}
	label := newCustomer
	if kind == view.WhoSupplies {
		label = newSupplier
	}
	return &widgets.PickerMaker[T]{
		Label: func(typed string) string { return label.Text(typed) },
		Make: func(typed string, made func(T)) {
			var id kernel.ID
			site.Do(func() (err error) {
				id, err = kind.Make(site.Desk, typed)
				return err
			}, func(err error) {
				if err != nil {
					site.Toast(view.Explain(err).Text)
					return
				}
				made(choice(id, typed))
			})
		},
	}
}
