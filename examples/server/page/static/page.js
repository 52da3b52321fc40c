"use strict";
// Everything that comes from a list is shown as text, never as HTML.

const $ = (id) => document.getElementById(id);
const say = (text, bad) => { $("message").textContent = text; $("message").className = bad ? "bad" : ""; };
const make = (tag, text, className) => {
  const e = document.createElement(tag);
  if (text !== undefined) e.textContent = text;
  if (className) e.className = className;
  return e;
};

let next = "";   // cursor of the next page of the table
let socket;      // the live feed
let file;        // the CSV file that was chosen
let shown;       // what the preview shows: its file, list and columns are what is written, and nothing else

const path = () => `${encodeURIComponent($("team").value)}/${encodeURIComponent($("project").value)}`;

async function ask(url, options = {}) {
  const headers = new Headers(options.headers);
  if ($("token").value) headers.set("Authorization", `Bearer ${$("token").value}`);
  const response = await fetch(url, { ...options, headers });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || answer.message || `status ${response.status}`);
  return answer;
}

async function guarded(work) {
  try { await work(); } catch (e) { say(e.message, true); }
}

// The table.

async function show(more) {
  const query = new URLSearchParams();
  if ($("q").value) { query.set("q", $("q").value); query.set("field", $("field").value); }
  if (more) query.set("after", next);
  const answer = await ask(`/page/lists/${path()}/attendees?${query}`);
  const rows = answer.rows.map((p) => {
    const tr = make("tr");
    for (const text of [p.last_name, p.first_name, p.email, p.company, p.type, p.status]) tr.append(make("td", text));
    return tr;
  });
  if (more) $("rows").append(...rows); else $("rows").replaceChildren(...rows);
  next = answer.next;
  $("more").hidden = !next;
  $("caption").textContent = `${answer.total} attendees of ${$("team").value}/${$("project").value}` +
    ($("q").value ? ` with “${$("q").value}”` : "") + `, ${$("rows").children.length} shown`;
}

// The feed.

function listen() {
  if (socket) { socket.onclose = null; socket.close(); }
  const url = new URL(`/api/v1/projects/${path()}/events`, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const protocols = ["muster"];
  if ($("token").value) protocols.push(`bearer.${$("token").value}`);
  socket = new WebSocket(url, protocols);
  socket.onopen = () => { $("feed-state").textContent = "(connected)"; refresh(); }; // nothing that was missed is told again
  socket.onclose = () => { $("feed-state").textContent = "(not connected)"; setTimeout(listen, 3000); };
  socket.onmessage = (m) => {
    const { event, data } = JSON.parse(m.data);
    const a = data.attendee;
    const who = a ? [a.first_name, a.last_name].filter(Boolean).join(" ") || a.id : data.attendee_id;
    $("feed").prepend(make("li", `${new Date().toLocaleTimeString()} ${event}: ${who}`));
    while ($("feed").children.length > 50) $("feed").lastChild.remove();
    refresh();
  };
}

let waiting;
function refresh() { // a thousand events are one refresh
  clearTimeout(waiting);
  waiting = setTimeout(() => guarded(() => show(false)), 250);
}

// The import.

// random is a name for one press of a button. crypto.randomUUID is there on
// https and loopback only, and nothing sends "undefined" for a name.
function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

const importOf = (s, write) => {
  const query = new URLSearchParams({ write: String(write) });
  for (const c of s.columns) query.append("column", c);
  const headers = { "Content-Type": "text/csv" };
  if (write) headers["Idempotency-Key"] = s.press; // two presses are one
  return ask(`/page/lists/${s.list}/import?${query}`, { method: "POST", body: s.file, headers });
};

let asked = 0; // previews, of which the last counts

async function preview() {
  forget();
  const number = ++asked;
  const next = { file, list: path(), press: random(), columns: [...$("columns").querySelectorAll("select")].map((e) => e.value) };
  const answer = await importOf(next, false);
  if (number !== asked) return; // something was changed meanwhile
  next.columns = answer.columns.map((c) => c.field);
  shown = next;
  showImport(answer);
}

// forget takes back the offer to write: the preview is not of what the page says
// now.
function forget() {
  asked++;
  if (shown) $("summary").textContent = "Something was changed: nothing is written before it is shown again.";
  shown = undefined;
  $("write").hidden = true;
}

function showImport(answer) {
  $("columns").replaceChildren(...answer.columns.map((c, i) => {
    const label = make("label", `${c.header || "column " + (i + 1)} is `);
    const select = make("select");
    select.append(new Option("not imported", ""), ...answer.fields.map((f) => new Option(f.label, f.name)));
    if (c.field.startsWith("custom.")) select.append(new Option(c.field, c.field));
    select.value = c.field;
    label.append(select);
    return label;
  }));
  $("columns-form").hidden = false;
  const head = [make("th", "Line"), make("th", answer.written ? "What was done" : "What would be done"), make("th", "Why not")];
  head.push(...answer.columns.map((c) => make("th", c.header)));
  head.forEach((th) => { th.scope = "col"; });
  $("preview-head").replaceChildren(...head);
  $("preview-rows").replaceChildren(...answer.rows.map((r) => {
    const tr = make("tr");
    const bad = r.faults.length > 0;
    tr.append(make("td", r.line), make("td", bad ? "rejected" : r.action, bad ? "bad" : "good"));
    const why = make("td");
    if (bad) {
      const list = make("ul", undefined, "faults");
      list.append(...r.faults.map((f) => make("li", f)));
      why.append(list);
    }
    tr.append(why, ...r.cells.map((c) => make("td", c)));
    return tr;
  }));
  const verb = answer.written ? "written" : "would be written";
  $("summary").textContent = `${answer.succeeded} rows ${answer.written ? "were" : ""} ${verb}, ${answer.failed} rejected.`.replace(/\s+/g, " ");
  $("write").hidden = answer.written || answer.succeeded === 0;
  $("write").textContent = `Write it to ${decodeURIComponent(shown.list)}`;
  $("preview").hidden = false;
  $("summary").focus();
}

// What the keys and the mouse do.

$("list-form").addEventListener("submit", (e) => { e.preventDefault(); guarded(open); });
$("search-form").addEventListener("submit", (e) => { e.preventDefault(); guarded(() => show(false)); });
$("more").addEventListener("click", () => guarded(() => show(true)));
$("file").addEventListener("change", () => guarded(async () => {
  forget();
  [file] = $("file").files;
  $("columns").replaceChildren();
  $("preview").hidden = $("columns-form").hidden = true;
  if (file) await preview();
}));
for (const id of ["team", "project"]) $(id).addEventListener("input", forget);
$("columns").addEventListener("change", forget);
$("columns-form").addEventListener("submit", (e) => { e.preventDefault(); guarded(preview); });
$("write").addEventListener("click", () => guarded(async () => {
  const written = shown;
  if (!written || written.list !== path()) return forget();
  $("write").disabled = true;
  try {
    const answer = await importOf(written, true);
    if (shown === written) {
      showImport(answer);
      shown = undefined;
    } else say(`${answer.succeeded} rows were written to ${decodeURIComponent(written.list)}, ${answer.failed} rejected.`);
  } finally { $("write").disabled = false; }
  await show(false);
}));

async function open() {
  say("");
  await show(false);
  listen();
}
guarded(open);
