import { Fragment, type ReactNode } from 'react';

/** WhatsApp's four marks, each around words and never across lines; mono is taken first. */
const MARKS =
  /```([\s\S]+?)```|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?!\w)|(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)|(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?!\w)/g;

/** A text as WhatsApp shows it. Nothing in it becomes markup of ours. */
export function Formatted({ text }: { text: string }) {
  return <>{parts(text)}</>;
}

function parts(text: string): ReactNode[] {
  const found: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    found.push(text.slice(from, match.index));
    found.push(<Fragment key={match.index}>{marked(match)}</Fragment>);
    from = match.index + match[0].length;
  }
  return [...found, text.slice(from)];
}

function marked([, mono, bold, italic, strike]: RegExpMatchArray): ReactNode {
  if (mono !== undefined) return <code>{mono}</code>;
  if (bold !== undefined) return <strong>{parts(bold)}</strong>;
  if (italic !== undefined) return <em>{parts(italic)}</em>;
  return <s>{parts(strike ?? '')}</s>;
}
