// The line one writes in: words, a file with its caption, and three words by one click.
import { byId, make } from '/phone/dom.js';
import { attempt, tell } from '/phone/door.js';
import { chosen, fileOf } from '/phone/files.js';
import { icon } from '/phone/icons.js';
import { t } from '/phone/words.js';

const CHIPS = ['Hi', 'STOP', 'START'];
const drafts = new Map();
let [chat, file, busy, say] = ['', null, false, null];

/** Ready to write; `send` gets what is said. */
export function readyToWrite(send) {
  say = send;
  byId('attach').append(icon('clip'));
  byId('send').append(icon('send'));
  byId('chips').append(...CHIPS.map(chip));
  byId('compose').addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  byId('words').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  readyForFiles();
}

function chip(text) {
  const node = make('button', { type: 'button', title: t(`compose.chip.${text}`) }, text);
  node.addEventListener('click', () => attempt(() => say({ text }), t));
  return node;
}

function readyForFiles() {
  const input = byId('file');
  byId('attach').addEventListener('click', () => input.click());
  input.addEventListener('change', () => take(input.files[0]));
  byId('words').addEventListener('paste', (event) => take(event.clipboardData.files[0], event));
  const phone = byId('compose').closest('.phone');
  phone.addEventListener('dragover', (event) => event.preventDefault());
  phone.addEventListener('drop', (event) => take(event.dataTransfer.files[0], event));
}

async function take(picked, event) {
  if (!picked) return;
  event?.preventDefault();
  try {
    file = await chosen(picked);
    tell('');
  } catch (error) {
    tell(error.message);
  }
  byId('file').value = '';
  drawTray();
  byId('words').focus();
}

function drawTray() {
  const tray = byId('tray');
  tray.hidden = !file;
  tray.replaceChildren(...(file ? [preview(file), drop()] : []));
}

function preview({ kind, address, filename }) {
  const name = make('span', { dir: 'auto' }, filename);
  const seen = kind === 'image' && make('img', { src: address, alt: '' });
  return make(
    'div',
    { className: 'picked' },
    seen || fileOf({ kind, name: t(`file.${kind}`) }),
    name,
  );
}

function drop() {
  const label = t('compose.take_out');
  const node = make('button', { type: 'button', className: 'round plain', 'aria-label': label });
  node.append(icon('cross'));
  node.addEventListener('click', () => {
    file = null;
    drawTray();
    byId('words').focus();
  });
  return node;
}

async function submit() {
  const words = byId('words').value.trim();
  if (busy || (!words && !file)) return;
  busy = true;
  // Only what went out leaves the line: trouble takes nothing away.
  const sent = await attempt(() => sendAll(words), t);
  busy = false;
  if (sent) byId('words').value = '';
}

async function sendAll(words) {
  if (!file) return say({ text: words });
  const { address, ...media } = file;
  const speaks = media.kind !== 'audio';
  await say({ media: speaks && words ? { ...media, caption: words } : media });
  file = null;
  drawTray();
  return speaks || !words ? undefined : say({ text: words });
}

/** Another chat: what was begun in the last one waits there. */
export function writeIn(next, able) {
  for (const node of byId('compose').elements) node.disabled = !able;
  if (next === chat) return;
  drafts.set(chat, { words: byId('words').value, file });
  const draft = drafts.get(next) ?? { words: '', file: null };
  [chat, file] = [next, draft.file];
  byId('words').value = draft.words;
  drawTray();
}
