// WhatsApp's marks and addresses in a text. Nothing in it becomes markup of ours.
import { make } from '/phone/dom.js';

/** An address, then the four marks around words and never across lines; mono is taken first. */
const MARKS =
  /```([\s\S]+?)```|(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'*_~])|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?!\w)|(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)|(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?!\w)/g;

/** The nodes of a text as WhatsApp shows it. */
export function marked(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    nodes.push(text.slice(from, match.index), node(match));
    from = match.index + match[0].length;
  }
  return [...nodes, text.slice(from)];
}

function node([, mono, address, bold, italic, strike]) {
  if (mono !== undefined) return make('code', {}, mono);
  if (address !== undefined) return outward(address, address);
  if (bold !== undefined) return make('strong', {}, marked(bold));
  if (italic !== undefined) return make('em', {}, marked(italic));
  return make('s', {}, marked(strike));
}

/** A link that leaves the page: only the kinds a phone would follow. */
export function outward(href, ...children) {
  const safe = /^(https?|tel):/i.test(href) ? href : '#';
  return make(
    'a',
    { href: safe, target: '_blank', rel: 'noreferrer noopener', title: href },
    ...children,
  );
}
