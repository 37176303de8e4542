// Package tax knows the value added tax rate of a day and splits amounts.
//
// There is one rounding rule in the program: amounts are rounded half up to the
// fen, tax is worked out per line, and what is spread over lines adds up to the
// fen. Device, server, printed paper and voucher use these functions, so they
// cannot differ.
package tax
