package sales

import "heyi/shared/kernel"

// auditProgress compares the state of each order that was approved with its lines.
func auditProgress(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	lines, err := linesByOrder(c, all)
	if err != nil {
		return err
	}
	return kernel.Each(c, all, Orders, func(o *Order) error {
		going := o.State == Approved || o.State == Partly || o.State == Shipped
		if going && progress(lines[kernel.Ref[Order](o.ID)]) != o.State {
			found("sales_order " + o.Number)
		}
		return nil
	})
}
