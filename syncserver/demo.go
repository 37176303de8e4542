package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"heyi/shared/sync/authority"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/demo"
	"heyi/syncserver/demo/colleague"
	"heyi/syncserver/doors/auth"
	"heyi/syncserver/doors/reply"
)

// demoPerson is who plays a role in the demo company.
type demoPerson struct {
	Role     string `json:"role"`
	Name     string `json:"name"`
	Mobile   string `json:"mobile"`
	Password string `json:"password"`
}

// demoRoles are the roles of make run, the boss first.
var demoRoles = []string{"boss", "sales", "warehouse", "finance", "purchase", "manager"}

func init() { parts.found, parts.open, parts.living = foundDemo, openDemo, liveDemo }

// Files of a demo company, readable by the owner of its folder alone.
const (
	demoPeopleFile = "demo-people.json"
	demoTokenFile  = "demo-token"
)

// demoDate is the environment's word for the day on which a frozen demo stands;
// nothing moves in it.
const demoDate = "DEMO_DATE"

// foundDemo founds the demo company and gives everybody a password.
func foundDemo(ctx context.Context, c *company.Company) error {
	now, err := demo.Moment(os.Getenv(demoDate), company.Now())
	if err != nil {
		return &mistake{demoDate + " 应为日期，如 2026-11-19", demoDate + " must be a date such as 2026-11-19"}
	}
	var made *demo.Company
	err = c.Hub.On(ctx, func(d *authority.Desk) error {
		var err error
		made, err = demo.Found(d, c.Store, now)
		return err
	})
	if err != nil {
		return err
	}
	var people []demoPerson
	for _, role := range demoRoles {
		name := demo.RoleUsers[role]
		member := made.Members[name]
		if member == nil {
			return fmt.Errorf("nobody plays %s", role)
		}
		first, err := c.NewPassword(ctx, member.Mobile, auth.RandomPassword())
		if err != nil {
			return err
		}
		people = append(people, demoPerson{role, name, first.Mobile, first.Password})
	}
	data, err := json.Marshal(map[string]any{"people": people})
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(c.Dir, demoPeopleFile), string(data))
}

// openDemo tells whoever asks a demo server who plays which role, and leaves a
// token of the boss for programs beside it. A company that is no demo has no
// such file and no such route.
func openDemo(ctx context.Context, mux *http.ServeMux, c *company.Company) error {
	data, err := os.ReadFile(filepath.Join(c.Dir, demoPeopleFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var file struct {
		People []demoPerson `json:"people"`
	}
	if err = errors.Join(err, json.Unmarshal(data, &file)); err != nil {
		return fmt.Errorf("demo company: %s: %w", demoPeopleFile, err)
	}
	if len(file.People) == 0 {
		return fmt.Errorf("demo company: %s names nobody", demoPeopleFile)
	}
	mux.HandleFunc("GET /api/v1/demo/people", func(w http.ResponseWriter, _ *http.Request) { reply.JSON(w, http.StatusOK, file) })
	boss, err := c.Auth.UserByMobile(file.People[0].Mobile)
	if err != nil {
		return err
	}
	session, err := c.Auth.Session(ctx, boss)
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(c.Dir, demoTokenFile), session.Token)
}

// liveDemo lets two scripted colleagues work in a demo company that is not frozen.
func liveDemo(ctx context.Context, c *company.Company) error {
	if _, err := os.Stat(filepath.Join(c.Dir, demoPeopleFile)); err != nil || os.Getenv(demoDate) != "" {
		return nil
	}
	return colleague.Live(ctx, c, demo.MobileOf("周志强"), demo.MobileOf("黄建平"), colleague.Every)
}
