package storagetest

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/muster-go/muster/storage"
)

// queries changes every list query.
func (b *broken) queries(change func(*storage.ListQuery)) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		change(&q)
		return b.Store.List(ctx, q)
	}
}

func known(kind storage.Kind, field string) bool {
	_, ok := storage.FieldOf(kind, field)
	return ok
}

func acceptsFields(b *broken) {
	b.queries(func(q *storage.ListQuery) {
		q.Where = slices.DeleteFunc(slices.Clone(q.Where), func(c storage.Cond) bool { return !known(q.Kind, c.Field) })
		q.Order = slices.DeleteFunc(slices.Clone(q.Order), func(o storage.Order) bool { return !known(q.Kind, o.Field) })
	})
}

func acceptsOperators(b *broken) {
	b.queries(func(q *storage.ListQuery) {
		q.Where = slices.DeleteFunc(slices.Clone(q.Where), func(c storage.Cond) bool { return c.Op < storage.OpEq || c.Op > storage.OpNotNull })
	})
}

func pagesByOffset(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		from, _ := strconv.Atoi(q.After)
		limit := q.Limit
		q.After, q.Limit = "", math.MaxInt
		page, err := b.Store.List(ctx, q)
		total := len(page.Attendees)
		page.Attendees = page.Attendees[min(from, total):min(from+limit, total)]
		if from+limit < total {
			page.Next = strconv.Itoa(from + limit)
		}
		return page, err
	}
}

// relists lists attendees in another order, or chooses others, with a cursor
// that is bound to no query.
func (b *broken) relists(sort func(q storage.ListQuery, a, b storage.Attendee) int) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		if err := q.Validate(); err != nil || q.Kind != storage.KindAttendee {
			return b.Store.List(ctx, q)
		}
		whole := q
		whole.After, whole.Limit = "", math.MaxInt
		page, err := b.Store.List(ctx, whole)
		slices.SortFunc(page.Attendees, func(x, y storage.Attendee) int { return sort(q, x, y) })
		at := slices.IndexFunc(page.Attendees, func(a storage.Attendee) bool { return a.ID.String() == q.After })
		page.Attendees = page.Attendees[at+1:]
		if len(page.Attendees) > q.Limit {
			page.Attendees = page.Attendees[:q.Limit]
			page.Next = page.Attendees[q.Limit-1].ID.String()
		}
		return page, err
	}
}

// chooses lists attendees that satisfy other conditions than memstore finds
// satisfied. It answers pages by number and totals as a sound store would.
func (b *broken) chooses(match func(c storage.Cond, a storage.Attendee) bool) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		if q.Kind != storage.KindAttendee {
			return b.Store.List(ctx, q)
		}
		whole := storage.ListQuery{Scope: q.Scope, Kind: q.Kind, Order: q.Order, Limit: math.MaxInt}
		page, err := b.Store.List(ctx, whole)
		if err != nil {
			return page, err
		}
		page.Attendees = slices.DeleteFunc(page.Attendees, func(a storage.Attendee) bool {
			return slices.ContainsFunc(q.Where, func(c storage.Cond) bool { return !match(c, a) })
		})
		conditions := q.Where
		q.Where = nil
		from := max(q.Page-1, 0) * q.Limit
		if q.After != "" {
			q.Where = conditions
			p, _, err := q.Position()
			if err != nil {
				return page, err
			}
			from = 1 + slices.IndexFunc(page.Attendees, func(a storage.Attendee) bool { return a.ID == p.ID })
		}
		total := len(page.Attendees)
		page.Attendees = page.Attendees[min(from, total):]
		if len(page.Attendees) > q.Limit {
			page.Attendees = page.Attendees[:q.Limit]
			q.Where = conditions
			page.Next, err = q.Cursor(page.Attendees[q.Limit-1])
		}
		if q.WithTotal {
			page.Total = total
		}
		return page, err
	}
}

// folded is a condition as a sound store compares it.
func folded(c storage.Cond) storage.Cond {
	return storage.ListQuery{Where: []storage.Cond{c}}.Folded().Where[0]
}

func foldsRecordsOnly(b *broken) {
	b.chooses(func(c storage.Cond, a storage.Attendee) bool {
		if _, ok := c.Value.(string); !ok {
			c = folded(c)
		}
		return c.Match(a.Field(c.Field))
	})
}

func foldsConditionsOnly(b *broken) {
	b.chooses(func(c storage.Cond, a storage.Attendee) bool {
		raw := map[string]string{"last_name": a.LastName, "email": a.Email, "company": a.Company}[c.Field]
		if raw != "" {
			return folded(c).Match(raw)
		}
		return folded(c).Match(a.Field(c.Field))
	})
}

// lowersOnly compares in lower case, which is not folding.
func lowersOnly(b *broken) {
	b.chooses(func(c storage.Cond, a storage.Attendee) bool {
		raw := map[string]string{"last_name": a.LastName, "email": a.Email, "company": a.Company}[c.Field]
		s, ok := c.Value.(string)
		if raw == "" || !ok {
			return folded(c).Match(a.Field(c.Field))
		}
		c.Value = strings.ToLower(s)
		return c.Match(strings.ToLower(raw))
	})
}

// custom lists custom fields by another text than the sortable one.
func (b *broken) custom(text func(a storage.Attendee, key string) storage.Value, form func(storage.Value) string) {
	b.chooses(func(c storage.Cond, a storage.Attendee) bool {
		key, ok := strings.CutPrefix(c.Field, storage.CustomPrefix)
		if !ok {
			return folded(c).Match(a.Field(c.Field))
		}
		v := text(a, key)
		if storage.Sortable(v) == "" {
			return c.Op == storage.OpNull
		}
		if to, ok := c.Value.(storage.Value); ok {
			c.Value = form(to)
			return c.Match(form(v))
		}
		return folded(c).Match(storage.Sortable(v))
	})
}

func comparesNumbersAsTexts(b *broken) {
	b.custom(func(a storage.Attendee, key string) storage.Value { return a.Custom[key] }, storage.Value.String)
}

func comparesNumbersAsFloats(b *broken) {
	b.custom(func(a storage.Attendee, key string) storage.Value { return a.Custom[key] }, func(v storage.Value) string {
		if f, err := strconv.ParseFloat(v.String(), 64); err == nil && v.IsNumber() {
			v, _ = storage.Number(strconv.FormatFloat(f, 'g', -1, 64))
		}
		return storage.Sortable(v)
	})
}

func foldsCustomKeys(b *broken) {
	b.custom(func(a storage.Attendee, key string) storage.Value {
		for k, v := range a.Custom {
			if strings.EqualFold(k, key) {
				return v
			}
		}
		return storage.Value{}
	}, storage.Sortable)
}

// readsKeysAsPaths looks for what follows the last dot.
func readsKeysAsPaths(b *broken) {
	b.custom(func(a storage.Attendee, key string) storage.Value {
		return a.Custom[key[strings.LastIndex(key, ".")+1:]]
	}, storage.Sortable)
}

func takesAnyCursor(b *broken) {
	b.relists(func(q storage.ListQuery, x, y storage.Attendee) int { return q.Compare(x, y) })
}

func listsEmptyFirst(b *broken) {
	b.relists(func(q storage.ListQuery, x, y storage.Attendee) int {
		for _, o := range q.Order {
			if a, b := x.Field(o.Field), y.Field(o.Field); (a == nil) != (b == nil) {
				if a == nil {
					return -1
				}
				return 1
			}
		}
		return q.Compare(x, y)
	})
}

func breaksTiesBackwards(b *broken) {
	b.relists(func(q storage.ListQuery, x, y storage.Attendee) int {
		x.ID, y.ID = y.ID, x.ID
		return q.Compare(x, y)
	})
}

// sortsByCase compares texts as they are kept, not folded.
func sortsByCase(b *broken) {
	b.relists(func(q storage.ListQuery, x, y storage.Attendee) int {
		for _, o := range q.Order {
			raw := map[string][2]string{"role": {x.Role, y.Role}, "last_name": {x.LastName, y.LastName}, "email": {x.Email, y.Email}}[o.Field]
			if raw[0] != "" && raw[1] != "" && raw[0] != raw[1] {
				if o.Desc {
					return strings.Compare(raw[1], raw[0])
				}
				return strings.Compare(raw[0], raw[1])
			}
		}
		return q.Compare(x, y)
	})
}

// conditions changes the conditions of every list query.
func (b *broken) conditions(change func(storage.Cond) storage.Cond) {
	b.queries(func(q *storage.ListQuery) {
		q.Where = slices.Clone(q.Where)
		for i, c := range q.Where {
			q.Where[i] = change(c)
		}
	})
}

func underscoreIsWild(b *broken) {
	b.conditions(func(c storage.Cond) storage.Cond {
		if pattern, ok := c.Value.(string); ok && c.Op == storage.OpLike {
			c.Value = strings.ReplaceAll(pattern, "_", "%")
		}
		return c
	})
}

func percentIsLiteral(b *broken) {
	b.conditions(func(c storage.Cond) storage.Cond {
		if c.Op == storage.OpLike {
			c.Op = storage.OpEq
		}
		return c
	})
}

// patterns changes the patterns of every list query.
func (b *broken) patterns(change func(string) string) {
	b.conditions(func(c storage.Cond) storage.Cond {
		if pattern, ok := c.Value.(string); ok && c.Op == storage.OpLike {
			c.Value = change(pattern)
		}
		return c
	})
}

func suffixIsPrefix(b *broken) {
	b.patterns(func(s string) string {
		if suffix, ok := strings.CutPrefix(s, "%"); ok && !strings.Contains(suffix, "%") {
			return suffix + "%"
		}
		return s
	})
}

// suffixIsDomain answers from an index of the domains of e-mail addresses.
func suffixIsDomain(b *broken) {
	b.patterns(func(s string) string {
		if suffix, ok := strings.CutPrefix(s, "%"); ok && !strings.HasPrefix(suffix, "@") {
			return "%@" + suffix
		}
		return s
	})
}

func prefixIsAnywhere(b *broken) {
	b.patterns(func(s string) string {
		if strings.HasSuffix(s, "%") {
			return "%" + s
		}
		return s
	})
}

func escapesTwice(b *broken) {
	b.conditions(func(c storage.Cond) storage.Cond {
		if s, ok := c.Value.(string); ok {
			c.Value = strings.ReplaceAll(s, "'", "''")
		}
		return c
	})
}

// offsetsEverything counts the records before a page without its conditions.
func offsetsEverything(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		page, err := b.Store.List(ctx, q)
		if err != nil || q.Page < 2 || q.Kind != storage.KindAttendee {
			return page, err
		}
		whole := storage.ListQuery{Scope: q.Scope, Kind: q.Kind, Order: q.Order, Limit: math.MaxInt}
		all, err := b.Store.List(ctx, whole)
		rest := all.Attendees[min((q.Page-1)*q.Limit, len(all.Attendees)):]
		whole.Where = q.Where
		chosen, _ := b.Store.List(ctx, whole)
		rest = slices.DeleteFunc(rest, func(a storage.Attendee) bool {
			return !slices.ContainsFunc(chosen.Attendees, func(c storage.Attendee) bool { return c.ID == a.ID })
		})
		page.Attendees = rest[:min(q.Limit, len(rest))]
		return page, err
	}
}

func countsPagesFromZero(b *broken) {
	b.queries(func(q *storage.ListQuery) {
		if q.Page > 0 {
			q.Page++
		}
	})
}

// pages changes every page.
func (b *broken) pages(change func(q storage.ListQuery, page *storage.Page)) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		page, err := b.Store.List(ctx, q)
		if err == nil {
			change(q, &page)
		}
		return page, err
	}
}

func endsAtNumbers(b *broken) {
	b.pages(func(q storage.ListQuery, page *storage.Page) {
		if q.Page > 0 {
			page.Next = ""
		}
	})
}

func totalIsThePage(b *broken) {
	b.pages(func(q storage.ListQuery, page *storage.Page) {
		if q.WithTotal {
			page.Total = len(page.Attendees)
		}
	})
}

func totalIsAlwaysThere(b *broken) { b.queries(func(q *storage.ListQuery) { q.WithTotal = true }) }

func totalIgnoresConditions(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		page, err := b.Store.List(ctx, q)
		if err != nil || !q.WithTotal {
			return page, err
		}
		all, err := b.Store.List(ctx, storage.ListQuery{Scope: q.Scope, Kind: q.Kind, Limit: 1, WithTotal: true})
		page.Total = all.Total
		return page, err
	}
}

// totalIsWhatIsLeft counts from the position on.
func totalIsWhatIsLeft(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		page, err := b.Store.List(ctx, q)
		if err == nil && q.WithTotal && q.After != "" {
			rest := q
			rest.Limit = math.MaxInt
			all, _ := b.Store.List(ctx, rest)
			page.Total = len(all.Attendees)
		}
		return page, err
	}
}

// addsToThePage follows relations to more records of the page's own kind.
func addsToThePage(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		page, err := b.Store.List(ctx, q)
		if err != nil || q.Kind != storage.KindMembership {
			return page, err
		}
		again := named(q.Scope, refs(page.Memberships)...)
		again.With = q.With
		set, err := b.Store.Load(ctx, again)
		page.Groups = set.Groups
		return page, err
	}
}

func notEqualFindsEmpty(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		page, err := b.Store.List(ctx, q)
		if err != nil || len(q.Where) != 1 || q.Where[0].Op != storage.OpNe {
			return page, err
		}
		q.Where = []storage.Cond{{Field: q.Where[0].Field, Op: storage.OpNull}}
		q.After = ""
		empty, err := b.Store.List(ctx, q)
		page.Attendees = append(page.Attendees, empty.Attendees...)
		return page, err
	}
}

func takesAThousandValues(b *broken) {
	b.conditions(func(c storage.Cond) storage.Cond {
		if list, ok := c.Value.([]string); ok {
			c.Value = list[:min(1_000, len(list))]
		}
		return c
	})
}

func announcesEmptyPage(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		page, err := b.Store.List(ctx, q)
		if err == nil && page.Next == "" && len(page.Attendees) == q.Limit {
			page.Next, err = q.Cursor(page.Attendees[q.Limit-1])
		}
		return page, err
	}
}

// neverAdvances answers every page of a walk with the first.
func neverAdvances(b *broken) {
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		q.After = ""
		return b.Store.List(ctx, q)
	}
}

// goesBack answers the third page of a walk with the first, and so on.
func goesBack(b *broken) {
	var mu sync.Mutex
	after := make(map[string]bool) // the first page's cursors
	b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
		mu.Lock()
		defer mu.Unlock()
		if q.After != "" && !after[q.After] {
			q.After = ""
		}
		page, err := b.Store.List(ctx, q)
		if q.After == "" {
			after[page.Next] = true
		}
		return page, err
	}
}
