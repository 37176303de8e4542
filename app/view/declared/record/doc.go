// Package record makes a list, a form and a page of any entity out of its
// declaration: which columns a list has, which inputs a form, how a row is called,
// and which commands save it. An entity that is declared tomorrow has all of them
// without a line here.
//
// Canonical texts are those of kernel.Value; what people read is made of them by
// Say.
package record
