// The phone of an end user: asks the control door every second and draws what changed.
import { readyToAdd } from '/phone/adding.js';
import { drawChat } from '/phone/bubble.js';
import { readyToWrite, writeIn } from '/phone/compose.js';
import { byId } from '/phone/dom.js';
import { attempt, door } from '/phone/door.js';
import { drawEmpty } from '/phone/empty.js';
import { drawMails } from '/phone/mail.js';
import { drawPeople, knownBy, numberFor, paint } from '/phone/people.js';
import { drawSwitches, readyToSwitch } from '/phone/switches.js';
import { isShown, readyToTurn } from '/phone/tabs.js';
import { lookAt, lookAtMails, newMails, shortly, unread } from '/phone/unread.js';
import { language, speak, t, translate } from '/phone/words.js';

const EVERY_MS = 1000;
const [person = '', number = ''] = location.hash.slice(1).split('/');
const chosen = { person, number };
const NOTHING = { data: [], waiting: 0, failed: 0 };
let page = { persons: [], numbers: [], chats: [], mails: [], faults: {} };
let asking = 0;

async function look() {
  const mine = ++asking;
  const found = await door('GET', 'page');
  if (mine !== asking) return; // an answer that came late would draw what was
  page = found;
  settle();
  const chat = await ask();
  if (mine !== asking) return;
  drawAround();
  drawPhone(chat);
}

/** Whoever was chosen may be gone; who was not, is the first. */
function settle() {
  if (!page.persons.some(({ phone }) => phone === chosen.person)) {
    chosen.person = page.persons[0]?.phone ?? '';
    chosen.number = numberFor(chosen.person, page, chosen.number);
  }
  if (!page.numbers.some((one) => one.phone_number_id === chosen.number))
    chosen.number = numberFor(chosen.person, page, '');
  if (chosen.person) history.replaceState(null, '', `#${chosen.person}/${chosen.number}`);
}

function ask() {
  if (!chosen.person || !chosen.number) return NOTHING;
  const query = { person: chosen.person, phone_number_id: chosen.number };
  return door('GET', `chat?${new URLSearchParams(query)}`);
}

function drawAround() {
  if (isShown('mail')) lookAtMails(page.mails);
  if (isShown('chat') && !document.hidden) page.chats.filter(isOpen).forEach(lookAt);
  drawPeople(page, chosen, choose);
  drawMails(page.mails);
  const news = page.chats.reduce((sum, chat) => sum + unread(chat), 0);
  byId('chat-count').textContent = shortly(news);
  byId('mail-count').textContent = shortly(newMails(page.mails));
  document.title = news ? `(${shortly(news)}) ${t('title')}` : t('title');
}

const isOpen = (chat) => chat.person === chosen.person && chat.phone_number_id === chosen.number;

function drawPhone({ data, waiting, failed }) {
  const who = page.persons.find(({ phone }) => phone === chosen.person);
  const whom = page.numbers.find((one) => one.phone_number_id === chosen.number);
  byId('business').textContent = whom?.verified_name ?? t('numbers.none');
  byId('business-number').textContent = whom?.display_phone_number ?? '';
  paint(byId('avatar'), whom?.verified_name ?? '');
  const log = byId('log');
  const follows = isNewChat() || log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  drawChat(data, (what) => attempt(() => say(what), t));
  drawEmpty(who, whom, data);
  drawAway(waiting, failed);
  drawSwitches(who, page.faults, chosen.number);
  byId('known-as').textContent = who && whom ? knownAs(who, whom) : '';
  writeIn(`${chosen.person} ${chosen.number}`, Boolean(who && whom));
  if (follows) toEnd();
}

function isNewChat() {
  const [log, now] = [byId('log'), `${chosen.person} ${chosen.number}`];
  const fresh = log.dataset.chat !== now;
  log.dataset.chat = now;
  return fresh;
}

function toEnd() {
  const log = byId('log');
  log.scrollTop = log.scrollHeight;
  for (const image of log.querySelectorAll('img'))
    if (!image.complete) image.addEventListener('load', () => (log.scrollTop = log.scrollHeight));
}

function drawAway(waiting, failed) {
  const words = [
    waiting && t('chat.waiting', { count: waiting }),
    failed && t('chat.failed', { count: failed }),
  ];
  byId('away').textContent = words.filter(Boolean).join(' ');
  byId('away').hidden = !waiting && !failed;
}

function knownAs(who, whom) {
  const key = who.hides_phone ? 'people.known_as_id' : 'people.known_as';
  return t(key, { name: who.name, by: knownBy(who), id: who.user_ids[whom.business_id] });
}

function choose(change) {
  Object.assign(chosen, change);
  if (change.person) chosen.number = numberFor(change.person, page, chosen.number);
  return attempt(look, t);
}

async function say(what) {
  await door('POST', `persons/${chosen.person}/say`, { phone_number_id: chosen.number, ...what });
  await look();
  toEnd();
}

async function forever() {
  if (!document.hidden) await attempt(look, t, 'look');
  setTimeout(forever, EVERY_MS);
}

document.documentElement.lang = language;
translate(document);
byId('language').value = language;
byId('language').addEventListener('change', ({ target }) => speak(target.value));
readyToTurn(() => attempt(look, t, 'look'));
readyToWrite(say);
readyToSwitch(look);
readyToAdd(async (made) => {
  await choose({ person: made });
  byId('words').focus();
});
addEventListener('hashchange', () => {
  [chosen.person = '', chosen.number = ''] = location.hash.slice(1).split('/');
  attempt(look, t);
});
document.body.hidden = false;
forever();
