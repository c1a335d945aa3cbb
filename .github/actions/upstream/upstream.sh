#!/usr/bin/env bash
# Compares a document with the vendor's published document, and keeps one issue up to date. action.yml describes the inputs. The script
# fails if the documents cannot be compared, but not if they differ.
set -euo pipefail
# shellcheck source=.github/actions/github.sh
. "$(dirname "${BASH_SOURCE[0]}")/../github.sh"

cd "$DIRECTORY"
work="$(mktemp -d "$RUNNER_TEMP/specdiff.XXXXXX")"
arguments=(-quiet -o "text=$work/report.text" -o "markdown=$work/report.markdown")
[ -z "$AT" ] || arguments+=(-at "$AT")
status=0
"$SPECDIFF" "${arguments[@]}" -- "$DOCUMENT" "$UPSTREAM" >"$work/errors" 2>&1 || status=$?
cat "$work/errors"
result=failed
case "$status" in 0) result=same ;; 1) result=different ;; 2) result=broken ;; esac
[ -s "$work/report.text" ] || result=failed
echo "result=$result" >>"$GITHUB_OUTPUT"
if [ "$result" = failed ]; then
  note error "$DOCUMENT could not be compared with the published document: $(cat "$work/errors")"
  exit 1
fi
cat "$work/report.text"
cat "$work/report.markdown" >>"$GITHUB_STEP_SUMMARY"

# The issue is found by its title, because people may edit its text and labels.
export TITLE="${TITLE:-Upstream has changed: $DOCUMENT}"
number="$(first number '.title == env.TITLE and (has("pull_request") | not)' "issues?state=open")"
if [ "$result" != same ]; then
  jq -n --rawfile body "$work/report.markdown" '{title: env.TITLE, $body}' >"$work/request"
  if [ -n "$number" ]; then
    api PATCH "issues/$number" "$work/request" >/dev/null
  else
    api POST issues "$work/request" >/dev/null
  fi
elif [ -n "$number" ]; then
  echo '{"body": "The published document matches ours again."}' >"$work/request"
  api POST "issues/$number/comments" "$work/request" >/dev/null
  echo '{"state": "closed"}' >"$work/request"
  api PATCH "issues/$number" "$work/request" >/dev/null
fi
