// Package auth knows who is at the other end: people by mobile number and
// password, devices and programs by a token.
//
// Passwords are kept as argon2id hashes and tokens as SHA-256 hashes in tables
// that only the server has; no device ever receives them. Whether a user or
// device is still let in stands in the company's rows and is asked anew at every
// connection and every command, so a token outlives nobody.
package auth
