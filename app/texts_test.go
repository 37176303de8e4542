package main

import (
	"testing"

	"heyi/app/ui/i18n"
)

// Every text of the program exists in both languages, says the same values and
// stays in its own language. Here all packages with texts are linked.
func TestTextsAreWhole(t *testing.T) {
	for _, fault := range i18n.Check() {
		t.Error(fault)
	}
}
