package kernel

import (
	"encoding/json"
	"slices"
)

// Answers are what the author says to a refusal that asks him: arguments of the refused
// command, by name, with their canonical texts. It is given anew with them. Arguments that
// are only ever given as an answer have the flag "answer" (`is:"answer"`): no form asks for
// them before there is a question.
type Answers map[string]string

// Answered is a command with what its author says to the question of its refusal; ok is
// false for one that has no such arguments, and for no answers.
func (c *CommandSpec) Answered(args Command, answers Answers) (again Command, ok bool) {
	if args == nil || !c.Takes(answers) {
		return nil, false
	}
	var told map[string]any
	if json.Unmarshal(c.EncodeJSON(args), &told) != nil {
		return nil, false
	}
	for name, text := range answers {
		told[name] = text
	}
	text, err := json.Marshal(told)
	if err != nil {
		return nil, false
	}
	again, err = c.DecodeJSON(text)
	return again, err == nil
}

// Takes tells whether a command has the arguments that a refusal wants an answer in.
func (c *CommandSpec) Takes(answers Answers) bool {
	for name := range answers {
		if !slices.ContainsFunc(c.Fields, func(f *Field) bool { return f.Name == name }) {
			return false
		}
	}
	return len(answers) > 0
}
