package mock

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// browse returns a tab of a headless Chromium. Where there is none, the test is skipped; .ci/run installs one. AXE_JS names
// the file of axe-core, and SCREENSHOTS a folder for pictures of the page.
func browse(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes long, and has no part in races of the server")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium: apt-get install chromium")
	}
	folder, err := os.MkdirTemp("", "mock") //nolint:usetesting // t.TempDir's paths are too long for Chromium's socket
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(folder)) })
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1200, 1400),
		chromedp.WSURLReadTimeout(time.Minute), chromedp.Env("TMPDIR="+folder), chromedp.UserDataDir(filepath.Join(folder, "profile"))) // Chromium leaves files there
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(stop)
	return ctx
}

// do does steps in the tab.
func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) { //nolint:revive // the tab is not the test's own context
	t.Helper()
	require.NoError(t, chromedp.Do(ctx, steps...))
}

func TestThePageShowsRequestsStateAndLedger(t *testing.T) {
	ctx := browse(t)
	_, c := newAdmin(t)
	do(t, ctx, chromedp.Navigate(c.base+"/"), chromedp.WaitVisible(`//a[text()="HostBill user API"]`))
	text := func(selector chromedp.CSS) string {
		shown, err := chromedp.Run(ctx, chromedp.TextContent(selector))
		require.NoError(t, err)
		return shown
	}
	assert.Contains(t, text("#api-rows"), c.base+"/hostbill/api")
	known := c.ok("GET", "/_mock/apis", "")
	assert.Contains(t, text("#api-rows tr"), itoa(known.at("0.operations"))+itoa(known.at("0.stateful"))+itoa(known.at("0.proven"))+itoa(known.at("0.documented"))+itoa(known.at("0.guessed")),
		"what is proven, documented and guessed")
	do(t, ctx, chromedp.WaitVisible(`//*[@id="codes"][contains(., "two@example.com")]`)) // each part of the page comes when it comes
	assert.Regexp(t, `hostbill, two@example\.com: \d{6}`, text("#codes"), "the second factor of the demo account")

	c.with("Authorization", "Bearer TOKEN").ok("POST", "/hostbill/api/invoice/301/credit?colour=red", `{"amount": 2.5}`)
	do(t, ctx, chromedp.WaitVisible(`//tbody[@id="ledger-rows"]/tr/td[text()="2.5 USD"]`))
	do(t, ctx, chromedp.WaitVisible(`//*[@id="log-rows"][contains(., "applyInvoiceCredit")]`))
	assert.Contains(t, text("#log-rows"), "200state", "its status, and where the response is from")
	assert.Contains(t, text("#log-rows"), "query.colour: nobody reads it")
	do(t, ctx, chromedp.Click(chromedp.CSS(`details[data-key="hostbill.invoices"] summary`)),
		chromedp.WaitVisible(`//details[@data-key="hostbill.invoices"]//pre[contains(., '"credit": 2.5')]`))

	// By keyboard alone: from the field, Enter moves the clock.
	before := text("#now")
	do(t, ctx,
		chromedp.SetValue(chromedp.CSS("#by"), "48h"), chromedp.Focus(chromedp.CSS("#by")), chromedp.KeyEvent("\r"),
		chromedp.WaitVisible(`//p[@id="clock-status" and text()="The clock was moved."]`),
	)
	assert.Greater(t, text("#now"), before)
	checkAccess(t, ctx, "light")
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
	})
	require.NoError(t, err)
	checkAccess(t, ctx, "dark")
}

// checkAccess asks axe-core for what people with a keyboard, a screen reader or weak eyes would stumble over.
func checkAccess(t *testing.T, ctx context.Context, scheme string) { //nolint:revive // the tab is not the test's own context
	t.Helper()
	if folder := os.Getenv("SCREENSHOTS"); folder != "" {
		picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(folder, "mock-"+scheme+".png"), picture, 0o600))
	}
	file := os.Getenv("AXE_JS")
	if file == "" {
		t.Skip("AXE_JS is not set: axe-core was not asked")
	}
	script, err := os.ReadFile(file)
	require.NoError(t, err)
	_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](string(script)+"; true"))
	require.NoError(t, err)
	serious, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`axe.run().then(r => r.violations
		.filter(v => v.impact === "serious" || v.impact === "critical")
		.map(v => v.id + ": " + v.nodes.map(n => n.html).join(", ")))`, chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	assert.Empty(t, serious, scheme)
}

// TestAnOperationOfEachAPIIsTriedInItsReference does what a newcomer does: open the reference, unfold an operation, press Execute.
func TestAnOperationOfEachAPIIsTriedInItsReference(t *testing.T) {
	ctx := browse(t)
	srv, c := newAdmin(t)
	for _, try := range []struct{ api, method, path, operation string }{
		{"hostbill", "get", "/balance", "getBalance"},
		{"webpros", "get", "/v1/entitlement", "listEntitlements"},
		{"websoftsolus", "get", "/license/plesk", "listPleskLicenses"},
		{"whasols", "post", "/rapi/GetStats", "getStats"},
		{"whmcs", "get", "/currencies", "listCurrencies"},
	} {
		summary := `//div[contains(@class,"opblock-` + try.method + `")]//span[@data-path="` + try.path + `"]`
		do(t, ctx,
			chromedp.Navigate(c.base+"/_mock/reference/"+try.api+"/"),
			chromedp.WaitVisible(summary), chromedp.Click(summary),
			chromedp.WaitVisible(`//button[contains(@class,"execute")]`), chromedp.Click(`//button[contains(@class,"execute")]`),
			chromedp.WaitVisible(`//table[contains(@class,"live-responses-table")]//td[contains(@class,"response-col_status") and contains(., "200")]`),
		)
		requests := srv.Requests()
		require.NotEmpty(t, requests)
		last := requests[len(requests)-1]
		assert.Equal(t, try.operation, last.Operation)
		assert.NotEqual(t, fromError, last.Source, "the reference has the demo credentials")
		assert.Empty(t, last.Errors)
	}
}
