// Somebody new: a small form over the page.
import { byId } from '/phone/dom.js';
import { attempt, door } from '/phone/door.js';
import { icon } from '/phone/icons.js';
import { t } from '/phone/words.js';

const [FEWEST, MOST] = [7, 15];

/** Ready to add people; `done` gets the new person. */
export function readyToAdd(done) {
  byId('open-add').prepend(icon('plus'));
  byId('open-add').addEventListener('click', open);
  byId('cancel-add').addEventListener('click', () => byId('add').close());
  byId('new-hides').addEventListener('change', show);
  byId('create').addEventListener('submit', (event) => {
    event.preventDefault();
    add(done);
  });
}

/** Opens the form, empty. */
export function open() {
  byId('create').reset();
  complain(false);
  show();
  byId('add').showModal();
  byId('new-name').focus();
}

function show() {
  const hides = byId('new-hides').checked;
  byId('new-phone-field').hidden = hides;
  byId('hides-why').hidden = !hides;
  if (hides) complain(false);
}

function complain(bad) {
  byId('new-phone-bad').hidden = !bad;
  byId('new-phone').setAttribute('aria-invalid', String(bad));
}

async function add(done) {
  const [name, hides] = [byId('new-name').value.trim(), byId('new-hides').checked];
  const phone = hides ? '' : byId('new-phone').value.replace(/\D/g, '');
  const bad = !hides && !(phone.length >= FEWEST && phone.length <= MOST);
  complain(bad);
  if (!name || bad) return byId(name ? 'new-phone' : 'new-name').focus();
  return attempt(async () => {
    const made = await door('POST', 'persons', { name, phone });
    byId('add').close();
    await done(made.phone);
  }, t);
}
