// What an empty phone says: always the next step.
import { open } from '/phone/adding.js';
import { byId, make } from '/phone/dom.js';
import { t } from '/phone/words.js';

/** Draws the reason why there is nothing, or nothing. */
export function drawEmpty(person, number, messages) {
  const why = !number ? 'no_number' : !person ? 'no_person' : messages.length ? '' : 'no_message';
  const place = byId('empty');
  place.hidden = !why;
  if (place.dataset.why === why) return;
  place.dataset.why = why;
  const words = why
    ? [make('p', {}, make('strong', {}, t(`empty.${why}`))), make('p', {}, t(`empty.${why}_why`))]
    : [];
  place.replaceChildren(...words, ...(why === 'no_person' ? [opener()] : []));
}

function opener() {
  const node = make('button', { type: 'button', className: 'main' }, t('people.add'));
  node.addEventListener('click', open);
  return node;
}
