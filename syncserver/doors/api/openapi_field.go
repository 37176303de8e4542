package api

import (
	"strings"

	"heyi/shared/kernel"
)

// scalar is the JSON form of a kind.
func scalar(k kernel.Kind) object {
	switch k {
	case kernel.KindInt:
		return object{"type": "integer"}
	case kernel.KindBool:
		return object{"type": "boolean"}
	case kernel.KindMoney, kernel.KindQty, kernel.KindPrice, kernel.KindRate:
		return object{"type": "string", "format": "decimal", "pattern": `^(-?[0-9]+(\.[0-9]+)?)?$`}
	case kernel.KindDate:
		return object{"type": "string", "anyOf": []any{object{"format": "date"}, object{"const": ""}}}
	case kernel.KindTime:
		return object{"type": "string", "anyOf": []any{object{"format": "date-time"}, object{"const": ""}}}
	case kernel.KindID:
		return object{"type": "string", "anyOf": []any{object{"format": "uuid"}, object{"const": ""}}}
	case kernel.KindFile:
		return object{"type": "string", "format": "heyi-file", "pattern": `^([0-9a-f]{64}\.[0-9]+ (-|[0-9a-f]{64}\.[0-9]+) [^ ]+/[^ ]+ .+)?$`}
	case kernel.KindBytes:
		return object{"type": "string", "contentEncoding": "base64"}
	case kernel.KindCustom:
		return object{"type": "object", "additionalProperties": object{"type": "string"}}
	}
	return object{"type": "string"}
}

// property describes a field of a row or of arguments.
func property(f *kernel.Field, options []kernel.Option) object {
	p := scalar(f.Kind)
	if f.Zh != "" {
		p["title"], p["x-zh"] = f.En, f.Zh
	}
	var says []string
	for _, said := range [][2]string{{f.MeansEn, f.MeansZh}, {f.HintEn, f.HintZh}} {
		if said[0] != "" {
			says = append(says, said[0]+" · "+said[1])
		}
	}
	if len(says) > 0 {
		p["description"] = strings.Join(says, "\n")
	}
	if f.Kind == kernel.KindText && f.Max > 0 {
		p["maxLength"] = f.Max
	}
	if len(options) > 0 {
		labels := object{}
		for _, o := range options {
			labels[o.Code] = object{"zh": o.Zh, "en": o.En}
		}
		p["enum"], p["x-labels"] = codesOf(options), labels
	}
	if !f.Default.IsZero() {
		p["default"] = initial(f.Default)
	}
	if f.Derived {
		p["readOnly"] = true
	}
	if f.Former {
		p["deprecated"] = true
	}
	return p
}

// initial is what a field begins with, as JSON.
func initial(v kernel.Value) any {
	switch v.Kind {
	case kernel.KindBool:
		return v.Int != 0
	case kernel.KindInt:
		return v.Int
	}
	return v.String()
}

// arguments describes the fields of a command, nested ones in place.
func (d *document) arguments(p *kernel.Plan) object {
	properties, required := object{}, []any{}
	for _, f := range p.Fields {
		item, elem := f.Item()
		var described object
		switch {
		case f.Kind == kernel.KindStruct:
			described = d.arguments(elem)
		case f.Kind == kernel.KindList && elem != nil:
			described = list(d.arguments(elem))
		case f.Kind == kernel.KindList:
			described = list(scalar(item))
		default:
			described = property(f, d.choices(f))
		}
		if f.Kind == kernel.KindList || f.Kind == kernel.KindStruct {
			if f.Zh != "" {
				described["title"], described["x-zh"] = f.En, f.Zh
			}
		}
		if f.Required {
			required = append(required, f.Name)
		}
		properties[f.Name] = described
	}
	o := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		o["required"] = required
	}
	return o
}

// choices are the words that a field of arguments takes. Any schema knows them.
func (d *document) choices(f *kernel.Field) []kernel.Option {
	if f.Kind != kernel.KindChoice || f.Choices == "" {
		return nil
	}
	return d.catalog.Schemas[0].ChoicesOf(f)
}
