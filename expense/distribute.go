package expense

// Share is one part of an amount that is to be distributed.
type Share struct {
	Amount int64 // what it is now, in the smallest unit
	Edited bool  // a person chose the amount: it does not move
	// Weight is how many shares the part counts for, from 1 to a billion: what is
	// less or more counts for that.
	Weight int64
}

func (s Share) weight() int64 { return min(max(s.Weight, 1), 1_000_000_000) }

// Distribute returns what each share is, in the order given, so that they add up
// to total (C61). Edited shares are as they are, whatever they add up to (C62).
// The others get the same part of what those leave, by weight, and the last of
// them also what cannot be divided (C65). Nobody gets less than nothing: where
// the edited shares are total or more, the others are 0. So the sum is total
// unless there are only edited shares, or they are more than total, or one of
// them is below 0, which counts as nothing, as a total below 0 does.
func Distribute(total int64, shares []Share) []int64 {
	left := max(total, 0)
	var weights int64
	last := -1
	amounts := make([]int64, len(shares))
	for i, s := range shares {
		if s.Edited {
			amounts[i] = s.Amount
			left -= min(left, max(s.Amount, 0))
			continue
		}
		weights += s.weight()
		last = i
	}
	if last < 0 {
		return amounts
	}
	each := left / weights
	for i, s := range shares {
		if !s.Edited {
			amounts[i] = each * s.weight()
			left -= amounts[i]
		}
	}
	amounts[last] += left
	return amounts
}
