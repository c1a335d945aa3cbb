package e2e

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/webpros"
)

// v1Pages returns a handler that serves the pages of a /v1 list by cursor, and records the queries. Each page contains the cursor
// of the next page. For a page that is "", the handler responds with an error.
func v1Pages(t *testing.T, asked *[]string, pages map[string]string) http.HandlerFunc {
	t.Helper()
	return func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.RawQuery)
		page, ok := pages[r.URL.Query().Get("start")]
		if !assert.True(t, ok, "want a request for one of the pages, got %s", r.URL.RawQuery) || page == "" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		respond(page)(w, r)
	}
}

func idAt(n int) string { return fmt.Sprintf("%08d-0000-0000-0000-000000000000", n) }

// collect returns the ids that a walk yields, and its error.
func collect[T any](walk iter.Seq2[T, error], id func(T) string) (ids []string, err error) {
	for item, err := range walk {
		if err != nil {
			return ids, err
		}
		ids = append(ids, id(item))
	}
	return ids, nil
}

func entitlementPage(next string, ids ...string) string {
	var items []string
	for _, id := range ids {
		items = append(items, `{"id":"`+id+`"}`)
	}
	if next != "null" {
		next = strconv.Quote(next)
	}
	return `{"data":[` + strings.Join(items, ",") + `],"next":` + next + `}`
}

func entitlementID(e webpros.Entitlement) string { return e.ID }

func TestV1ListsAreWalkedByCursor(t *testing.T) {
	var asked []string
	api := newWebpros(t, v1Pages(t, &asked, map[string]string{
		"":      entitlementPage(idAt(3), idAt(1), idAt(2)),
		idAt(3): entitlementPage(idAt(4), idAt(3)),
		idAt(4): entitlementPage("null"),
	}))
	params := &webpros.ListEntitlementsParams{Count: new(int64(2))}
	ids, err := collect(api.Entitlements.All(t.Context(), params), entitlementID)
	require.NoError(t, err)
	assert.Equal(t, []string{idAt(1), idAt(2), idAt(3)}, ids)
	assert.Equal(t, []string{"count=2", "count=2&start=" + idAt(3), "count=2&start=" + idAt(4)}, asked)
	assert.Nil(t, params.Start, "the caller's parameters do not change")

	t.Run("from the middle, even if the caller changes the parameters later", func(t *testing.T) {
		params := &webpros.ListEntitlementsParams{Start: new(idAt(3))}
		walk := api.Entitlements.All(t.Context(), params)
		*params.Start, params.Count = idAt(1), new(int64(99))
		asked = nil
		ids, err := collect(walk, entitlementID)
		require.NoError(t, err)
		assert.Equal(t, []string{idAt(3)}, ids)
		assert.Equal(t, []string{"start=" + idAt(3), "start=" + idAt(4)}, asked)
	})
	t.Run("with the caller's query on every page", func(t *testing.T) {
		asked = nil
		_, err := collect(api.Entitlements.All(t.Context(), nil, core.CallQuery("filter", "paid")), entitlementID)
		require.NoError(t, err)
		assert.Equal(t, []string{"filter=paid", "start=" + idAt(3) + "&filter=paid", "start=" + idAt(4) + "&filter=paid"}, asked)
	})
	t.Run("for another list", func(t *testing.T) {
		ids, err := collect(api.CPanelNova.AllPackagesByUser(t.Context(), packageID, nil), func(p webpros.CPanelNovaPackage) string { return p.ID })
		require.NoError(t, err)
		assert.Equal(t, []string{idAt(1), idAt(2), idAt(3)}, ids)
	})
}

func TestWalksOfV1ListsEnd(t *testing.T) {
	ctx := t.Context()
	t.Run("a cursor that does not advance", func(t *testing.T) {
		var asked []string
		api := newWebpros(t, v1Pages(t, &asked, map[string]string{
			"": entitlementPage(idAt(2), idAt(1)), idAt(2): entitlementPage(idAt(2), idAt(2)),
		}))
		ids, err := collect(api.Entitlements.All(ctx, nil), entitlementID)
		assert.ErrorIs(t, err, core.ErrDecode)
		assert.Equal(t, []string{idAt(1), idAt(2)}, ids)
		assert.Len(t, asked, 2)
	})
	t.Run("pages that repeat", func(t *testing.T) {
		var asked []string
		api := newWebpros(t, v1Pages(t, &asked, map[string]string{
			"": entitlementPage(idAt(2)), idAt(2): entitlementPage(idAt(3)), idAt(3): entitlementPage(idAt(2)),
		}))
		_, err := collect(api.Entitlements.All(ctx, nil), entitlementID)
		assert.ErrorIs(t, err, core.ErrDecode)
		assert.Less(t, len(asked), 8)
	})
	t.Run("an error on page three", func(t *testing.T) {
		var asked []string
		api := newWebpros(t, v1Pages(t, &asked, map[string]string{
			"": entitlementPage(idAt(2), idAt(1)), idAt(2): entitlementPage(idAt(3), idAt(2)), idAt(3): "",
		}))
		ids, err := collect(api.Entitlements.All(ctx, nil), entitlementID)
		assert.Equal(t, []string{idAt(1), idAt(2)}, ids, "the items before the error are not lost")
		e := failure(t, err)
		assert.Equal(t, http.StatusTeapot, e.StatusCode)
		assert.Equal(t, "listEntitlements", e.Operation)
	})
	t.Run("a caller that stops early", func(t *testing.T) {
		var asked []string
		api := newWebpros(t, v1Pages(t, &asked, map[string]string{"": entitlementPage(idAt(3), idAt(1), idAt(2))}))
		for _, err := range api.Entitlements.All(ctx, nil) {
			require.NoError(t, err)
			break
		}
		assert.Len(t, asked, 1)
	})
	t.Run("a context that is canceled during the walk", func(t *testing.T) {
		var asked []string
		api := newWebpros(t, v1Pages(t, &asked, map[string]string{"": entitlementPage(idAt(2), idAt(1)), idAt(2): entitlementPage("null")}))
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		var last error
		for _, err := range api.Entitlements.All(ctx, nil) {
			last = err
			cancel()
		}
		assert.ErrorIs(t, last, context.Canceled)
		assert.Len(t, asked, 1)
	})
}

// v2Pages returns a handler that serves the pages of a /v2 list by number, and records the queries. Each page reports that the list
// has reported pages, which may be wrong. Pages beyond the last one are empty. For a page that is "", the handler responds with an
// error.
func v2Pages(asked *[]string, reported int, pages ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.RawQuery)
		number, _ := strconv.Atoi(cmp.Or(r.URL.Query().Get("page"), "1"))
		payload := "[]"
		if number <= len(pages) {
			payload = pages[number-1]
		}
		if payload == "" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		respond(fmt.Sprintf(`{"payload":%s,"meta":{"sorts":{"sorted":{"id":1},"can":["id"]},"filters":{"suspended":{"type":"boolean","operators":["eq"]}},
			"pagination":{"currentPage":%d,"from":1,"lastPage":%d,"perPage":1,"to":1,"total":%d}}}`, payload, number, reported, reported))(w, r)
	}
}

func userPage(ids ...string) string {
	var items []string
	for _, id := range ids {
		items = append(items, `{"data":{"id":"`+id+`"}}`)
	}
	return "[" + strings.Join(items, ",") + "]"
}

func userID(u webpros.UserV2) string { return u.Data.ID }

func TestV2ListsAreWalkedByPageNumber(t *testing.T) {
	var asked []string
	api := newWebpros(t, v2Pages(&asked, 3, userPage("a", "b"), userPage("c"), userPage("d")))
	params := &webpros.ListUsersV2Params{PerPage: new(int64(2))}
	ids, err := collect(api.Users.AllV2(t.Context(), params, core.CallQuery("filter[enabled]", "true")), userID)
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b", "c", "d"}, ids)
	require.Len(t, asked, 3)
	for i, query := range asked {
		assert.Contains(t, query, "perPage=2")
		assert.Contains(t, query, "filter%5Benabled%5D=true", "an undocumented parameter is sent with every page")
		if i > 0 {
			assert.Contains(t, query, fmt.Sprintf("page=%d", i+1))
		}
	}
	assert.Nil(t, params.Page)

	page, err := api.Users.ListV2(t.Context(), nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"id"}, page.Meta.Sorts.Can)
	direction, ok := page.Meta.Sorts.Sorted.Get("id")
	assert.True(t, ok)
	assert.EqualValues(t, 1, direction)
	filter, ok := page.Meta.Filters.Get("suspended")
	assert.True(t, ok)
	assert.Equal(t, []string{"eq"}, filter.Operators)
	assert.EqualValues(t, 3, page.Meta.Pagination.LastPage)
}

func TestWalksOfV2ListsEnd(t *testing.T) {
	ctx := t.Context()
	t.Run("a page that repeats itself", func(t *testing.T) {
		var asked []string
		api := newWebpros(t, v2Pages(&asked, 9, userPage("a"), userPage("b"), userPage("b"), userPage("c")))
		ids, err := collect(api.Users.AllV2(ctx, nil), userID)
		assert.ErrorIs(t, err, core.ErrDecode)
		assert.Equal(t, []string{"a", "b"}, ids)
		assert.Len(t, asked, 3)
	})
	t.Run("an error on page three", func(t *testing.T) {
		var asked []string
		api := newWebpros(t, v2Pages(&asked, 9, userPage("a"), userPage("b"), ""))
		ids, err := collect(api.Users.AllV2(ctx, nil), userID)
		assert.Equal(t, []string{"a", "b"}, ids)
		e := failure(t, err)
		assert.Equal(t, http.StatusTeapot, e.StatusCode)
	})
	t.Run("fewer pages than reported", func(t *testing.T) {
		var asked []string
		api := newWebpros(t, v2Pages(&asked, 4, userPage("a"), userPage("b")))
		ids, err := collect(api.Users.AllV2(ctx, nil), userID)
		require.NoError(t, err)
		assert.Equal(t, []string{"a", "b"}, ids)
	})
	t.Run("a caller that stops early", func(t *testing.T) {
		var asked []string
		api := newWebpros(t, v2Pages(&asked, 9, userPage("a", "b"), userPage("c")))
		for range api.Users.AllV2(ctx, nil) {
			break
		}
		assert.Len(t, asked, 1)
	})
	t.Run("a context that is canceled during the walk", func(t *testing.T) {
		var asked []string
		api := newWebpros(t, v2Pages(&asked, 9, userPage("a"), userPage("b")))
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		var last error
		for _, err := range api.Users.AllV2(ctx, nil) {
			last = err
			cancel()
		}
		assert.ErrorIs(t, last, context.Canceled)
		assert.Len(t, asked, 1)
	})
}
