package reports

import (
	"encoding/hex"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// Filter narrows a report down.
type Filter struct {
	From, To kernel.Date
	Customer kernel.ID
	Place    kernel.ID
	Product  kernel.ID
	Account  kernel.ID
	Only     map[string]kernel.Value // further dimensions of a declared report
}

// ThisMonth is the filter that a report begins with.
func ThisMonth(today kernel.Date) Filter { return Filter{From: today.MonthStart(), To: today} }

// String is the filter as a part of a page's address; Parse reads it.
func (f Filter) String() string {
	v := url.Values{}
	put := func(name string, d interface{ String() string }, zero bool) {
		if !zero {
			v.Set(name, d.String())
		}
	}
	put("from", f.From, f.From == 0)
	put("to", f.To, f.To == 0)
	put("customer", f.Customer, f.Customer.IsZero())
	put("place", f.Place, f.Place.IsZero())
	put("product", f.Product, f.Product.IsZero())
	put("account", f.Account, f.Account.IsZero())
	for _, name := range slices.Sorted(maps.Keys(f.Only)) {
		o := f.Only[name]
		v.Set(only+name, fmt.Sprintf("%d.%d.%x", o.Kind, o.Int, o.Str))
	}
	return v.Encode()
}

const only = "only."

// Parse reads a filter out of a page's address; what it does not say stays.
func (f *Filter) Parse(text string) {
	v, err := url.ParseQuery(text)
	if err != nil {
		return
	}
	for name := range v {
		value := v.Get(name)
		switch name {
		case "from":
			f.From, _ = kernel.ParseDate(value)
		case "to":
			f.To, _ = kernel.ParseDate(value)
		case "customer":
			f.Customer, _ = kernel.ParseID(value)
		case "place":
			f.Place, _ = kernel.ParseID(value)
		case "product":
			f.Product, _ = kernel.ParseID(value)
		case "account":
			f.Account, _ = kernel.ParseID(value)
		}
		dimension, narrowed := strings.CutPrefix(name, only)
		var o kernel.Value
		var raw string
		if _, err := fmt.Sscanf(value, "%d.%d.%s", &o.Kind, &o.Int, &raw); !narrowed || err != nil && raw == "" && !strings.HasSuffix(value, ".") {
			continue
		}
		bytes, err := hex.DecodeString(raw)
		if err != nil {
			continue
		}
		if o.Str = string(bytes); f.Only == nil {
			f.Only = map[string]kernel.Value{}
		}
		f.Only[dimension] = o
	}
}
