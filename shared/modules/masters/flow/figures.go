package flow

import (
	"encoding/json"

	"heyi/shared/kernel"
)

// figure is one argument of a sentence as it is kept in a row.
type figure struct {
	Name string      `json:"name"`
	Kind kernel.Kind `json:"kind,omitempty"`
	Text string      `json:"text,omitempty"`
	Zh   string      `json:"zh,omitempty"`
	En   string      `json:"en,omitempty"`
}

// keepFigures turns the arguments of a sentence into text for a row.
func keepFigures(args []kernel.Arg) string {
	if len(args) == 0 {
		return ""
	}
	kept := make([]figure, len(args))
	for i, a := range args {
		kept[i] = figure{Name: a.Name, Kind: a.Value.Kind, Text: a.Value.String(), Zh: a.Zh, En: a.En}
	}
	text, err := json.Marshal(kept)
	if err != nil {
		panic("flow: figures: " + err.Error()) // strings and numbers always marshal
	}
	return string(text)
}

// figuresOf reads what keepFigures wrote; broken text has no figures.
func figuresOf(text string) []kernel.Arg {
	var kept []figure
	if json.Unmarshal([]byte(text), &kept) != nil {
		return nil
	}
	args := make([]kernel.Arg, len(kept))
	for i, f := range kept {
		args[i] = kernel.Arg{Name: f.Name, Zh: f.Zh, En: f.En}
		if v, err := kernel.ParseValue(f.Kind, f.Text); err == nil && f.Kind != 0 {
			args[i].Value = v
		}
	}
	return args
}
