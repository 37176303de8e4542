package sales

import (
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// Scores are what a customer may say, the best first.
var Scores = []int64{5, 4, 3, 2, 1}

// Score is a customer's judgement in words.
func Score(n int64) string { return view.Scored.Text(n) }

// Rate keeps what the customer says of an order: a score of 1 to 5, and his words.
func Rate(d *view.Desk, order kernel.ID, score int64, words string) error {
	_, err := d.Do(&sales.Rate{Order: kernel.Ref[sales.Order](order), Score: score, Words: words})
	return err
}
