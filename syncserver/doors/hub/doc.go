// Package hub connects devices to a company. One goroutine, the executor, owns
// the authority: it takes the commands that wait, judges them as a group and
// hands out what follows. Everything that takes time happens beside it:
// connections read and write in goroutines of their own, and a device that
// reconnects is filled from a view.
//
// A device that cannot keep up never slows another down. Its lane is bounded;
// when it overflows the device is disconnected with a reason, reconnects and
// gets the newest state instead of every step to it.
package hub
