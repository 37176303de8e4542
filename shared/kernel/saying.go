package kernel

// Saying is a sentence in both languages with its figures, for what is no refusal.
type Saying struct {
	Zh, En string // with {name} for arguments
	Args   []Arg
}

// Sentence renders it in "zh" or "en"; figure formats the arguments, nil for the
// canonical text.
func (s Saying) Sentence(lang string, figure func(Value) string) string {
	return (&Code{Zh: s.Zh, En: s.En}).Fill(s.Args, lang, figure)
}

// Word is a saying without figures.
func Word(zh, en string) Saying { return Saying{Zh: zh, En: en} }

// InAWord gives the code a word or two for lists, where its sentence has no room.
func (c *Code) InAWord(zh, en string) *Code {
	c.word = Option{Code: c.Name, Zh: zh, En: en}
	return c
}

// AsOption is the code with its word, for fields that hold codes.
func (c *Code) AsOption() Option {
	if c.word.Code == "" {
		return Option{Code: c.Name, Zh: c.Zh, En: c.En}
	}
	return c.word
}

// Briefly says how lists say the refusal whose sentence is a whole sum.
func (c *Code) Briefly(say func(*Refusal) Saying) *Code {
	c.brief = say
	return c
}

// Brief is the refusal for a list: of a sum only what it comes to.
func (r *Refusal) Brief(lang string, figure func(Value) string) string {
	if c := codes[r.Code]; c != nil && c.brief != nil {
		return c.brief(r).Sentence(lang, figure)
	}
	return r.Sentence(lang, figure)
}
