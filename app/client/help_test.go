package client_test

import "heyi/shared/rowstore"

func queryOf(entity string) rowstore.Query { return rowstore.Query{Entity: entity} }
