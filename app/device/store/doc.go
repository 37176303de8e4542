// Package store keeps a device's replica and its outbox in two SQLite files.
//
// The outbox is the promise: a command that [Outbox.Append] has taken survives a
// power loss, so its file syncs every commit. The replica is a copy that the
// server and the outbox can rebuild: its file may lose its newest transactions,
// never their order, until [Store.Checkpoint] has made them safe.
//
// One goroutine writes. Screens read through a pool of connections of their own
// ([Store.Read]), each call at one version of the data: they never wait for the
// writer, nor it for them.
package store
