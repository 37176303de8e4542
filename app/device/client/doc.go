// Package client is the device between its screens and the server, without a
// pixel: it owns the replica and the outbox, runs commands, keeps the connection,
// and tells screens what changed.
//
// An [Engine] serves one [Enrolment]: one user of one company on this device. One
// goroutine owns the replica; every method of Engine may be called from any
// goroutine. [Engine.Do] returns when a command is safe. Screens read through
// [Engine.View] and its helpers on connections of their own, so they never wait
// for what the engine is doing, and subscribe to [Change].
package client
