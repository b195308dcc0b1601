/** Letters and digits that nobody mixes up, read aloud or copied by hand. */
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Five groups of four: 99 random bits. */
export function newPassphrase(): string {
  const groups = Array.from({ length: 5 }, () => Array.from({ length: 4 }, sign).join(''));
  return groups.join('-');
}

function sign(): string {
  const byte = new Uint8Array(1);
  do crypto.getRandomValues(byte);
  while (byte[0]! >= SIGNS.length * 8); // each sign as likely as the others
  return SIGNS[byte[0]! % SIGNS.length]!;
}
