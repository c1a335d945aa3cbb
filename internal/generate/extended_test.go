package generate_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/generate"
)

// An installation has more than the vendor documents. Whoever uses it keeps an overlay of their own, in their own module; the
// README of HostBill shows this one.
func TestAnOverlayOfOnesOwnExtendsADocument(t *testing.T) {
	const own = "internal/generate/testdata/extended/hostbill.yaml"
	overlay, err := os.ReadFile(filepath.Join(root, own))
	require.NoError(t, err)
	readme, err := os.ReadFile(filepath.Join(root, "specs", "hostbill", "README.md"))
	require.NoError(t, err)
	assert.Contains(t, string(readme), "```yaml\n"+string(overlay)+"```\n", "the README shows another overlay")

	source := generate.Source{
		Root: root, Document: "specs/hostbill/openapi.yaml", Overlays: []string{"overlays/hostbill.yaml", own},
		Out: filepath.Join(t.TempDir(), "portal"), Package: "portal", Foreign: true,
	}
	files, err := generate.Render(source)
	require.NoError(t, err)
	assert.Contains(t, string(files["services.gen.go"]), "func (s *AuthService) ListTokens(ctx context.Context, opts ...core.CallOption) ([]PersonalToken, error)")
	assert.Contains(t, string(files["services.gen.go"]), "func (s *InvoicesService) List(", "the rest of the API is there, too")
	assert.Regexp(t, `(?m)^\tNode +string `, string(files["models.gen.go"]))
}
