package sim

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Promise is something that must be true of every history.
type Promise struct {
	Name string // by which a finding names it
	Says string
}

// Broken is a promise that a history broke, and how.
type Broken struct {
	Promise *Promise
	What    string
}

func (b *Broken) Error() string { return b.Promise.Name + ": " + b.What }

var promises []*Promise

// Promised declares a promise beside what checks it.
func Promised(name, says string) *Promise {
	p := &Promise{name, says}
	promises = append(promises, p)
	return p
}

// Promises lists them by name.
func Promises() []*Promise {
	return slices.SortedFunc(slices.Values(promises), func(a, b *Promise) int { return strings.Compare(a.Name, b.Name) })
}

// Broken is the error of a promise that does not hold.
func (p *Promise) Broken(format string, args ...any) error {
	return &Broken{p, fmt.Sprintf(format, args...)}
}

// GoesOn is broken by whatever fails for no reason that the weather gave it.
var GoesOn = Promised("goes-on", "No device, server or command fails because of what the weather does; it goes on afterwards.")

// BrokenBy names the promise that an error of [Run] is about.
func BrokenBy(err error) string {
	if b := (*Broken)(nil); errors.As(err, &b) {
		return b.Promise.Name
	}
	return GoesOn.Name
}
