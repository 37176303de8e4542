// Package widgets holds the building blocks of every screen of the client.
//
// Typing: Field, MoneyField, QtyField, PriceField, DateField, PickerField and
// ScanField share label, required mark, inline error and keyboard habits
// (Enter = next field, Ctrl+Enter = save) and stand in a FormPage, which
// checks them all and says which ones need attention.
//
// Showing: PagedList for rows of any number, DataGrid for the same rows as a
// table on wide windows and as cards on a phone, KPI for a figure, Badge,
// Banner, Snackbar, StatusBar, EmptyState, ErrorState, ConfirmDialog.
//
// No widget knows the business: texts arrive translated, figures formatted by
// package i18n, rows through sources. Widgets keep the texts they were built
// with; on a change of language the page is built anew. All methods belong to
// the UI thread unless they say otherwise.
package widgets
