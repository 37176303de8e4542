package kernel

// Usually declares what people usually answer when the command asks for its reason. An
// answer is offered and can be changed; nothing is said in anybody's name.
func Usually(sayings ...Saying) CommandOption {
	return func(c *CommandSpec) { c.Usual = sayings }
}

// Deciding marks a command by which a document is decided on that waits for somebody's
// decision: its page offers all of them beside each other, with one reason.
func Deciding() CommandOption { return func(c *CommandSpec) { c.Decides = true } }

// Usually declares what people usually say when they let pass what the code refuses.
func (c *Code) Usually(sayings ...Saying) *Code {
	c.Usual = sayings
	return c
}

// Reason is the argument of a command that says why it is given: the one text among those
// that it cannot do without, of a command about a row that asks for nothing else; nil for
// others.
func (c *CommandSpec) Reason() *Field {
	var reason *Field
	for _, f := range c.Fields {
		switch {
		case f == c.About(), f.Answer, f.Kind == KindCustom:
		case reason == nil && f.Kind == KindText && f.Required:
			reason = f
		default:
			return nil
		}
	}
	if c.About() == nil {
		return nil
	}
	return reason
}
