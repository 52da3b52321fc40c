package sqlstore

import "strings"

// Statement is one statement that a store sends, under a name for readers.
type Statement struct{ Name, SQL string }

// Statements returns every statement whose text does not depend on a query,
// for review and for EXPLAIN; those of List are built as they are asked for.
func (s *Store) Statements() []Statement {
	list := []Statement{{"find scope", s.findScope}, {"add scope", s.addScope}}
	add := func(name, text string) {
		if text != "" {
			list = append(list, Statement{name, text})
		}
	}
	for _, t := range s.byParents() {
		add("insert "+t.name, t.insert)
		add("update "+t.name+", same keys", t.updateSameKeys)
		add("update "+t.name, t.update)
		add("release "+t.name, t.release)
		add("delete "+t.name, t.remove)
		add("revisions of "+t.name, t.revs)
		var names []string
		for i, c := range t.arms {
			text, _ := t.load(1 << i) // rendered at New already, all arms at once
			add("load "+t.name+" by "+c.Name, text)
			if len(t.ones) > 0 {
				add("load one "+t.name+" by "+c.Name, t.ones[i])
			}
			names = append(names, c.Name)
		}
		text, _ := t.load(1<<len(t.arms) - 1)
		if len(names) > 1 {
			add("load "+t.name+" by "+strings.Join(names, " or "), text)
		}
	}
	add("count who is inside", s.occupancies)
	add("add up what was spent", s.totals)
	for _, u := range s.uses {
		add("count "+u.by.name+" by "+u.column, u.text)
	}
	add("insert event", s.events.insert)
	add("claim event", s.claimEvents)
	add("ack event", s.ackEvents)
	return list
}
