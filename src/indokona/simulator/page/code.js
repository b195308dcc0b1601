// A code that is read at a glance and copied by one press.
import { make } from '/phone/dom.js';
import { icon } from '/phone/icons.js';
import { t } from '/phone/words.js';

/** The code, large, as a button that copies it. */
export function codeButton(code) {
  const said = make('small', { role: 'status' }, icon('copy'), t('code.copy'));
  const node = make('button', { type: 'button', className: 'code' }, make('b', {}, code), said);
  node.addEventListener('click', async () => said.replaceChildren(...(await copied(code))));
  return node;
}

async function copied(code) {
  try {
    await navigator.clipboard.writeText(code);
    return [icon('check'), t('code.copied')];
  } catch {
    return [t('code.by_hand')];
  }
}
