// Package kernel is the contract that everything in Heyi is written against.
//
// An entity is a Go struct, declared once with [Define]; a command is a Go
// struct with a deterministic Predict, declared once with [Intent] or [Fact].
// Out of the declarations follow the tables, the codec, the forms, the API, the
// permissions and the sync scope.
//
// The same command runs on the device (at once, against the replica) and on the
// server (later, against the truth). Both sides hand it a [Tx]; a Tx is the only
// way to read or write, and it records what it was asked:
//
//   - reads go by id, by unique key or by a declared index range, and answer
//     [Found], [Absent] (the replica is complete there) or [Unknown];
//   - writes are per field, a set or a delta;
//   - rows born inside a command get ids that are the same on every side.
//
// Nothing in this package or in the packages built on it may ask for the time, a
// random number, the network or the order of a map: those are arguments.
package kernel
