// Package alive says which planted bug lives in a program that was built with the
// overlay of all of them. No other program contains it.
package alive

import "os"

// name is the bug that HEYI_PLANT names from the start, so that a test in a process
// of its own needs to know nothing of it.
var name = os.Getenv("HEYI_PLANT")

// Is tells whether a bug lives.
func Is(bug string) bool { return name == bug }

// Set brings one to life, or none for an empty name.
func Set(bug string) { name = bug }
