package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/demo"
	"heyi/syncserver/doors/auth"
	"heyi/syncserver/doors/reply"
)

func init() { parts.routes = append(parts.routes, offerOffline) }

// offerOffline lets a tablet that has just gone offline in the demo company ask for
// the three orders to write meanwhile: POST /api/v1/demo/offline answers with
// {"commands": [{"name", "args"}]}. The goods of the third are then sold by a
// colleague, so that it will not pass.
func offerOffline(mux *http.ServeMux, c *company.Company) {
	if _, err := os.Stat(filepath.Join(c.Dir, demoPeopleFile)); err != nil {
		return
	}
	mux.HandleFunc("POST /api/v1/demo/offline", func(w http.ResponseWriter, r *http.Request) {
		who, err := c.Auth.Check(auth.Token(r))
		if err != nil {
			reply.Error(w, r, c.Log, auth.Status(err), err)
			return
		}
		commands, err := goneOffline(r.Context(), c, who.User)
		if err != nil {
			reply.Error(w, r, c.Log, auth.Status(err), err)
			return
		}
		reply.JSON(w, http.StatusOK, map[string]any{"commands": commands})
	})
}

// demoCommand is one to run on the tablet.
type demoCommand struct {
	Name string          `json:"name"`
	Args json.RawMessage `json:"args"`
}

// goneOffline makes the orders of 林晓燕 and has 周志强 overtake the last of them.
func goneOffline(ctx context.Context, c *company.Company, user kernel.ID) ([]demoCommand, error) {
	spec := c.Catalog.Command("sales.order.place")
	view, err := c.Store.Read()
	if err != nil {
		return nil, err
	}
	tx := kernel.NewTx(c.Catalog, view, nil, &kernel.Call{}, &kernel.Author{System: true})
	commands, rival, err := offlineOrders(tx, user)
	if err = errors.Join(err, view.Close()); err != nil {
		return nil, err
	}
	judged, err := c.Hub.Do(ctx, kernel.Call{
		Origin: rival.device, Author: rival.user, Name: spec.Name, Version: int64(spec.Version), Args: spec.Encode(rival.order),
	})
	if err == nil && judged[0].Refusal != nil {
		err = judged[0].Refusal
	}
	return commands, err
}

// rivalry is what the colleague does, and with which device.
type rivalry struct {
	user, device kernel.ID
	order        *sales.Place
}

func offlineOrders(tx *kernel.Tx, user kernel.ID) ([]demoCommand, *rivalry, error) {
	lin, found := org.UserByMobile.Find(tx, demo.MobileOf("林晓燕"))
	if found != kernel.Found || lin.ID != user {
		return nil, nil, kernel.NotAllowed.With(kernel.Words("command", "演示：离线平板", "demo: the tablet without network"))
	}
	orders, err := demo.Offline(tx)
	if err != nil {
		return nil, nil, err
	}
	spec := tx.Catalog.Command("sales.order.place")
	var commands []demoCommand
	for _, o := range orders {
		commands = append(commands, demoCommand{spec.Name, spec.EncodeJSON(o)})
	}
	order, err := demo.Overtaking(tx)
	if err != nil {
		return nil, nil, err
	}
	zhou, _ := org.UserByMobile.Find(tx, demo.MobileOf("周志强"))
	device, found := org.DeviceBySeries.Find(tx, demo.SeriesOf("周志强"))
	if zhou == nil || found != kernel.Found {
		return nil, nil, org.UnknownDevice.With()
	}
	return commands, &rivalry{zhou.ID, device.ID, order}, nil
}
