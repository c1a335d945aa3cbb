package runtime

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func newTimed(parent context.Context, limit time.Duration) *timed {
	t, at := new(timed), time.Time{}
	if limit != 0 {
		at = time.Now().Add(limit)
	}
	t.begin(parent, parent, at)
	return t
}

func isOver(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return true
	default:
		return false
	}
}

// A timed context and its children must behave as package context documents for WithDeadline.
func TestATimedContextEndsLikeOneOfPackageContext(t *testing.T) {
	errMine := errors.New("mine")
	type made func(context.Context, time.Duration) (context.Context, context.CancelFunc)
	contexts := map[string]made{
		"package context": context.WithTimeout,
		"timed": func(parent context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
			ctx := newTimed(parent, limit)
			return ctx, func() { ctx.end(context.Canceled) }
		},
	}
	for name, tt := range map[string]struct {
		limit      time.Duration
		late       time.Duration // delay before the first wait
		happens    func(parent context.CancelCauseFunc, own context.CancelFunc)
		err, cause error
	}{
		"in time":                       {limit: time.Minute},
		"the time is over":              {limit: time.Second, err: context.DeadlineExceeded, cause: context.DeadlineExceeded},
		"it was over before":            {limit: -time.Second, err: context.DeadlineExceeded, cause: context.DeadlineExceeded},
		"it is over at the first check": {limit: time.Second, late: time.Minute, err: context.DeadlineExceeded, cause: context.DeadlineExceeded},
		"the caller gives up":           {limit: time.Minute, happens: func(parent context.CancelCauseFunc, _ context.CancelFunc) { parent(errMine) }, err: context.Canceled, cause: errMine},
		"its cancel function is called": {limit: time.Minute, happens: func(_ context.CancelCauseFunc, own context.CancelFunc) { own() }, err: context.Canceled, cause: context.Canceled},
	} {
		for kind, make := range contexts {
			t.Run(name+", "+kind, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					parent, cancel := context.WithCancelCause(context.Background())
					defer cancel(nil)
					ctx, end := make(parent, tt.limit)
					defer end()
					time.Sleep(tt.late)
					child, stop := context.WithCancel(ctx)
					defer stop()
					var told atomic.Int32
					context.AfterFunc(ctx, func() { told.Add(1) })
					if tt.happens != nil {
						tt.happens(cancel, end)
					}
					time.Sleep(2 * time.Second)
					synctest.Wait()
					for _, ctx := range []context.Context{ctx, child} {
						assert.Equal(t, tt.err != nil, isOver(ctx))
						assert.Equal(t, tt.err, ctx.Err())
						assert.Equal(t, tt.cause, context.Cause(ctx))
					}
					assert.Equal(t, tt.err != nil, told.Load() == 1)
					at, ok := child.Deadline()
					assert.True(t, ok)
					want, _ := ctx.Deadline()
					assert.Equal(t, want, at)
				})
			})
		}
	}
}

func TestATimedContextWithoutWaitersHasNoTimerAndStillEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := newTimed(t.Context(), time.Second)
		require.NoError(t, ctx.Err())
		time.Sleep(time.Minute)
		assert.Equal(t, context.DeadlineExceeded, ctx.Err())
		assert.Nil(t, ctx.timer)
		ctx.end(context.Canceled)
		assert.True(t, isOver(ctx))
		assert.Nil(t, ctx.timer)
	})
}

func TestATimedContextThatWaitedLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := newTimed(t.Context(), time.Minute)
		child, stop := context.WithCancel(ctx)
		stop()
		assert.True(t, isOver(child))
		assert.Empty(t, ctx.after, "the child context is removed")
		ctx.end(context.Canceled)
		assert.False(t, ctx.timer.Stop(), "the timer was stopped")
		assert.Nil(t, ctx.leave)
		synctest.Wait() // fails if a goroutine still waits
	})
}

// A transport that looks before it sends must see that it is too late.
func TestATimedContextThatIsOverdueIsOverAtTheFirstLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		assert.True(t, isOver(newTimed(t.Context(), -time.Second)))
	})
}

func TestATimedContextThatEndedDoesNotWaitForTheCallers(t *testing.T) {
	parent := newTimed(t.Context(), time.Hour)
	defer parent.end(context.Canceled)
	ctx := newTimed(parent, time.Minute)
	assert.False(t, isOver(ctx))
	assert.Len(t, parent.after, 1)
	ctx.end(context.Canceled)
	assert.Empty(t, parent.after)
}

func TestTheEarlierDeadlineApplies(t *testing.T) {
	parent, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	early, _ := newTimed(parent, time.Second).Deadline()
	late, _ := newTimed(parent, time.Hour).Deadline()
	callers, _ := parent.Deadline()
	assert.True(t, early.Before(callers))
	assert.Equal(t, callers, late)
	_, ok := newTimed(context.Background(), 0).Deadline()
	assert.False(t, ok)
}

func TestATimedContextMayEndWhileOthersBeginToWait(t *testing.T) {
	for range 200 {
		ctx := newTimed(t.Context(), time.Hour)
		var waiting sync.WaitGroup
		for range 4 {
			waiting.Go(func() {
				child, stop := context.WithCancel(ctx)
				defer stop()
				<-child.Done()
				assert.Equal(t, context.Canceled, child.Err())
			})
		}
		waiting.Go(func() { ctx.end(context.Canceled) })
		waiting.Wait()
	}
}

func TestADeadlineMayMove(t *testing.T) {
	for name, watch := range map[string]func(context.Context) bool{
		"while something waits":  isOver,
		"before something waits": func(context.Context) bool { return false },
		"while a child context waits": func(ctx context.Context) bool {
			child, stop := context.WithCancel(ctx)
			defer stop()
			return isOver(child)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := newTimed(t.Context(), time.Second)
				ctx.moves = true
				assert.False(t, watch(ctx))
				ctx.move(time.Time{})
				time.Sleep(time.Hour)
				require.NoError(t, ctx.Err())
				for range 2 {
					ctx.move(time.Now().Add(time.Minute))
					time.Sleep(time.Minute - 1)
					require.NoError(t, ctx.Err())
				}
				_, reported := ctx.Deadline()
				assert.False(t, reported, "a transport must not rely on a deadline that moves")
				time.Sleep(time.Nanosecond)
				synctest.Wait()
				assert.True(t, isOver(ctx))
				assert.Equal(t, context.DeadlineExceeded, ctx.Err())
				ctx.move(time.Time{})
				assert.Equal(t, context.DeadlineExceeded, ctx.Err())
			})
		})
	}
}

// The timer may fire just before the deadline moves.
func TestATimerThatFiredTooEarlyEndsNothing(t *testing.T) {
	ctx := newTimed(t.Context(), time.Hour)
	assert.False(t, isOver(ctx))
	ctx.expire()
	assert.NoError(t, ctx.Err())
	ctx.end(context.Canceled)
}

func TestTheErrorOfATimedContextStaysTheSame(t *testing.T) {
	parent, cancel := context.WithCancel(t.Context())
	ctx := newTimed(parent, -time.Second)
	require.ErrorIs(t, ctx.Err(), context.DeadlineExceeded)
	cancel()
	require.ErrorIs(t, ctx.Err(), context.DeadlineExceeded)
	ctx.end(context.Canceled)
	assert.ErrorIs(t, ctx.Err(), context.DeadlineExceeded)
}
