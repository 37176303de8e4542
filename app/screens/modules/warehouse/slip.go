package warehouse

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"heyi/app/device/client"
	"heyi/app/screens/common"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// slipSide is how large the photo of a signed slip stands on its page.
const slipSide = 160

// newSlip asks for the photo of the slip that the customer has signed.
func newSlip(site *common.Site) *common.FileInput {
	f := view.Argument(site.Desk.Catalog, "sales.delivery.sign", "slip")
	return common.NewFileInput(site, view.Input{Name: f.Name, Label: view.FieldLabel(f)}, true, client.FileAt{})
}

// slip shows the photo, once there is one.
func (p *deliveryPage) slip(d *warehouse.Delivery) []fyne.CanvasObject {
	if d.Row.Slip.IsZero() {
		return nil
	}
	at := view.FileAt(d.Row, sales.Deliveries.In(p.site.Desk.Catalog).Field("slip"))
	title := view.Label(p.site.Desk.Catalog, sales.Deliveries.Name(), "slip")
	return []fyne.CanvasObject{widgets.NewPanel(title, container.NewHBox(p.site.Photo(at, slipSide)))}
}

// signed gives the command, behind keeping the photo.
func (p *deliveryPage) signed(by string, slip kernel.File) error {
	if err := p.photo.Keep(); err != nil {
		return err
	}
	return warehouse.Sign(p.site.Desk, p.id, by, slip)
}
