package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"heyi/shared/kernel"
)

// DemoPath is where a server of the demo company tells who may sign in as whom.
// Any other server does not know the path.
const DemoPath = "/api/v1/demo/people"

// DemoPerson is who plays a role in the demo company.
type DemoPerson struct {
	Role     string `json:"role"` // boss, sales, warehouse, finance
	Name     string `json:"name"`
	Mobile   string `json:"mobile"`
	Password string `json:"password"`
}

// NoDemo refuses where there is no demo company.
var NoDemo = kernel.Refuse("server.no_demo", "服务器 {address} 上没有演示公司", "There is no demo company on the server {address}")

// NoDemoRole refuses to play a role that nobody of the demo company has.
var NoDemoRole = kernel.Refuse("server.no_demo_role", "演示公司里没有人担任「{role}」，可以用 {roles}", "Nobody of the demo company plays {role}; there are {roles}")

// DemoTablet tells whether this device is the demo company's salesperson's, which
// can show a day without a network.
func (e *Engine) DemoTablet(ctx context.Context) bool {
	o := e.options.Enrolment
	p, err := DemoRole(ctx, o.Server, "sales")
	return err == nil && p.Mobile == o.Mobile // a server that is away offers no scene
}

// DemoRole asks a server for the person who plays a role.
func DemoRole(ctx context.Context, server, role string) (DemoPerson, error) {
	base, err := serverAddress(server)
	if err != nil {
		return DemoPerson{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeMost)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+DemoPath, nil)
	if err != nil {
		return DemoPerson{}, BadServer.With(kernel.Text("address", base))
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return DemoPerson{}, unreached(base, err)
	}
	defer response.Body.Close()
	var list struct {
		People []DemoPerson `json:"people"`
	}
	if response.StatusCode == http.StatusOK {
		if err := json.NewDecoder(io.LimitReader(response.Body, answerMost)).Decode(&list); err != nil {
			return DemoPerson{}, fmt.Errorf("%w (%w)", notHeyi(response), err)
		}
	}
	if len(list.People) == 0 {
		return DemoPerson{}, NoDemo.With(kernel.Text("address", base))
	}
	var roles []string
	for _, p := range list.People {
		if p.Role == role {
			return p, nil
		}
		roles = append(roles, p.Role)
	}
	return DemoPerson{}, NoDemoRole.With(kernel.Text("role", role), kernel.Text("roles", strings.Join(roles, " ")))
}

// demoOfflinePath answers with what the demo's salesperson writes while her tablet
// has no network, and lets a colleague sell some of the same goods meanwhile.
const demoOfflinePath = "/api/v1/demo/offline"

// DemoOffline takes the device off the network and gives the commands that the
// demo company's server has in store for its salesperson, as if she had worked on
// the road. They wait; taking the device back brings their verdicts. A server
// without the demo company refuses.
func (e *Engine) DemoOffline(ctx context.Context) error {
	if err := e.SetFlight(true); err != nil {
		return err
	}
	var answer struct {
		Commands []struct {
			Name string          `json:"name"`
			Args json.RawMessage `json:"args"`
		} `json:"commands"`
	}
	o := e.options.Enrolment
	if err := call(ctx, o.Server, demoOfflinePath, o.Token, struct{}{}, &answer); err != nil {
		return err
	}
	for _, c := range answer.Commands {
		spec := e.options.Catalog.Command(c.Name)
		if spec == nil {
			return kernel.NoSuchCommand.With(kernel.Text("command", c.Name))
		}
		args, err := spec.DecodeJSON(c.Args)
		if err != nil {
			return fmt.Errorf("client: %s: %w", demoOfflinePath, err)
		}
		if _, err := e.DoNamed(c.Name, args); err != nil {
			return err
		}
	}
	return nil
}
