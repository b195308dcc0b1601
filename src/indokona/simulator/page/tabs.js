// Two views, chat and mail; the arrows go between their tabs.
import { byId } from '/phone/dom.js';

const VIEWS = ['chat', 'mail'];
export const isShown = (view) => !byId(`view-${view}`).hidden;

/** Ready to change the view; `changed` is called after each change. */
export function readyToTurn(changed) {
  for (const view of VIEWS) {
    const tab = byId(`tab-${view}`);
    tab.addEventListener('click', () => turn(view, changed));
    tab.addEventListener('keydown', ({ key }) => {
      if (!['ArrowLeft', 'ArrowRight'].includes(key)) return;
      const other = VIEWS.find((one) => one !== view);
      turn(other, changed);
      byId(`tab-${other}`).focus();
    });
  }
  turn('chat', () => {});
}

function turn(wanted, changed) {
  for (const view of VIEWS) {
    const now = view === wanted;
    byId(`view-${view}`).hidden = !now;
    byId(`tab-${view}`).setAttribute('aria-selected', String(now));
    byId(`tab-${view}`).tabIndex = now ? 0 : -1;
  }
  changed();
}
