package importer

// repeated tells whether lines say again what stands above them: then an empty cell
// is one that was forgotten.
func (k *Look) repeated(key int) bool {
	for i := 1; i < len(k.rows); i++ {
		if k.rows[i][key] != "" && k.rows[i][key] == k.rows[i-1][key] {
			return true
		}
	}
	return false
}

// onlyFurther tells whether a column is empty only in lines that go on with the
// order of the line above.
func (k *Look) onlyFurther(key, column int) bool {
	for i, row := range k.rows {
		if row[column] == "" && (i == 0 || row[key] != "" && row[key] != k.rows[i-1][key]) {
			return false
		}
	}
	return true
}

// onlyFirst tells whether a column is filled in nothing but first lines of orders,
// though not of all orders: the day of shipping of those that were shipped.
func (k *Look) onlyFirst(key, column int) bool {
	for i, row := range k.rows {
		if row[column] != "" && i > 0 && (row[key] == "" || row[key] == k.rows[i-1][key]) {
			return false
		}
	}
	return true
}
