#!/usr/bin/env bash
# Compares documents and writes the log, annotations, the job's summary, the outputs, and the comment on the pull request. action.yml
# describes the inputs.
set -euo pipefail
# shellcheck source=.github/actions/github.sh
. "$(dirname "${BASH_SOURCE[0]}")/github.sh"

fail() { note error "$1"; exit 1; }

formats="text markdown json github sarif"
[[ " $formats " == *" $FORMAT "* ]] || fail "format: want one of $formats, got $FORMAT"
case "$FAIL_ON" in any | wire | go | fixtures | none) ;; *) fail "fail-on: want any, wire, go, fixtures or none, got $FAIL_ON" ;; esac
[[ "$COMMENT" == true || "$COMMENT" == false ]] || fail "comment: want true or false, got $COMMENT"
cd "$DIRECTORY" 2>/dev/null || fail "working-directory: want a folder, got $DIRECTORY"

# The default base is the pull request's target branch. A shallow clone does not contain its commit, so it is fetched.
if [ -z "$BASE" ]; then
  [[ "$REVISION" != http*://* ]] || fail "base: want the old document, because the new one is a URL"
  commit="$(jq -r '.pull_request.base.sha // empty' "$GITHUB_EVENT_PATH")"
  [ -n "$commit" ] || fail "base: want a document or a commit, because the workflow was not started by a pull request"
  git cat-file -e "$commit^{commit}" 2>/dev/null || git fetch --quiet --depth=1 origin "$commit" ||
    fail "base: commit $commit cannot be fetched; give actions/checkout fetch-depth: 0"
  BASE="$commit"
  if [ -n "$REVISION" ]; then
    [ -e "$REVISION" ] || fail "revision: want a file, got $REVISION"
    if ! git cat-file -e "$commit:./$REVISION"; then
      note notice "$REVISION is a new document: there is nothing to compare it with"
      echo "result=same" >>"$GITHUB_OUTPUT"
      exit 0
    fi
    BASE="$commit:./$REVISION"
  fi
fi

work="$(mktemp -d "$RUNNER_TEMP/specdiff.XXXXXX")"
arguments=(-quiet)
for each in $formats; do arguments+=(-o "$each=$work/report.$each"); done
[ -z "$AT" ] || arguments+=(-at "$AT")
[ "$FAIL_ON" = none ] || arguments+=(-fail-on "$FAIL_ON")
if [ -n "$REVISION" ]; then
  arguments+=(-- "$BASE" "$REVISION")
else
  arguments+=(-all -base "$BASE")
fi
status=0
"$SPECDIFF" "${arguments[@]}" >"$work/errors" 2>&1 || status=$?
cat "$work/errors"

result=failed
case "$status" in 0) result=same ;; 1) result=different ;; 2) result=broken ;; esac
[ -s "$work/report.json" ] || result=failed
if [ "$result" = failed ]; then
  printf '### specdiff\n\nThe documents could not be compared. [The log](%s) shows why.\n' \
    "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID" >"$work/report.markdown"
else
  cat "$work/report.text"
  # Annotations must name files relative to the root of the repository.
  folder="$(git rev-parse --show-prefix 2>/dev/null || true)"
  jq -Rr --arg folder "$folder" 'sub("^(?<command>::[a-z]+ file=)(?=[^/])"; .command + $folder)' "$work/report.github"
fi
cat "$work/report.markdown" >>"$GITHUB_STEP_SUMMARY"
{
  echo "result=$result"
  if [ "$result" != failed ]; then
    for severity in breaking risky compatible; do
      echo "$severity=$(jq "[.reports[].counts[].$severity] | add // 0" "$work/report.json")"
    done
    echo "version=$(jq -r '[.reports[].bump] as $all | ["major", "minor", "patch", "none"] | map(select(IN($all[])))[0] // "none"' "$work/report.json")"
    echo "report=$work/report.$FORMAT"
  fi
} >>"$GITHUB_OUTPUT"

# keep_comment creates or updates the comment. It creates none if nothing has changed.
keep_comment() {
  local number id
  number="$(jq -r '.pull_request.number // empty' "$GITHUB_EVENT_PATH")"
  [ -n "$number" ] || return 0
  MARKER="<!-- specdiff: $(tr -cs 'A-Za-z0-9._/\n' - <<<"${NAME:-$REVISION}" | cut -c 1-100) -->"
  export MARKER
  id="$(first id '.body | startswith(env.MARKER)' "issues/$number/comments?")" || return
  { echo "$MARKER"; cat "$work/report.markdown"; } >"$work/comment"
  jq -n --rawfile body "$work/comment" '{$body}' >"$work/request"
  if [ -n "$id" ]; then
    api PATCH "issues/comments/$id" "$work/request" >/dev/null
  elif [ "$result" = different ] || [ "$result" = broken ]; then
    api POST "issues/$number/comments" "$work/request" >/dev/null
  fi
}
if [ "$COMMENT" = true ] && ! keep_comment; then
  note warning "the comment cannot be written: the job needs the permission pull-requests: write, which pull requests from forks never have"
fi

case "$result" in
  failed)
    note error "the documents could not be compared: $(cat "$work/errors")"
    exit 1
    ;;
  broken)
    [ "$FAIL_ON" = none ] && exit 0
    note error "something breaks, and fail-on is $FAIL_ON"
    exit "$status"
    ;;
esac
