# Repeats the parts of go test -v's output that explain a failure, so that they are at the end of the log: compiler errors, the output
# of each failed test (at most 60 lines), and the names of the failed packages.

function add(name, line) {
  if (lines[name]++ < 60) text[name] = text[name] line "\n"
}

function show(name) {
  printf "%s", text[name]
  if (lines[name] > 60) printf "… and %d more lines\n", lines[name] - 60
}

function forget(name) {
  for (name in text) if (name != "# build") { delete text[name]; delete lines[name] }
  failures = 0
  current = ""
}

# Compiler errors begin with a number sign and the package.
/^# / { building = 1 }
/^(===|---|ok |FAIL|PASS|\?)/ { building = 0 }
building { add("# build", $0); next }

/^=== (RUN|CONT|NAME) / { current = $3; next }
/^=== PAUSE / { next }
/^ *--- FAIL: / { failed[++failures] = $3; current = $3; add($3, $0); next }
/^ *--- (PASS|SKIP): / { current = ""; next }

# The line of a package follows the output of its tests. If no test failed, the program crashed in the test that ran last.
/^FAIL\t/ {
  if (!failures && current != "") failed[++failures] = current
  printf "\n%s\n", $0
  packages = packages $0 "\n"
  for (i = 1; i <= failures; i++) show(failed[i])
  forget()
  next
}
/^ok  \t/ { forget(); next }
/^(PASS|FAIL)$/ { next }
{ add(current, $0) }

END {
  if ("# build" in text) { printf "\n"; show("# build") }
  if (packages != "") printf "\n%s", packages
}
