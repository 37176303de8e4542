package wire

import "heyi/shared/kernel"

// Import is an import that a person runs from the app, as the server tells of it in JSON.
type Import struct {
	ID      kernel.ID     `json:"id"`
	Step    ImportStep    `json:"step"`
	Name    string        `json:"name"`  // by which it is known to the company afterwards
	Place   string        `json:"place"` // code of the warehouse of goods that the files do not place
	Files   []string      `json:"files"`
	Sheets  []ImportSheet `json:"sheets"`
	Known   bool          `json:"known"` // something of it can be imported
	Done    int           `json:"done"`  // of Total, in the step that goes on
	Total   int           `json:"total"`
	Lines   int           `json:"lines"`
	Skipped int           `json:"skipped"` // by the mapping's own rules
	Changed int           `json:"changed"` // documents of an earlier run that the files tell otherwise now
	Refused int           `json:"refused"`
	Made    []ImportMade  `json:"made"`
	Bad     []ImportLine  `json:"bad"`               // the first of the refused lines
	Notes   []ImportLine  `json:"notes"`             // what a person should know
	Trouble *ImportLine   `json:"trouble,omitempty"` // what ended the step before its time
}

// ImportStep is how far an import is.
type ImportStep string

// The steps.
const (
	ImportEmpty   ImportStep = "empty"   // it has no file yet
	ImportLooking ImportStep = "looking" // the files are read through
	ImportLooked  ImportStep = "looked"
	ImportTrying  ImportStep = "trying" // it is judged on a draft that is thrown away
	ImportTried   ImportStep = "tried"
	ImportRunning ImportStep = "running"
	ImportDone    ImportStep = "done"
	ImportStopped ImportStep = "stopped" // while it ran: what was done stands, and running it again goes on
)

// Busy tells whether the server is at work on it.
func (s ImportStep) Busy() bool {
	return s == ImportLooking || s == ImportTrying || s == ImportRunning
}

// ImportSheet is what becomes of a table of the files.
type ImportSheet struct {
	Name   string   `json:"name"`
	Lines  int      `json:"lines"`
	Zh     string   `json:"zh"` // what it is used for, or why it is not
	En     string   `json:"en"`
	Used   bool     `json:"used"`
	Idle   []string `json:"idle"`   // columns that are not used
	Titles []string `json:"titles"` // columns that are
}

// ImportMade is how many documents of a kind come of it.
type ImportMade struct {
	Zh     string       `json:"zh"`
	En     string       `json:"en"`
	New    int          `json:"new"`
	Known  int          `json:"known"` // that the company had already
	Amount kernel.Money `json:"amount"`
	Priced bool         `json:"priced"`
}

// ImportLine is something about a line of a file; 0 is the file as a whole.
type ImportLine struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column string `json:"column"`
	Count  int    `json:"count"`
	Zh     string `json:"zh"`
	En     string `json:"en"`
}
