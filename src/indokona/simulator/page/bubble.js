// What a message looks like, and the chat that messages make.
import { choices } from '/phone/choices.js';
import { codeButton } from '/phone/code.js';
import { byId, draw, make } from '/phone/dom.js';
import { fileOf } from '/phone/files.js';
import { icon } from '/phone/icons.js';
import { marked } from '/phone/marks.js';
import { day, t, time } from '/phone/words.js';

const TAPPED = ['button', 'interactive'];
const QUOTED = 90;

/** One line of a message, for lists and quotes. */
export function line(shown) {
  const text = shown.body || shown.header || '';
  return text || (shown.file ? t(`file.${shown.file.kind}`) : '');
}

/** Draws a chat: bubbles with a line for each day. `tap` gets what a pressed button says. */
export function drawChat(messages, tap) {
  const byWamid = new Map(messages.map((message) => [message.wamid, message]));
  const taken = new Map();
  for (const { type, shown } of messages)
    if (TAPPED.includes(type) && shown.answers) taken.set(shown.answers, shown.body);
  draw(byId('messages'), [...withDays(messages)], {
    key: (item) => item.day ?? item.wamid,
    sign: (item) => [item.day, item.status, taken.get(item.wamid), item.shown?.answers],
    build: (item) =>
      item.day
        ? make('li', { className: 'day' }, make('span', {}, day(item.at)))
        : bubble(item, byWamid.get(item.shown.answers), taken.get(item.wamid), tap),
  });
}

function* withDays(messages) {
  let last;
  for (const message of messages) {
    const date = new Date(message.at * 1000).toDateString();
    if (date !== last) yield { day: `${date} ${day(message.at)}`, at: message.at };
    last = date;
    yield message;
  }
}

function bubble(message, quoted, answered, tap) {
  const mine = message.direction === 'inbound';
  const { header, body, footer, code, file } = message.shown;
  const words = make(
    'div',
    { className: 'inner' },
    make('span', { className: 'visually-hidden' }, t(mine ? 'chat.you' : 'chat.they')),
    quoted && make('blockquote', { dir: 'auto' }, line(quoted.shown).slice(0, QUOTED)),
    header && make('h3', { dir: 'auto' }, header),
    body && make('p', { dir: 'auto' }, marked(body)),
    code && codeButton(code),
    footer && make('p', { className: 'footer', dir: 'auto' }, footer),
    foot(message, mine),
  );
  return make(
    'li',
    { className: mine ? 'bubble mine' : 'bubble', dataset: { wamid: message.wamid } },
    file && fileOf(file),
    words,
    choices(message, answered, tap),
  );
}

function foot(message, mine) {
  const line = make('div', { className: 'foot' }, make('time', {}, time(message.at)));
  if (mine) {
    const sign = icon(message.status === 'sent' ? 'check' : 'checks');
    const word = t(`status.${message.status}`);
    line.append(
      make('span', { className: 'ticks', dataset: { status: message.status } }, sign, word),
    );
  }
  return line;
}
