package syncpage

// EntryOf is for tests of entries that no server of today makes.
var EntryOf = entry
