package main

import (
	"net/http"

	"heyi/syncserver/companies/company"
	"heyi/syncserver/doors/api"
	"heyi/syncserver/files/intake"
)

func init() {
	parts.routes = append(parts.routes, func(mux *http.ServeMux, c *company.Company) {
		apiOf(c).Register(mux)
		intake.New(c).Register(mux)
	})
}

// apiOf is the interface for programs of a company.
func apiOf(c *company.Company) *api.Server {
	return &api.Server{
		Catalog: c.Catalog, Log: c.Log, Now: company.Now, Check: c.Auth.Check, Do: c.Hub.Do,
		Read: func() (api.View, error) { return c.Store.Read() }, Contents: c.Contents,
	}
}
