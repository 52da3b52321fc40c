package batch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/muster-go/muster/storage"
)

// digest identifies what a batch asks for, so that a token which comes back
// with other content is refused. It fails with [ErrInvalidBatch] for a command
// without a JSON form; what hindered that stays unsaid, as it may hold values.
func (b Batch) digest() (string, error) {
	h := sha256.New()
	enc := json.NewEncoder(h)
	if err := enc.Encode([]any{b.Mode, b.Actor, b.RejectDuplicates}); err != nil {
		return "", err
	}
	for i, c := range b.Commands {
		if err := enc.Encode([]any{fmt.Sprintf("%T", c), c}); err != nil {
			return "", &Error{Code: ErrInvalidBatch, Field: "commands", Index: i, Err: fmt.Errorf("a %T has no JSON form, which a token needs", c)}
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// remembered is a report as a token keeps it: no record, no identifier as it
// was given, nothing personal.
type remembered struct {
	Results []rememberedResult `json:"results"`
}

type rememberedResult struct {
	Action   Action            `json:"action,omitempty"`
	Subject  storage.Ref       `json:"subject"`
	Warnings []string          `json:"warnings,omitempty"`
	Reasons  []rememberedError `json:"reasons,omitempty"`
}

// rememberedError is an Error without what may be personal, the identifier as it
// was given, and without its cause, whose text is not ours to keep. Its index is
// that of its result.
type rememberedError struct {
	Kind     Kind        `json:"kind"`
	Code     string      `json:"code"`
	Field    string      `json:"field,omitempty"`
	Existing storage.Ref `json:"existing"`
	Version  int32       `json:"version,omitempty"`
	Limit    int         `json:"limit,omitempty"`
	Count    int         `json:"count,omitempty"`
}

// remember writes the token that keeps rep.
func remember(d *Draft, b Batch, rep Report, env Env) error {
	digest, err := b.digest()
	if err != nil {
		return err
	}
	var kept remembered
	for _, res := range rep.Results {
		r := rememberedResult{Action: res.Action, Subject: res.Subject, Warnings: res.Warnings}
		for _, e := range reasonsOrInternal(res.Err) {
			r.Reasons = append(r.Reasons, rememberedError{e.Code.Kind, e.Code.Name, e.Field, e.Existing, e.Version, e.Limit, e.Count})
		}
		kept.Results = append(kept.Results, r)
	}
	report, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	t := storage.Token{Value: b.Token, Digest: digest, Report: report}
	t.Scope, t.ID, t.CreatedAt, t.UpdatedAt = b.Scope, env.NewID(), env.Now, env.Now
	return d.tokens.put(&t, &t.Head)
}

// recall returns the report that the batch's token keeps. found is false when
// the token is new; it fails with [ErrTokenMismatch] when the token was used
// for something else.
func recall(d *Draft, b Batch) (rep Report, found bool, err error) {
	t, found, err := d.tokens.byKey(storage.Key{Name: storage.KeyToken, Value: b.Token})
	if err != nil || !found {
		return Report{}, false, err
	}
	digest, err := b.digest()
	if err != nil {
		return Report{}, false, err
	}
	if digest != t.Digest {
		return Report{}, false, &Error{Code: ErrTokenMismatch, Field: "token", Existing: t.Ref()}
	}
	var kept remembered
	if err := json.Unmarshal(t.Report, &kept); err != nil {
		return Report{}, false, fmt.Errorf("batch: the report that the token keeps cannot be read: %w", err)
	}
	rep.Replayed = true
	for i, r := range kept.Results {
		res := Result{Index: i, Outcome: Outcome{Action: r.Action, Subject: r.Subject, Warnings: r.Warnings}}
		var why []*Error
		for _, e := range r.Reasons {
			why = append(why, &Error{
				Code: Code{e.Kind, e.Code}, Index: i, Field: e.Field, Existing: e.Existing, Version: e.Version, Limit: e.Limit, Count: e.Count,
			})
		}
		res.Err = Join(why)
		rep.add(res, b)
	}
	return rep, true, nil
}

// reasonsOrInternal stands in for an error of a foreign make, whose text a
// token must not keep.
func reasonsOrInternal(err error) []*Error {
	if es := Reasons(err); es != nil || err == nil {
		return es
	}
	return []*Error{{Code: ErrInternal}}
}
