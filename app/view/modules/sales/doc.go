// Package sales is a salesperson's work: the plan of the day, orders from the
// first line to the last payment, and money taken on the road.
package sales
