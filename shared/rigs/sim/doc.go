// Package sim runs one server and many devices in one goroutine under one seed:
// the real authority and the real replicas on a network that cuts, delays and
// doubles and on disks that lose what was not synced. The same seed gives the
// same trace.
//
// A run has two phases. First faults rain while people work; then the faults
// stop, and everything must come together: every command judged once, every
// replica equal to what its user may see, every invariant true.
package sim
