// Package intake lets a person bring files of another program in through the app: what
// heyi-server import does, one step after the other. The files are sent here, read through
// and described; then the import is judged on a draft of the company, and what would come
// of it is told; then it is run, beside everything else that the company does, and devices
// see it come. There is one import at a time, and it is its person's own.
package intake
