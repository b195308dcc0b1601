// What arrived in a chat since it was last looked at. Kept by this browser, as a phone would.
const PLACE = 'seen';
const seen = JSON.parse(localStorage.getItem(PLACE) ?? '{}');

const nameOf = ({ person, phone_number_id }) => `${person} ${phone_number_id}`;

function keep(name, at) {
  if ((seen[name] ?? 0) >= at) return;
  seen[name] = at;
  localStorage.setItem(PLACE, JSON.stringify(seen));
}

/** How many messages of a chat are new; ten stand for more. */
export const unread = (chat) => chat.arrived.filter((at) => at > (seen[nameOf(chat)] ?? 0)).length;

/** Somebody looked at a chat. */
export const lookAt = (chat) => keep(nameOf(chat), Math.max(0, ...chat.arrived));

export const newMails = (mails) => mails.filter(({ at }) => at > (seen.mail ?? 0)).length;

export const lookAtMails = (mails) => keep('mail', Math.max(0, ...mails.map(({ at }) => at)));

/** A number for the eye: 9+ stands for ten and more. */
export const shortly = (count) => (count > 9 ? '9+' : String(count || ''));
