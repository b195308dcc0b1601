// The phone of an end user: asks the control door every second and draws what changed.
import { bubble, day, mail } from "/phone/bubbles.js";

const byId = (id) => document.getElementById(id);
const state = { person: "", number: "", people: [], numbers: [], drawn: "", mailDrawn: "" };
const EVERY_MS = 1000;

async function door(method, path, body) {
  const answer = await fetch(`/_control/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error || `HTTP ${answer.status}`);
  return found;
}

function trouble(error) {
  byId("trouble").textContent = error ? `That did not work: ${error.message}` : "";
  byId("trouble").hidden = !error;
}

async function attempt(act) {
  try {
    await act();
    trouble(null);
  } catch (error) {
    trouble(error);
  }
}

function fill(select, options, chosen) {
  const wanted = JSON.stringify(options);
  if (select.dataset.options !== wanted) {
    select.dataset.options = wanted;
    select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
  }
  select.value = chosen;
  select.disabled = options.length === 0;
}

function label(person) {
  const shown = person.hides_phone ? `@${person.username || "username"}` : `+${person.phone}`;
  return `${person.name} · ${shown}`;
}

async function learnWho() {
  const [people, numbers] = await Promise.all([door("GET", "persons"), door("GET", "numbers")]);
  state.people = people.data;
  state.numbers = numbers.data;
  if (!state.numbers.some((n) => n.phone_number_id === state.number)) {
    state.number = state.numbers[0]?.phone_number_id || "";
  }
  if (!state.people.some((p) => p.phone === state.person)) {
    state.person = state.people[0]?.phone || "";
  }
  drawWho();
}

function drawWho() {
  fill(byId("person"), state.people.map((p) => [p.phone, label(p)]), state.person);
  const named = (n) => [n.phone_number_id, `${n.verified_name} · ${n.display_phone_number}`];
  fill(byId("number"), state.numbers.map(named), state.number);
  const number = state.numbers.find((n) => n.phone_number_id === state.number);
  byId("business").textContent = number ? number.verified_name : "No business yet";
  byId("business-number").textContent = number ? number.display_phone_number : "";
  byId("avatar").textContent = number ? number.verified_name.slice(0, 1).toUpperCase() : "?";
  const person = state.people.find((p) => p.phone === state.person);
  byId("reads").checked = Boolean(person && person.reads_after !== null);
  byId("blocked").checked = Boolean(person && person.blocked);
  byId("stopped").checked = Boolean(person && person.stopped_marketing);
  const ready = Boolean(number && person);
  for (const id of ["stop", "words", "reads", "blocked", "stopped"]) byId(id).disabled = !ready;
  byId("compose").querySelector("button").disabled = !ready;
  byId("nobody").hidden = Boolean(number);
  if (number && !person) byId("new-person").open = true;
}

async function drawChat() {
  let found = [];
  if (state.person && state.number) {
    const query = new URLSearchParams({ person: state.person, phone_number_id: state.number });
    found = (await door("GET", `chat?${query}`)).data;
  }
  byId("empty").hidden = found.length > 0 || !state.number;
  const drawn = JSON.stringify([state.person, state.number, found.map((m) => [m.wamid, m.status])]);
  if (drawn === state.drawn) return;
  state.drawn = drawn;
  const list = byId("messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  let last = "";
  const items = [];
  for (const message of found) {
    const date = new Date(message.at * 1000).toDateString();
    if (date !== last) items.push(day(message.at));
    last = date;
    items.push(bubble(message, tap));
  }
  list.replaceChildren(...items);
  if (!atEnd && items.length >= 12) return;
  const toEnd = () => { list.scrollTop = list.scrollHeight; };
  toEnd();
  for (const image of list.querySelectorAll("img")) image.addEventListener("load", toEnd);
}

async function drawMails() {
  const found = (await door("GET", "mails")).data;
  const drawn = found.map((m) => m.id).join();
  if (drawn === state.mailDrawn) return;
  state.mailDrawn = drawn;
  byId("mails").replaceChildren(...found.map(mail));
  byId("no-mail").hidden = found.length > 0;
  byId("mail-count").textContent = found.length ? `(${found.length})` : "";
}

async function say(what) {
  const body = { phone_number_id: state.number, ...what };
  await door("POST", `persons/${state.person}/say`, body);
  await drawChat();
  byId("messages").scrollTop = byId("messages").scrollHeight;
}

function tap(message, choice) {
  const kinds = { reply: "button_reply", row: "list_reply" };
  const what = choice.type === "quick_reply"
    ? { button: { payload: choice.payload || choice.text, text: choice.text } }
    : { reply: { id: choice.id, title: choice.text }, reply_type: kinds[choice.type] };
  return attempt(() => say({ ...what, wamid: message.wamid }));
}

async function patch(change) {
  await door("PATCH", `persons/${state.person}`, change);
  await learnWho();
}

function show(view) {
  for (const name of ["chat", "mail"]) {
    const chosen = name === view;
    byId(`view-${name}`).hidden = !chosen;
    byId(`tab-${name}`).setAttribute("aria-selected", String(chosen));
    byId(`tab-${name}`).tabIndex = chosen ? 0 : -1;
  }
}

async function look() {
  if (!document.hidden) {
    await attempt(async () => {
      await learnWho();
      await Promise.all([drawChat(), drawMails()]);
    });
  }
  setTimeout(look, EVERY_MS);
}

for (const name of ["chat", "mail"]) {
  byId(`tab-${name}`).addEventListener("click", () => show(name));
  byId(`tab-${name}`).addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = name === "chat" ? "mail" : "chat";
    show(other);
    byId(`tab-${other}`).focus();
  });
}
byId("person").addEventListener("change", (event) => {
  state.person = event.target.value;
  attempt(async () => { drawWho(); await drawChat(); });
});
byId("number").addEventListener("change", (event) => {
  state.number = event.target.value;
  attempt(async () => { drawWho(); await drawChat(); });
});
byId("reads").addEventListener("change", (event) =>
  attempt(() => patch({ reads_after: event.target.checked ? 1 : null })));
byId("blocked").addEventListener("change", (event) =>
  attempt(() => patch({ blocked: event.target.checked })));
byId("stopped").addEventListener("change", (event) => {
  const choice = event.target.checked ? "stop" : "resume";
  const body = { choice, phone_number_id: state.number };
  attempt(async () => {
    await door("POST", `persons/${state.person}/preferences`, body);
    await learnWho();
  });
});
byId("stop").addEventListener("click", () => attempt(() => say({ text: "STOP" })));
byId("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = byId("words").value.trim();
  if (!words) return;
  byId("words").value = "";
  attempt(() => say({ text: words }));
});
byId("create").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    const wanted = { name: byId("new-name").value, phone: byId("new-phone").value };
    const made = await door("POST", "persons", wanted);
    state.person = made.phone;
    byId("create").reset();
    byId("new-person").open = false;
    await learnWho();
    await drawChat();
    byId("words").focus();
  });
});
byId("script").open = matchMedia("(min-width: 761px)").matches;

look();
