// What can be pressed below a message: replies, addresses, codes, and lists that open.
import { byId, make } from '/phone/dom.js';
import { icon } from '/phone/icons.js';
import { outward } from '/phone/marks.js';
import { codeButton } from '/phone/code.js';
import { t } from '/phone/words.js';

const REPLIES = ['quick_reply', 'reply'];

/** The row of buttons of a message, or nothing. `answered` is the text that was chosen before. */
export function choices(message, answered, tap) {
  const { buttons = [], list, code } = message.shown;
  const nodes = buttons
    .filter((choice) => !(code && choice.type === 'copy'))
    .map((choice) => button(choice, message, answered, tap));
  if (list) nodes.push(opener(list, message, tap));
  return nodes.length > 0 && make('div', { className: 'buttons' }, nodes);
}

function button(choice, message, answered, tap) {
  if (choice.url) {
    return outward(choice.url, icon(choice.url.startsWith('tel:') ? 'phone' : 'link'), choice.text);
  }
  if (choice.type === 'copy') return codeButton(choice.code);
  const able = REPLIES.includes(choice.type);
  const taken = answered === choice.text;
  const sign = icon(taken ? 'check' : 'reply');
  const after = taken && make('span', { className: 'visually-hidden' }, ` ${t('choice.chosen')}`);
  const node = make(
    'button',
    { type: 'button' },
    sign,
    make('span', { dir: 'auto' }, choice.text),
    after,
  );
  node.disabled = !able || answered !== undefined;
  if (!able) node.title = t('choice.not_simulated');
  node.addEventListener('click', () => tap(answerOf(choice, message)));
  return node;
}

function answerOf(choice, { wamid }) {
  if (choice.type === 'quick_reply') {
    return { button: { payload: choice.payload ?? choice.text, text: choice.text }, wamid };
  }
  return { reply: { id: choice.id, title: choice.text }, reply_type: 'button_reply', wamid };
}

function opener(list, message, tap) {
  const node = make('button', { type: 'button', 'aria-haspopup': 'dialog' }, icon('list'));
  node.append(make('span', { dir: 'auto' }, list.button || t('choice.open')));
  node.addEventListener('click', () => open(list, message, tap));
  return node;
}

/** A list as WhatsApp opens it: a sheet over the phone. Escape closes it. */
function open(list, message, tap) {
  const sheet = byId('choice');
  const title = make('h2', { id: 'choice-title', dir: 'auto' }, list.button || t('choice.open'));
  const close = make('button', { type: 'button', className: 'quiet' }, t('close'));
  close.addEventListener('click', () => sheet.close());
  sheet.replaceChildren(
    make('div', { className: 'head' }, title, close),
    ...list.sections.map((section) => part(section, message, tap, sheet)),
  );
  sheet.showModal();
}

function part(section, message, tap, sheet) {
  const rows = (section.rows ?? []).map(({ id, title, description }) => {
    const words = [make('b', {}, title), description && make('small', {}, description)];
    const node = make('button', { type: 'button', className: 'row', dir: 'auto' }, words);
    node.addEventListener('click', () => {
      sheet.close();
      tap({ reply: { id, title, description }, reply_type: 'list_reply', wamid: message.wamid });
    });
    return node;
  });
  return make('div', {}, section.title && make('h3', { dir: 'auto' }, section.title), rows);
}
