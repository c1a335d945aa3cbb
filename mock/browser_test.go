package mock

import (
	"context"
	"fmt"
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
func browse(t *testing.T) tab {
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
	return tab{t, ctx}
}

// tab is a tab of the browser. The page of the mock server replaces its elements whenever something changes, so that what is
// asked of it is one script: an element found by one message to the browser may be gone with the next.
type tab struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // the browser's, which is not the test's
}

func (p tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	require.NoError(p.t, chromedp.Do(p.ctx, steps...))
}

// element is a script that finds the visible element at an XPath, or null.
func element(at string) string {
	return fmt.Sprintf(`[document.evaluate(%q, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue].find(e => e?.checkVisibility())`, at)
}

func (p tab) wait(script string) {
	p.t.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.Poll[bool](script, chromedp.WithPollingInterval(200*time.Millisecond), chromedp.WithPollingTimeout(4*time.Minute)))
	require.NoError(p.t, err, script)
}

// sees waits for visible elements.
func (p tab) sees(all ...string) {
	p.t.Helper()
	for _, at := range all {
		p.wait(element(at) + ` !== undefined`)
	}
}

// clicks clicks on an element as soon as it is visible.
func (p tab) clicks(at string) {
	p.t.Helper()
	p.wait(`(e => e !== undefined && (e.click(), true))(` + element(at) + `)`)
}

// text is what the element with an id shows.
func (p tab) text(id string) string {
	p.t.Helper()
	shown, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](fmt.Sprintf(`document.getElementById(%q).textContent`, id)))
	require.NoError(p.t, err)
	return shown
}

func TestThePageShowsRequestsStateAndLedger(t *testing.T) {
	page := browse(t)
	_, c := newAdmin(t)
	page.do(chromedp.Navigate(c.base + "/"))
	page.sees(`//a[text()="HostBill user API"]`)
	assert.Contains(t, page.text("api-rows"), c.base+"/hostbill/api")
	known := c.ok("GET", "/_mock/apis", "")
	assert.Contains(t, page.text("api-rows"), itoa(known.at("0.operations"))+itoa(known.at("0.stateful"))+itoa(known.at("0.proven"))+itoa(known.at("0.documented"))+itoa(known.at("0.guessed")),
		"what is proven, documented and guessed")
	page.sees(`//*[@id="codes"][contains(., "two@example.com")]`) // each part of the page comes when it comes
	assert.Regexp(t, `hostbill, two@example\.com: \d{6}`, page.text("codes"), "the second factor of the demo account")

	c.with("Authorization", "Bearer TOKEN").ok("POST", "/hostbill/api/invoice/301/credit?colour=red", `{"amount": 2.5}`)
	page.sees(`//tbody[@id="ledger-rows"]/tr/td[text()="2.5 USD"]`, `//*[@id="log-rows"][contains(., "applyInvoiceCredit")]`)
	assert.Contains(t, page.text("log-rows"), "200state", "its status, and where the response is from")
	assert.Contains(t, page.text("log-rows"), "query.colour: nobody reads it")
	page.clicks(`//details[@data-key="hostbill.invoices"]/summary`)
	page.sees(`//details[@data-key="hostbill.invoices"]//pre[contains(., '"credit": 2.5')]`)

	// By keyboard alone: from the field, Enter moves the clock.
	before := page.text("now")
	page.do(chromedp.SetValue(chromedp.CSS("#by"), "48h"), chromedp.Focus(chromedp.CSS("#by")), chromedp.KeyEvent("\r"))
	page.sees(`//p[@id="clock-status" and text()="The clock was moved."]`)
	assert.Greater(t, page.text("now"), before)
	page.checkAccess("light")
	_, err := chromedp.Call(page.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
	})
	require.NoError(t, err)
	page.checkAccess("dark")
}

// checkAccess asks axe-core for what people with a keyboard, a screen reader or weak eyes would stumble over.
func (p tab) checkAccess(scheme string) {
	t := p.t
	t.Helper()
	if folder := os.Getenv("SCREENSHOTS"); folder != "" {
		picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(folder, "mock-"+scheme+".png"), picture, 0o600))
	}
	file := os.Getenv("AXE_JS")
	if file == "" {
		t.Skip("AXE_JS is not set: axe-core was not asked")
	}
	script, err := os.ReadFile(file)
	require.NoError(t, err)
	_, err = chromedp.Run(p.ctx, chromedp.Evaluate[bool](string(script)+"; true"))
	require.NoError(t, err)
	serious, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]string](`axe.run().then(r => r.violations
		.filter(v => v.impact === "serious" || v.impact === "critical")
		.map(v => v.id + ": " + v.nodes.map(n => n.html).join(", ")))`, chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	assert.Empty(t, serious, scheme)
}

// TestAnOperationOfEachAPIIsTriedInItsReference does what a newcomer does: open the reference, unfold an operation, press Execute.
func TestAnOperationOfEachAPIIsTriedInItsReference(t *testing.T) {
	page := browse(t)
	srv, c := newAdmin(t)
	for _, try := range []struct{ api, method, path, operation string }{
		{"hostbill", "get", "/balance", "getBalance"},
		{"webpros", "get", "/v1/entitlement", "listEntitlements"},
		{"websoftsolus", "get", "/license/plesk", "listPleskLicenses"},
		{"whasols", "post", "/rapi/GetStats", "getStats"},
		{"whmcs", "get", "/currencies", "listCurrencies"},
	} {
		summary := `//div[contains(@class,"opblock-` + try.method + `")]//span[@data-path="` + try.path + `"]`
		page.do(
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
