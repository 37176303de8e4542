// Package i18n holds what the user reads: texts in Chinese and English, and
// the way numbers, money, quantities, dates and ages are written and typed.
//
// A text is a Key, declared once with both languages beside each other:
//
//	var orderSave = i18n.Define("order.save", "提交订单", "Submit order")
//	label.SetText(orderSave.Text())
//
// Values stand in the text as {0}, {1}, … because the two languages order them
// differently. A text whose English has a plural gets both forms:
//
//	i18n.DefinePlural("x.waiting", "{0} 条待上传", "{0} record waiting", "{0} records waiting")
//
// Check, called from a test of every package that defines keys, finds texts
// that are missing, left in the wrong language, or disagree about values.
//
// Numbers are scaled integers, never floats: money in minor units (2
// decimals, 123456 is 1,234.56), quantities and prices in micro units (6
// decimals, 12_500_000 is 12.5). The package imports neither Fyne nor the
// kernel, so that view-models can prepare their strings with it.
package i18n
