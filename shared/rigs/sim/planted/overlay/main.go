// Command overlay writes the overlay with all planted bugs and prints where its list
// is, for go build and go test with -overlay and the tag planted.
package main

import (
	"flag"
	"fmt"
	"os"

	"heyi/shared/rigs/sim/planted"
)

func main() {
	root := flag.String("root", ".", "the checkout")
	dir := flag.String("o", "build/planted", "where to write")
	flag.Parse()
	bugs, err := planted.Load(*root)
	if err == nil {
		var list string
		list, err = planted.Overlay(*root, *dir, bugs)
		fmt.Println(list)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
