package money

import "github.com/bojanz/currency"

// IsCurrency reports whether a code is that of a currency which ISO 4217 lists
// today: three capital letters, such as USD.
func IsCurrency(code string) bool {
	_, ok := current(code)
	return ok
}

// current returns the digits after the point of a currency of today.
func current(code string) (digits int32, ok bool) {
	d, ok := currency.GetDigits(code)
	return int32(d), ok
}

// listed is current, with the currencies of the past.
func listed(code string) (digits int32, ok bool) {
	if digits, ok = current(code); ok {
		return digits, true
	}
	return withdrawn(code)
}

// withdrawn returns the digits of a currency that ISO 4217 has dropped since
// 1990. The list is our own: the tables of others forget a code with the next
// release, and what was stored under it with it.
func withdrawn(code string) (digits int32, ok bool) {
	switch code {
	case "ADP", "BEF", "BYR", "ESP", "GRD", "ITL", "LUF", "MGF", "TRL", "TPE":
		return 0, true
	case "AFA", "ANG", "ATS", "AON", "AOR", "AZM", "BGL", "BGN", "CSD", "CSK", "CUC", "CYP",
		"DEM", "ECS", "EEK", "FIM", "FRF", "GHC", "GWP", "HRD", "HRK", "IEP", "LTL", "LVL",
		"MRO", "MTL", "MXP", "MZM", "NLG", "PEI", "PLZ", "PTE", "ROL", "RUR", "SDD", "SIT", "SKK", "SLL",
		"SRG", "STD", "SUR", "TMM", "UAK", "VEB", "VEF", "XEU", "YUM", "ZAL", "ZMK", "ZRN", "ZWD", "ZWL", "ZWR":
		return 2, true
	}
	return 0, false
}
