package org

import (
	"errors"

	"heyi/shared/kernel"
	"heyi/shared/tools/habit"
)

// BadInput wraps what package habit says about a typed text.
var BadInput = kernel.Refuse("field.input", "{sentence}", "{sentence}")

// Refused turns a *habit.Problem into a refusal; other errors stay as they are.
func Refused(err error) error {
	var p *habit.Problem
	if errors.As(err, &p) {
		return BadInput.With(kernel.Words("sentence", p.Zh(), p.En()), kernel.Text("problem", string(p.Code)))
	}
	return err
}

// Normalise rewrites a text field of a row being saved with its normal form: a
// phone number without blanks, a credit code in capitals. Empty texts stay.
func Normalise[T any](tx *kernel.Tx, row *T, field *string, normal func(string) (string, error)) error {
	if *field == "" {
		return nil
	}
	text, err := normal(*field)
	if err != nil {
		err = Refused(err)
		if r, ok := kernel.AsRefusal(err); ok {
			r.Args = append(r.Args, kernel.LabelOf(row, field))
		}
		return err
	}
	if text != *field {
		kernel.Set(tx, row, field, text)
	}
	return nil
}

// CreditCode checks a 统一社会信用代码 for Normalise.
func CreditCode(s string) (string, error) {
	code, _, err := habit.CreditCode(s)
	return code, err
}

func normalPhone[T any](tx *kernel.Tx, row *T, field *string) error {
	return Normalise(tx, row, field, habit.Phone)
}

func normalCreditCode[T any](tx *kernel.Tx, row *T, field *string) error {
	return Normalise(tx, row, field, CreditCode)
}
