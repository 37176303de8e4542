package flow

import "heyi/shared/kernel"

// answers are the commands that do what a kind of task asks for, by its name.
var answers = map[string][]string{}

// Answers declares that a command does what a kind of task asks for, when it is about
// the row that the task is about.
func Answers(kind *TaskKind, command *kernel.CommandSpec) *kernel.CommandSpec {
	answers[kind.Name] = append(answers[kind.Name], command.Name)
	return command
}

// AnswersTo lists the commands that may do what a kind of task asks for, whatever row it
// is about.
func AnswersTo(kind string) []string { return answers[kind] }
