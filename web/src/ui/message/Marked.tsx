import { Fragment, type ReactNode } from 'react';

const MARKS = /(```[\s\S]+?```|`[^`\n]+`|\*[^*\n]+\*|_[^_\n]+_|~[^~\n]+~)/g;

/** A text with WhatsApp's own marks: *bold*, _slanted_, ~struck~, `code`. */
export function Marked({ text }: { text: string }) {
  return text.split(MARKS).map((part, at) => <Fragment key={at}>{marked(part)}</Fragment>);
}

function marked(part: string): ReactNode {
  if (part.startsWith('```') && part.length > 6) return <code>{part.slice(3, -3)}</code>;
  const inner = part.slice(1, -1);
  if (part.length < 3 || inner.trim() !== inner || part.at(-1) !== part[0]) return part;
  if (part[0] === '*') return <strong>{inner}</strong>;
  if (part[0] === '_') return <em>{inner}</em>;
  if (part[0] === '~') return <s>{inner}</s>;
  return part[0] === '`' ? <code>{inner}</code> : part;
}
