# shellcheck shell=bash
# Functions of both actions for GitHub: its API, and its commands in the log.

# On Windows, jq ends its lines with a carriage return.
jq() { command jq "$@" | tr -d '\r'; }

# api METHOD PATH [BODY] sends a request to the API, with a file as its body, and prints the response. The token is not an argument of
# curl, because every process of the machine can read those.
api() {
  local method="$1" url="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$2"
  if [ "$method" = GET ]; then
    set -- --retry 3
  else # never retried: it could be done twice
    set -- --data-binary "@$3" --header "Content-Type: application/json"
  fi
  curl "$@" --silent --show-error --fail-with-body --max-time 60 --request "$method" \
    --header "Accept: application/vnd.github+json" --config - "$url" <<<"header = \"Authorization: Bearer $TOKEN\""
}

# first KEY CONDITION PATH finds the first element of a list that the token's owner wrote and for which the condition, in jq's language,
# is true. It prints the element's value at the key; nothing if there is no such element. The path has a query.
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
