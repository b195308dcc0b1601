// What a message looks like. Text is always set as text, never as markup.

function part(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

const TICKS = { sent: "✓", delivered: "✓✓", read: "✓✓" };
const SAID = { sent: "sent", delivered: "delivered", read: "read by the business" };

function meta(message, mine) {
  const line = part("span", "meta");
  const at = new Date(message.at * 1000);
  line.append(part("time", "", at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })));
  if (mine) {
    const ticks = part("span", `ticks ${message.status}`, TICKS[message.status] || "✓");
    ticks.setAttribute("role", "img");
    ticks.setAttribute("aria-label", SAID[message.status] || "sent");
    line.append(ticks);
  }
  return line;
}

function media(file) {
  const address = file.id ? `/_control/media/${encodeURIComponent(file.id)}` : "";
  const kinds = { image: "img", sticker: "img", video: "video", audio: "audio" };
  if (address && kinds[file.kind]) {
    const node = part(kinds[file.kind]);
    node.src = address;
    if (file.kind === "image" || file.kind === "sticker") node.alt = file.name;
    else node.controls = true;
    return node;
  }
  const link = part(address ? "a" : "span", "file", `📄 ${file.name}`);
  if (address) { link.href = address; link.download = file.name; }
  return link;
}

function button(choice, message, tap) {
  if (choice.url) {
    const link = part("a", "", `↗ ${choice.text}`);
    link.href = /^https?:/.test(choice.url) ? choice.url : "#";
    link.target = "_blank";
    link.rel = "noreferrer noopener";
    link.title = choice.url;
    return link;
  }
  const node = part("button", "", choice.text);
  node.type = "button";
  if (["quick_reply", "reply", "row"].includes(choice.type)) {
    node.addEventListener("click", () => tap(message, choice));
  } else {
    node.disabled = true;
    node.title = "This kind of button is not simulated";
  }
  return node;
}

export function bubble(message, tap) {
  const mine = message.direction === "inbound";
  const shown = message.shown;
  const item = part("li", mine ? "bubble mine" : "bubble");
  item.dataset.wamid = message.wamid;
  if (shown.file) item.append(media(shown.file));
  const inner = part("div", "inner");
  if (shown.header) inner.append(part("h2", "", shown.header));
  if (shown.body) inner.append(part("p", "", shown.body));
  if (shown.footer) inner.append(part("p", "footer", shown.footer));
  inner.append(meta(message, mine));
  item.append(inner);
  if (shown.buttons && shown.buttons.length) {
    const row = part("div", "buttons");
    row.append(...shown.buttons.map((choice) => button(choice, message, tap)));
    item.append(row);
  }
  return item;
}

export function day(at) {
  const options = { weekday: "short", day: "numeric", month: "short" };
  return part("li", "day", new Date(at * 1000).toLocaleDateString([], options));
}

export function mail(found) {
  const item = part("li", "mail");
  item.append(part("h2", "", found.subject || "(no subject)"));
  const at = new Date(found.at * 1000).toLocaleString();
  item.append(part("p", "from", `From ${found.sender} to ${found.to.join(", ")} · ${at}`));
  const code = /\b\d{6}\b/.exec(found.text);
  if (code) {
    const copy = part("button", "code", code[0]);
    const hint = part("small", "", "copy");
    copy.type = "button";
    copy.append(hint);
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code[0]);
      hint.textContent = "copied";
    });
    item.append(copy);
  }
  item.append(part("pre", "", found.text || "This mail has no plain text."));
  return item;
}
