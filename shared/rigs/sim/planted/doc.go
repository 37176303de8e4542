// Package planted keeps bugs that somebody could make, to see that the tests find
// them. The product's source stays clean: each bug is a piece of text with the text
// to put in its place, and one overlay for the go command has all of them as
// switches, so that one build replays them one after another.
//
// A file in bugs/ looks like this, any number of bugs behind each other:
//
//	== the-name-of-the-bug
//	why: what goes wrong for whom
//	file: shared/sync/replica/receive.go
//	rig: ./app/device/store TestPowerLoss     (only what the simulator cannot find)
//	-- original
//	the text as it stands once in the file
//	-- planted
//	the text with PLANTED where it asks for the switch
//
// The simulator's findings stand in found.tsv: make test replays them, make mutants
// searches anew.
package planted
