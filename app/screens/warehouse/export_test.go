package warehouse

// Kept is of how many deliveries the device keeps a count.
func Kept() int { return len(picks()) }
