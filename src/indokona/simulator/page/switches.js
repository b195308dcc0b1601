// Switches for bad days: what this phone does, and what goes wrong at Meta. Each says what it does.
import { byId, draw, make } from '/phone/dom.js';
import { attempt, door } from '/phone/door.js';
import { t } from '/phone/words.js';

/** The first value is the ordinary one. Two values make a box to tick, more a choice. */
const PERSON = [
  { name: 'arrives', field: 'delivers_after', values: [0.2, 5, 30, null], trouble: true },
  { name: 'reads', field: 'reads_after', values: [1, null] },
  { name: 'blocked', field: 'blocked', values: [false, true], trouble: true },
  { name: 'absent', field: 'not_on_whatsapp', values: [false, true], trouble: true },
  { name: 'hides', field: 'hides_phone', values: ['', 'omit'] },
  { name: 'stopped', field: 'stopped_marketing', values: [false, true] },
];
const META = [
  { name: 'slow', field: 'delay_ms', values: [0, 2000, 10000], trouble: true },
  { name: 'lost', field: 'lose_answers', values: [0, 0.5, 1], trouble: true },
  { name: 'silent', field: 'drop_statuses', values: [0, 0.5, 1], trouble: true },
  { name: 'refused', field: 'error_rate', values: [0, 0.5, 1], trouble: true },
  { name: 'doubled', field: 'duplicate_webhooks', values: [0, 1], trouble: true },
  { name: 'shuffled', field: 'reorder_webhooks', values: [false, true], trouble: true },
  { name: 'held', field: 'hold_webhooks', values: [false, true], trouble: true },
];

let now = { person: null, number: '' };
let renew = null;

/** Ready to switch; `changed` is called after each. */
export function readyToSwitch(changed) {
  renew = changed;
  byId('put-right').addEventListener('click', () => act(putRight));
  byId('unblock').addEventListener('click', () => act(() => patch({ blocked: false })));
  byId('open-switches').addEventListener('click', () =>
    show(byId('switches').dataset.open !== 'yes'),
  );
  byId('close-switches').addEventListener('click', () => show(false));
  byId('switches').addEventListener('keydown', ({ key }) => key === 'Escape' && show(false));
}

function show(open) {
  byId('switches').dataset.open = open ? 'yes' : 'no';
  byId('open-switches').setAttribute('aria-expanded', String(open));
  byId(open ? 'close-switches' : 'open-switches').focus();
}

/** Draws both groups, and says above the page what is out of order. */
export function drawSwitches(person, faults, number) {
  now = { person, number };
  group('person-switches', person ? PERSON : [], person);
  group('meta-switches', META, faults);
  const theirs = person ? told(PERSON, person).join(', ') : '';
  const whose = theirs && t('switch.of', { name: person.name, said: theirs });
  const words = [whose, ...told(META, faults)].filter(Boolean).join(' · ');
  byId('on').hidden = !words;
  if (byId('on-words').textContent !== words) byId('on-words').textContent = words;
  byId('blocked').hidden = !person?.blocked;
  byId('compose').hidden = Boolean(person?.blocked);
}

/** Which of the values stands: others may have been set by a program, the nearest is shown. */
function place({ field, values }, source) {
  const value = source[field];
  const exact = values.indexOf(value);
  if (exact >= 0 || typeof value !== 'number') return Math.max(exact, 0);
  const far = values.map((one) => (one === null ? Infinity : Math.abs(one - value)));
  const nearest = far.indexOf(Math.min(...far));
  return nearest === 0 && value > values[0] && values[0] === 0 ? 1 : nearest;
}

function told(switches, source) {
  return switches
    .filter((one) => one.trouble && place(one, source) > 0)
    .map((one) => said(one, place(one, source)));
}

function said({ name, values }, at) {
  if (values.length === 2) return t(`switch.on.${name}`);
  return `${t(`switch.label.${name}`)}: ${t(`switch.${name}.${at}`)}`;
}

function group(id, switches, source) {
  draw(byId(id), switches, {
    key: (one) => one.name,
    sign: (one) => place(one, source),
    build: (one) => (one.values.length === 2 ? box : choice)(one, place(one, source)),
  });
}

function box(one, at) {
  const input = make('input', { type: 'checkbox', id: `switch-${one.name}`, checked: at === 1 });
  return control(one, input, () => (input.checked ? 1 : 0), 'switch');
}

function choice(one, at) {
  const options = one.values.map((_, n) =>
    make('option', { value: n }, t(`switch.${one.name}.${n}`)),
  );
  const select = make('select', { id: `switch-${one.name}` }, options);
  select.value = String(at);
  return control(one, select, () => Number(select.value), 'pick');
}

function control(one, input, chosen, className) {
  const why = `why-${one.name}`;
  input.setAttribute('aria-describedby', why);
  input.addEventListener('change', () => act(() => turn(one, one.values[chosen()])));
  const label = make('span', {}, t(`switch.label.${one.name}`));
  const parts = className === 'switch' ? [input, label] : [label, input];
  return make(
    'div',
    {},
    make('label', { className }, parts),
    make('p', { className: 'hint', id: why }, t(`switch.why.${one.name}`)),
  );
}

const act = (what) =>
  attempt(async () => {
    await what();
    await renew();
  }, t);

const patch = (change) => door('PATCH', `persons/${now.person.phone}`, change);

function turn({ name, field }, value) {
  if (META.some((one) => one.name === name)) return door('PATCH', 'faults', { [field]: value });
  if (name !== 'stopped') return patch({ [field]: value });
  const choice = value ? 'stop' : 'resume';
  const body = { choice, phone_number_id: now.number };
  return door('POST', `persons/${now.person.phone}/preferences`, body);
}

async function putRight() {
  await door('POST', 'faults', {});
  const ordinary = PERSON.filter(({ trouble }) => trouble).map(({ field, values }) => [
    field,
    values[0],
  ]);
  if (now.person) await patch(Object.fromEntries(ordinary));
}
