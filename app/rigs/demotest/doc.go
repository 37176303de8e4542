// Package demotest serves the demo company from a real server process, for tests
// of what only a server can do: refuse, adjust, tell two devices apart, forget a
// device. Everything is real: files, sockets, passwords, people.
//
// The demo is frozen, so that nothing moves unless a test moves it.
package demotest
