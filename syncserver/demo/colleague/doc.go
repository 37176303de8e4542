// Package colleague lets two scripted colleagues work in the demo company while it
// is being served, so that figures move: a salesperson who takes an order now and
// then, and a storekeeper who picks and ships it.
//
// They are no short cut: each is a device that was enrolled, with a replica of its
// own, at the end of a real WebSocket. They touch no document but their own.
package colleague
