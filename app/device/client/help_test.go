package client_test

import "heyi/shared/rowstore"

func queryOf(entity string) rowstore.Query { return rowstore.Query{Entity: entity} }

var newest = []rowstore.Order{{Field: "id", Desc: true}}
