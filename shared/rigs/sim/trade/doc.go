// Package trade runs the real business under the simulator: salespeople promise,
// the warehouse ships, counts and receives, money comes in, customers change
// hands and the boss releases, all of it offline half of the time.
package trade
