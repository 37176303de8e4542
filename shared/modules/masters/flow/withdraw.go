package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Withdraw takes a comment back. Who wrote it may, and whoever has the right for those of
// others.
type Withdraw struct {
	Comment kernel.Ref[Comment] `zh:"评论" en:"Comment" is:"required"`
}

var (
	_ = kernel.Intent[Withdraw]("flow.comment.withdraw", "撤回评论", "Withdraw comment", kernel.AlongWith(), kernel.ForAll())

	withdrawOthers = org.DeclareRight("flow.comment.withdraw.others", "撤回别人的评论", "Withdraw comments of others").For(75, org.Admin)

	// CommentGone is the refusal of a comment that was withdrawn before.
	CommentGone = kernel.Refuse("flow.comment_gone", "这条评论已经撤回", "This comment is withdrawn already")
)

// MayWithdraw tells whether somebody may take a comment back.
func MayWithdraw(who *kernel.Author, c *Comment) bool {
	return c.WithdrawnAt == 0 && (c.Author.ID() == who.User && !who.User.IsZero() || who.May(withdrawOthers.Name))
}

// Predict takes the text out of the row, so that nobody is given it any more; that there
// was a comment, and who took it back, stays.
func (w Withdraw) Predict(tx *kernel.Tx) error {
	c, err := Comments.Need(tx, w.Comment)
	if err != nil {
		return err
	}
	if c.WithdrawnAt != 0 {
		return CommentGone.With()
	}
	if c.Author.ID() != tx.Author.User {
		if err := withdrawOthers.Check(tx); err != nil {
			return err
		}
	}
	kernel.Set(tx, c, &c.Text, "")
	kernel.Set(tx, c, &c.WithdrawnBy, kernel.Ref[org.User](tx.Author.User))
	kernel.Set(tx, c, &c.WithdrawnAt, tx.At())
	return nil
}
