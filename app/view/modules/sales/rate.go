package sales

import (
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// Scores are what a customer may say, the best first.
var Scores = []int64{5, 4, 3, 2, 1}

// Score is a customer's judgement in words.
func Score(n int64) string { return scored.Text(n) }

var scored = i18n.Define("order.score", "{0} 分", "{0} of 5")

// Rate keeps what the customer says of an order: a score of 1 to 5, and his words.
func Rate(d *view.Desk, order kernel.ID, score int64, words string) error {
	_, err := d.Do(&sales.Rate{Order: kernel.Ref[sales.Order](order), Score: score, Words: words})
	return err
}
