// Files: what came with a message, and what is about to be sent.
import { make } from '/phone/dom.js';
import { icon } from '/phone/icons.js';
import { outward } from '/phone/marks.js';
import { t } from '/phone/words.js';

const SEEN = { image: 'img', sticker: 'img', video: 'video', audio: 'audio' };
const PICTURES = ['image/jpeg', 'image/png'];
const MEGABYTE = 1024 * 1024;
const MOST = { image: 5, video: 16, audio: 16, document: 16 };

/** The file of a message: seen or heard here, or a chip that opens it. */
export function fileOf({ id, kind, name, link }) {
  const shown = name === kind ? t(`file.${kind}`) : name;
  const chip = [icon('file'), make('span', { dir: 'auto' }, shown)];
  if (!id) {
    const away = link ? outward(link, ...chip) : make('span', {}, ...chip);
    away.className = 'file';
    return away;
  }
  const src = `/_control/media/${encodeURIComponent(id)}`;
  if (SEEN[kind] === 'img') return make('img', { src, alt: shown });
  if (SEEN[kind]) return make(SEEN[kind], { src, controls: true, 'aria-label': shown });
  return make('a', { className: 'file', href: src, download: shown }, ...chip);
}

/** What WhatsApp makes of a chosen file: pictures, films and sounds it can play, else a document. */
export function kindOf(type) {
  if (PICTURES.includes(type)) return 'image';
  const [first] = type.split('/');
  return ['video', 'audio'].includes(first) ? first : 'document';
}

/** A chosen file with its bytes; an error in words if it is too large. */
export async function chosen(file) {
  const kind = kindOf(file.type);
  if (file.size > MOST[kind] * MEGABYTE)
    throw new Error(t('compose.too_large', { name: file.name, most: MOST[kind] }));
  const address = await read(file);
  const mime_type = file.type || 'application/octet-stream';
  return { kind, mime_type, address, filename: file.name, base64: address.split(',')[1] ?? '' };
}

function read(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}
