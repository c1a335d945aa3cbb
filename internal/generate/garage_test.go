package generate_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/oapi-codegen/nullable"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/generate/garage"
)

// park returns a client that receives the result of respond as its response, or 204 if the result is empty. It also returns the
// last request and the body of that request.
func park(t *testing.T, respond func(body string) string) (*garage.Client, *http.Request, *string) {
	t.Helper()
	seen, sent := new(http.Request), new(string)
	client, err := garage.New("https://garage.example.com/v1", core.WithHTTPClient(&http.Client{Transport: transport(func(r *http.Request) *http.Response {
		*seen = *r
		if r.Body != nil {
			data, _ := io.ReadAll(r.Body)
			*sent = string(data)
		}
		w := httptest.NewRecorder()
		if body := respond(*sent); body != "" {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, body)
		} else {
			w.WriteHeader(http.StatusNoContent)
		}
		return w.Result()
	})}))
	require.NoError(t, err)
	return client, seen, sent
}

type transport func(*http.Request) *http.Response

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }

func TestParametersAreSentInTheStylesOfOpenAPI(t *testing.T) {
	filter := &garage.Filter{Maker: new("a&b"), Made: &garage.FilterMade{From: new(int64(1999))}}
	words := []string{"a&b", "c"}
	for name, test := range map[string]struct {
		params        garage.FindCarsParams
		query         string
		header, value string
	}{
		"a header":              {garage.FindCarsParams{XTrace: new("t 1")}, "", "X-Trace", "t 1"},
		"a list in a header":    {garage.FindCarsParams{XWheels: []int64{3, 4}}, "", "X-Wheels", "3,4"},
		"a cookie":              {garage.FindCarsParams{Seat: new("7")}, "", "Cookie", "seat=7"},
		"deepObject":            {garage.FindCarsParams{Filter: filter}, "filter[made][from]=1999&filter[maker]=a%26b", "", ""},
		"spaceDelimited":        {garage.FindCarsParams{Spaced: words}, "spaced=a%26b%20c", "", ""},
		"pipeDelimited":         {garage.FindCarsParams{Piped: words}, "piped=a%26b%7Cc", "", ""},
		"a list in one query":   {garage.FindCarsParams{Listed: words}, "listed=a%26b,c", "", ""},
		"a list of parameters":  {garage.FindCarsParams{Each: []int64{1, 2}}, "each=1&each=2", "", ""},
		"JSON":                  {garage.FindCarsParams{AsJSON: &garage.Filter{Maker: new("x")}}, "asJSON=%7B%22maker%22%3A%22x%22%7D", "", ""},
		"an enum":               {garage.FindCarsParams{Color: new(garage.ColorRed)}, "color=red", "", ""},
		"an undocumented value": {garage.FindCarsParams{Color: new(garage.Color("green"))}, "color=green", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			client, seen, _ := park(t, func(string) string { return "" })
			require.NoError(t, client.Cars.Find(t.Context(), &test.params))
			assert.Equal(t, "/v1/cars", seen.URL.Path)
			assert.Equal(t, test.query, seen.URL.RawQuery)
			if test.header != "" {
				assert.Equal(t, []string{test.value}, seen.Header[test.header])
			}
		})
	}
	t.Run("in the path", func(t *testing.T) {
		client, seen, _ := park(t, func(string) string { return "" })
		require.NoError(t, client.Cars.OpenDoors(t.Context(), "B AA", []int64{1, 2}, []string{"left", "right"}))
		assert.Equal(t, "/v1/cars/.B%20AA/;wheels=1;wheels=2/left,right", seen.URL.EscapedPath())
	})
}

func TestAnOperationIsSentToItsServer(t *testing.T) {
	client, seen, _ := park(t, func(string) string { return "" })
	for want, call := range map[string]func(context.Context, ...core.CallOption) error{
		"https://valets.example.com/v2/valets":    client.Valets.List,
		"https://garage.example.com/calls/valets": client.Valets.Call,
	} {
		require.NoError(t, call(t.Context()))
		assert.Equal(t, want, seen.URL.String())
	}
}

func TestReadOnlyFieldsAreOptionalInRequestsAndWriteOnlyFieldsInResponses(t *testing.T) {
	client, _, sent := park(t, func(string) string { return `{"id":"1","color":"green"}` })
	car, err := client.Cars.Add(t.Context(), garage.Car{Color: garage.ColorRed, Key: new("k")})
	require.NoError(t, err)
	assert.JSONEq(t, `{"color":"red","key":"k"}`, *sent)
	assert.Equal(t, garage.Car{ID: new("1"), Color: "green"}, car, "a value that the document does not list must be preserved")

	car.Key = new("k")
	_, err = client.Cars.Add(t.Context(), car)
	require.NoError(t, err, "a value from the server must be accepted when it is sent back")
	_, err = client.Cars.Add(t.Context(), garage.Car{Color: garage.ColorRed})
	assert.ErrorContains(t, err, "key is missing")
}

func TestAUnionIsDecodedByItsDiscriminator(t *testing.T) {
	client, _, sent := park(t, func(body string) string { return body })
	var vehicle garage.Vehicle
	require.NoError(t, vehicle.FromTruck(garage.Truck{Load: new(int64(7))}))
	back, err := client.Cars.ParkVehicle(t.Context(), vehicle)
	require.NoError(t, err)
	assert.JSONEq(t, `{"kind":"truck","load":7}`, *sent)
	value, err := back.ValueByDiscriminator()
	require.NoError(t, err)
	assert.Equal(t, garage.Truck{Kind: "truck", Load: new(int64(7))}, value)

	require.NoError(t, vehicle.UnmarshalJSON([]byte(`{"kind":"bike","wheels":null}`)))
	_, err = vehicle.AsBike()
	assert.EqualError(t, err, "at /wheels: null in place of a number")

	const unknown = `{"kind":"boat","sails":2}`
	require.NoError(t, vehicle.UnmarshalJSON([]byte(unknown)))
	back, err = client.Cars.ParkVehicle(t.Context(), vehicle)
	require.NoError(t, err)
	kind, err := back.Discriminator()
	require.NoError(t, err)
	assert.Equal(t, "boat", kind)
	encoded, err := back.MarshalJSON()
	require.NoError(t, err)
	assert.JSONEq(t, unknown, string(encoded), "an alternative that the document does not list must be preserved")
}

func TestAnIteratorSetsTheCursorInTheBody(t *testing.T) {
	var bodies []string
	client, _, _ := park(t, func(body string) string {
		bodies = append(bodies, body)
		if len(bodies) < 3 {
			return `{"cars":["a","b"],"next":"p` + string(rune('0'+len(bodies))) + `"}`
		}
		return `{"cars":["c"]}`
	})
	search := garage.SearchCarsRequest{Words: new("red")}
	var cars []string
	for car, err := range client.Cars.AllSearch(t.Context(), search) {
		require.NoError(t, err)
		cars = append(cars, car)
	}
	assert.Equal(t, []string{"a", "b", "a", "b", "c"}, cars)
	assert.Equal(t, []string{`{"words":"red"}`, `{"after":"p1","words":"red"}`, `{"after":"p2","words":"red"}`}, bodies)
	assert.Equal(t, nullable.Nullable[string](nil), search.After, "the caller's body must not change")
}
