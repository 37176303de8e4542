package module

import "heyi/shared/kernel"

// Said tells pages how a field is said whose content is no text for people.
type Said struct {
	Entity, Field string
	Codes         func() []kernel.Option                       // what may stand in it, each with its word
	Many          bool                                         // of Codes: several, separated by blanks
	Words         func(*kernel.Tx, kernel.Row) []kernel.Saying // what it says
	Programs      bool                                         // it is for programs: no page shows it
	Open          bool                                         // of a figure: nothing is that nobody has said anything
}

// SaidOf is what is declared of a field; false for most.
func SaidOf(entity, field string) (Said, bool) {
	s, known := said[[2]string{entity, field}]
	return s, known
}

var said = map[[2]string]Said{}

func (m *Module) keepSaid() {
	for _, s := range m.Said {
		key := [2]string{s.Entity, s.Field}
		if _, twice := said[key]; twice {
			panic("module: " + s.Entity + "." + s.Field + " is said in two ways")
		}
		said[key] = s
	}
}
