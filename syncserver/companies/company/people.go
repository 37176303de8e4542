package company

import (
	"context"
	"errors"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// NoSeat is the refusal of a seat that the company does not have.
var NoSeat = kernel.Refuse("server.no_seat", "没有「{name}」这个岗位", "There is no seat {name}")

// AddUser adds a person, gives him a seat if one is named, and a password.
func (c *Company) AddUser(ctx context.Context, name, mobile, seat, password string) (*FirstSignIn, error) {
	var held *org.Seat
	if seat != "" {
		var err error
		if held, err = c.seat(seat); err != nil {
			return nil, err
		}
	}
	values := []kernel.FieldValue{{Field: "name", Value: name}, {Field: "mobile", Value: mobile}, {Field: "active", Value: "true"}}
	if held != nil {
		values = append(values, kernel.FieldValue{Field: "seat", Value: held.ID.String()})
	}
	if err := c.run(ctx, "user.add", &kernel.AddRow{Values: values}); err != nil {
		return nil, err
	}
	user, err := c.Auth.UserByMobile(mobile)
	if err != nil {
		return nil, err
	}
	if held != nil {
		if err := c.edit(ctx, "seat", held.ID, "holder", held.Holder.String(), user.ID.String()); err != nil {
			return nil, err
		}
	}
	return c.NewPassword(ctx, mobile, password)
}

// Deactivate shuts a person out, with all of his devices.
func (c *Company) Deactivate(ctx context.Context, mobile string) error {
	user, err := c.Auth.UserByMobile(mobile)
	if err != nil {
		return err
	}
	return c.edit(ctx, "user", user.ID, "active", kernel.Of(user.Active).String(), "false")
}

func (c *Company) seat(name string) (*org.Seat, error) {
	view, err := c.Store.Read()
	if err != nil {
		return nil, err
	}
	tx := kernel.NewTx(c.Catalog, view, nil, &kernel.Call{}, &kernel.Author{System: true})
	seat, p := org.SeatByName.Find(tx, name)
	if err := view.Close(); err != nil {
		return nil, err
	}
	if p != kernel.Found || seat.Removed {
		return nil, NoSeat.With(kernel.Text("name", name))
	}
	return seat, nil
}

func (c *Company) edit(ctx context.Context, entity string, row kernel.ID, field, was, becomes string) error {
	return c.run(ctx, entity+".edit", &kernel.EditRow{Row: row, Changes: []kernel.Change{{Field: field, Was: was, Becomes: becomes}}})
}

func (c *Company) run(ctx context.Context, name string, args kernel.Command) error {
	spec := c.Catalog.Command(name)
	if spec == nil {
		return errors.New("company: this release has no command " + name)
	}
	_, err := c.Hub.RunEncoded(ctx, name, spec.Encode(args))
	return err
}
