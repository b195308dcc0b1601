// Who one is and whom one writes to: two lists, each a group of choices that the arrows move in.
import { line } from '/phone/bubble.js';
import { byId, draw, make } from '/phone/dom.js';
import { shortly, unread } from '/phone/unread.js';
import { t } from '/phone/words.js';

const COLOURS = 6;

/** How a person is known: by the number, or by a username only. */
export const knownBy = (person) =>
  person.hides_phone ? `@${person.username ?? person.id}` : `+${person.phone}`;

/** The chats of everybody, newest first. */
export const newestFirst = (chats) => [...chats].sort((one, other) => other.at - one.at);

/** Whose chat somebody would open first: with news, the newest, as it was, or the latest number. */
export function numberFor(person, { chats, numbers }, before) {
  const own = newestFirst(chats.filter((chat) => chat.person === person));
  const chosen = (own.find(unread) ?? own[0])?.phone_number_id ?? before;
  return numbers.some((one) => one.phone_number_id === chosen)
    ? chosen
    : (numbers.at(-1)?.phone_number_id ?? '');
}

/** Draws both lists. `choose` gets what changed. */
export function drawPeople(page, { person, number }, choose) {
  const people = page.persons.map((one) => personCard(one, page.chats));
  const numbers = page.numbers.map((one) => numberCard(one, page.chats, person));
  cards('person', people, person, choose);
  cards('number', numbers, number, choose);
  byId('people').hidden = people.length === 0;
  byId('numbers').hidden = numbers.length < 2;
}

function personCard(person, chats) {
  const own = newestFirst(chats.filter((chat) => chat.person === person.phone));
  return card(person.phone, person.name, knownBy(person), own);
}

function numberCard(number, chats, person) {
  const own = chats.filter((chat) => chat.person === person);
  const here = own.filter((chat) => chat.phone_number_id === number.phone_number_id);
  return card(number.phone_number_id, number.verified_name, number.display_phone_number, here);
}

function card(value, name, address, chats) {
  const count = chats.reduce((sum, chat) => sum + unread(chat), 0);
  return { value, name, address, count, newest: chats[0] ? line(chats[0].shown) : '' };
}

function cards(group, items, chosen, choose) {
  const list = byId(`${group}-list`);
  draw(list, items, {
    key: (item) => item.value,
    sign: (item) => item,
    build: (item) => choice(group, item, choose),
  });
  for (const input of list.querySelectorAll('input')) {
    const now = input.value === chosen;
    if (now && !input.checked) input.closest('label').scrollIntoView({ block: 'nearest' });
    input.checked = now;
  }
}

function choice(group, { value, name, address, count, newest }, choose) {
  const input = make('input', { type: 'radio', name: group, value, id: `${group}-${value}` });
  input.addEventListener('change', () => choose({ [group]: value }));
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault(); // or the line would get a break
    byId('words').focus();
  });
  const news =
    count > 0 && make('b', { className: 'news' }, shortly(count), hidden(t('people.new')));
  const words = make(
    'span',
    { className: 'words' },
    make('b', { dir: 'auto' }, name),
    make('small', {}, address),
    newest && make('small', { className: 'newest', dir: 'auto', 'aria-hidden': 'true' }, newest),
  );
  return make('label', { className: 'face' }, input, face(name), words, news);
}

const hidden = (text) => make('span', { className: 'visually-hidden' }, ` ${text}`);

function face(name) {
  const node = make('span', { className: 'avatar', 'aria-hidden': 'true' });
  paint(node, name);
  return node;
}

/** A letter on a colour that is always the same for a name. */
export function paint(node, name) {
  const [first = '?'] = name.trim();
  const sum = [...name].reduce((total, letter) => total + letter.codePointAt(0), 0);
  node.textContent = first.toUpperCase();
  node.dataset.colour = String(sum % COLOURS);
}
