// The one way to the simulator, and what is said when it does not work.
import { byId } from '/phone/dom.js';

/** A turn of the control door; its answer, or an error in its words. */
export async function door(method, path, body) {
  const answer = await fetch(`/_control/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error || `HTTP ${answer.status}`);
  return found;
}

/** A file of this page. */
export const file = async (name) => (await fetch(`/phone/${name}`)).json();

/**
 * Does something. Trouble of an act stands until another act works; trouble of the asking that goes
 * on by itself (`from` is `look`) only until the next answer.
 */
export async function attempt(act, words, from = 'act') {
  try {
    await act();
    if (from === 'act' || byId('trouble').dataset.from === from) tell('');
    return true;
  } catch (error) {
    const away = error instanceof TypeError;
    tell(away ? words('trouble.away') : words('trouble.said', { said: error.message }), from);
    return false;
  }
}

/** Says it where it cannot be missed; an empty text takes it away. */
export function tell(text, from = 'act') {
  const place = byId('trouble');
  if (place.textContent !== text) place.textContent = text;
  place.dataset.from = from;
  place.hidden = !text;
}
