// Package record draws the list, the form and the page of any entity out of its
// declaration, and the page that lists the masters a person may write.
//
// Routes belong to the router; other areas open a list or a row with
//
//	site.Router.Go(record.ListRoute("contact"))
//	site.Router.Go(record.RowRoute("product", id)) // the zero id makes a new one
//	site.Router.Go(record.MastersRoute())
package record
