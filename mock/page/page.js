"use strict";

const byID = (id) => document.getElementById(id);

// Text from the server is never treated as markup.
function cell(text, name) {
  const td = document.createElement("td");
  td.textContent = text ?? "";
  if (name) td.className = name;
  return td;
}

function row(...cells) {
  const tr = document.createElement("tr");
  tr.append(...cells);
  return tr;
}

async function get(path) {
  const response = await fetch("/_mock/" + path);
  if (!response.ok) throw new Error(path + ": " + response.status);
  return response.json();
}

async function post(path, body) {
  const response = await fetch("/_mock/" + path, {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body),
  });
  const result = await response.json();
  if (!response.ok) throw new Error(result.detail);
  return result;
}

async function apis() {
  byID("api-rows").replaceChildren(...(await get("apis")).map((api) => {
    const link = document.createElement("a");
    link.href = "/_mock/reference/" + api.name + "/";
    link.textContent = api.title;
    const name = document.createElement("td");
    name.append(link);
    const url = document.createElement("td");
    const code = document.createElement("code");
    code.textContent = api.url;
    url.append(code);
    return row(name, url, ...[api.operations, api.stateful, api.proven, api.documented, api.guessed].map((n) => cell(n, "number")));
  }));
}

let last = 0;

async function log() {
  const entries = await get("log?after=" + last);
  if (entries.length === 0) return false;
  last = entries[entries.length - 1].number;
  for (const e of entries) {
    const findings = [
      ...(e.errors ?? []).map((f) => f.location + ": " + f.message),
      ...(e.findings ?? []).map((f) => f.location + ": " + f.message),
      ...(e.unread ?? []).map((u) => u + ": is not in the document"),
    ];
    byID("log-rows").prepend(row(
      cell(new Date(e.time).toLocaleTimeString()), cell(e.operation), cell(e.method + " " + e.path),
      cell(e.status || "none", e.status >= 400 ? "number bad" : "number"), cell(e.source), cell(findings.join("; ")),
    ));
  }
  while (byID("log-rows").rows.length > 200) byID("log-rows").deleteRow(-1);
  byID("log-status").textContent = last + (last === 1 ? " request." : " requests.");
  return true;
}

async function state() {
  const open = new Set([...document.querySelectorAll("#collections details[open]")].map((d) => d.dataset.key));
  const shown = [];
  for (const [api, collections] of Object.entries(await get("state"))) {
    const heading = document.createElement("h3");
    heading.textContent = api;
    shown.push(heading);
    for (const [name, records] of Object.entries(collections)) {
      const details = document.createElement("details");
      details.dataset.key = api + "." + name;
      details.open = open.has(details.dataset.key);
      const summary = document.createElement("summary");
      summary.textContent = name + " (" + records.length + ")";
      const pre = document.createElement("pre");
      pre.tabIndex = 0;
      pre.textContent = JSON.stringify(records, null, 2);
      details.append(summary, pre);
      shown.push(details);
    }
  }
  byID("collections").replaceChildren(...shown);
}

async function ledger() {
  byID("ledger-rows").replaceChildren(...(await get("ledger")).reverse().map((p) => row(
    cell(p.number, "number"), cell(p.time), cell(p.operation), cell([p.amount, p.currency].filter(Boolean).join(" "), "number"), cell(p.account),
  )));
}

async function clock() {
  const now = (await get("clock")).now;
  byID("now").textContent = now;
  byID("now").dateTime = now;
  byID("codes").replaceChildren(...(await get("codes")).map((c) => {
    const item = document.createElement("li");
    item.textContent = c.api + ", " + c.account + ": " + c.code;
    return item;
  }));
}

async function refresh() {
  await Promise.all([state(), ledger(), clock()]);
}

async function watch() {
  try {
    if (await log()) await refresh(); else await clock();
  } catch (problem) {
    byID("log-status").textContent = "The server does not respond: " + problem.message;
  }
  setTimeout(watch, 1000);
}

document.addEventListener("DOMContentLoaded", async () => {
  byID("advance").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await post("clock", {advance: byID("by").value});
      await refresh();
      byID("clock-status").textContent = "The clock was moved.";
    } catch (problem) {
      byID("clock-status").textContent = problem.message;
    }
  });
  byID("reset").addEventListener("click", async () => {
    await post("reset", {});
    await refresh();
  });
  await apis();
  await refresh();
  await watch();
});
