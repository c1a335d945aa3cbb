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

// browse opens a tab in a headless Chromium. It skips the test with -short, or if Chromium is not installed; .ci/run installs it.
func browse(t *testing.T) tab {
	t.Helper()
	if testing.Short() {
		t.Skip("the browser is slow, and the race detector does not cover it")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed: apt-get install chromium")
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

// tab is a browser tab. The mock server's page replaces its elements whenever something changes, so an element that one script
// finds may be gone when the next script runs. Therefore each check finds and uses an element in a single script.
type tab struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // the browser's context, not the test's
}

func (p tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	require.NoError(p.t, chromedp.Do(p.ctx, steps...))
}

// element returns a script whose value is the first element at an XPath if that element is visible, and undefined otherwise.
func element(at string) string {
	return fmt.Sprintf(`[document.evaluate(%q, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue].find(e => e?.checkVisibility())`, at)
}

func (p tab) wait(script string) {
	p.t.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.Poll[bool](script, chromedp.WithPollingInterval(200*time.Millisecond), chromedp.WithPollingTimeout(4*time.Minute)))
	require.NoError(p.t, err, script)
}

// sees waits until every element is visible.
func (p tab) sees(all ...string) {
	p.t.Helper()
	for _, at := range all {
		p.wait(element(at) + ` !== undefined`)
	}
}

// clicks clicks an element as soon as it is visible.
func (p tab) clicks(at string) {
	p.t.Helper()
	p.wait(`(e => e !== undefined && (e.click(), true))(` + element(at) + `)`)
}

// text returns the text of the element with this id.
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
		"the numbers of proven, documented and guessed operations")
	page.sees(`//*[@id="codes"][contains(., "two@example.com")]`) // the parts of the page load one by one
	assert.Regexp(t, `hostbill, two@example\.com: \d{6}`, page.text("codes"), "the code of the demo account's second factor")

	c.with("Authorization", "Bearer TOKEN").ok("POST", "/hostbill/api/invoice/301/credit?color=red", `{"amount": 2.5}`)
	page.sees(`//tbody[@id="ledger-rows"]/tr/td[text()="2.5 USD"]`, `//*[@id="log-rows"][contains(., "applyInvoiceCredit")]`)
	assert.Contains(t, page.text("log-rows"), "200state", "the status and the source of the response")
	assert.Contains(t, page.text("log-rows"), "query.color: is not in the document")
	page.clicks(`//details[@data-key="hostbill.invoices"]/summary`)
	page.sees(`//details[@data-key="hostbill.invoices"]//pre[contains(., '"credit": 2.5')]`)

	// The clock can be moved with the keyboard alone.
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

// checkAccess checks the page's accessibility with axe-core and fails the test on serious violations. The environment variable
// AXE_JS is the path of axe.min.js; without it, checkAccess skips the rest of the test. If SCREENSHOTS is a folder, checkAccess
// saves a screenshot there, named after the color scheme.
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
		t.Skip("AXE_JS is not set: want the path of axe.min.js")
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

// TestEachReferenceCanExecuteAnOperation opens each API's reference, expands an operation and clicks Execute.
func TestEachReferenceCanExecuteAnOperation(t *testing.T) {
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
		assert.NotEqual(t, fromError, last.Source, "the reference sends the demo credentials")
		assert.Empty(t, last.Errors)
	}
}
