package habit

// Of is the problem of a code with what was typed.
func Of(code Code, text string) *Problem { return sentences.Refuse(code, text) }
