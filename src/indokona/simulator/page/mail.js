// The platform's mails: read by nobody but the person at this page.
import { codeButton } from '/phone/code.js';
import { byId, draw, make } from '/phone/dom.js';
import { marked } from '/phone/marks.js';
import { day, t, time } from '/phone/words.js';

/** Draws the mails, newest first. */
export function drawMails(mails) {
  draw(byId('mails'), mails, { key: ({ id }) => id, sign: ({ id }) => id, build: mail });
  byId('no-mail').hidden = mails.length > 0;
}

function mail({ subject, sender, to, at, text }) {
  const [code] = /\b\d{6}\b/.exec(text) ?? [];
  const when = `${day(at)}, ${time(at)}`;
  return make(
    'li',
    { className: 'mail' },
    make('h2', { dir: 'auto' }, subject || t('mail.no_subject')),
    make('p', { className: 'hint' }, t('mail.from', { sender, to: to.join(', '), when })),
    code && codeButton(code),
    make('p', { className: 'text', dir: 'auto' }, text ? marked(text) : t('mail.no_text')),
  );
}
