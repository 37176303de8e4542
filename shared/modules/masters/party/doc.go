// Package party is whom the company deals with: customers, suppliers, and those
// who are both (往来单位), with their contacts and what they owe.
package party
