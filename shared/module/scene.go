package module

import "heyi/shared/kernel"

// Scene is what the people of the demo company do with a module. It plans; what it plans
// happens among all that happens there.
type Scene func(Stage)

// Stage is the demo company for a scene. People are named by what they do there: the code
// of a shipped role.
type Stage interface {
	// Workday is so many working days before today, which is the last of them.
	Workday(ago int) kernel.Date
	// On plans something for a minute of a day, counted from midnight. What would be in the
	// future does not happen.
	On(day kernel.Date, minute int, act func() error)
	// Do has somebody give a command and returns its call; a refusal is an error.
	Do(role string, args kernel.Command) (*kernel.Call, error)
	// Add has somebody add a row of an entity, from pairs of field and value.
	Add(role, entity string, pairs ...string) (kernel.ID, error)
	// Named finds a row by its title: "广州天河云栖酒店".
	Named(entity, title string) kernel.ID
	// Seat is that of who holds a role.
	Seat(role string) kernel.ID
	// Tx reads the company as it stands.
	Tx() *kernel.Tx
}
