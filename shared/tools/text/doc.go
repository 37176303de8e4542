// Package text brings what people type, paste, scan and import into one normal
// form, so that equal texts are equal bytes on every side. It is applied once, at
// the door of a command; the forms are idempotent and know no business.
package text
