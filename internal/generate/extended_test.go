package generate_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/generate"
)

// HostBill's README shows this overlay, as an example for users whose installation has more operations than the document.
func TestAUsersOverlayExtendsADocument(t *testing.T) {
	const own = "internal/generate/testdata/extended/hostbill.yaml"
	overlay, err := os.ReadFile(filepath.Join(root, own))
	require.NoError(t, err)
	readme, err := os.ReadFile(filepath.Join(root, "specs", "hostbill", "README.md"))
	require.NoError(t, err)
	assert.Contains(t, string(readme), "```yaml\n"+string(overlay)+"```\n", "the README must show this overlay")

	source := generate.Source{
		Root: root, Document: "specs/hostbill/openapi.yaml", Overlays: []string{"overlays/hostbill.yaml", own},
		Out: filepath.Join(t.TempDir(), "portal"), Package: "portal", Foreign: true,
	}
	files, err := generate.Render(source)
	require.NoError(t, err)
	assert.Contains(t, string(files["services.gen.go"]), "func (s *AuthService) ListTokens(ctx context.Context, opts ...core.CallOption) ([]PersonalToken, error)")
	assert.Contains(t, string(files["services.gen.go"]), "func (s *InvoicesService) List(", "want the vendor's operations as well")
	assert.Regexp(t, `(?m)^\tNode +string `, string(files["models.gen.go"]))
}
