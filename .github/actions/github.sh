# shellcheck shell=bash
# Functions for both actions. They call GitHub's API, and write workflow commands to the log.

# On Windows, jq ends its lines with a carriage return.
jq() { command jq "$@" | tr -d '\r'; }

# api METHOD PATH [FILE] sends a request to the API, with the file as its body, and prints the response. The token is passed to curl on
# standard input, because every process of the machine can read a command's arguments.
api() {
  local method="$1" url="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$2"
  if [ "$method" = GET ]; then
    set -- --retry 3
  else # never retried, because the change could be made twice
    set -- --data-binary "@$3" --header "Content-Type: application/json"
  fi
  curl "$@" --silent --show-error --fail-with-body --max-time 60 --request "$method" \
    --header "Accept: application/vnd.github+json" --config - "$url" <<<"header = \"Authorization: Bearer $TOKEN\""
}

# first KEY CONDITION PATH looks in a list for the first element that the token's owner wrote and that satisfies the condition, a jq
# expression. It prints the element's value at KEY, or nothing if there is no such element. PATH must contain a question mark.
first() {
  local key="$1" condition="$2" path="$3" page=1 list found
  while :; do
    list="$(api GET "$path&per_page=100&page=$page")" || return
    found="$(jq -r "map(select(.user.login == env.AUTHOR and ($condition)))[0].$key // empty" <<<"$list")" || return
    [ -z "$found" ] || { echo "$found"; return; }
    [ "$(jq length <<<"$list")" = 100 ] || return 0
    page=$((page + 1))
  done
}

# note KIND TEXT adds an annotation to the run: an error, a warning or a notice.
note() {
  local text="${2//'%'/%25}"
  text="${text//$'\r'/%0D}"
  echo "::$1 title=specdiff::${text//$'\n'/%0A}"
}
