// Package org is who the company is: its places, departments, roles, seats,
// people and devices, and what each of them may see and do.
//
// An owner is a seat, never a person, so that a successor takes over the seat
// with everything it owns. Documents of all modules embed [Doc].
package org
