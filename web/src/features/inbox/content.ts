import type { MessageOut } from '@/api';

export type FileOf = { kind: string; name: string | null };
type Shown = {
  header?: string | null;
  body?: string | null;
  footer?: string | null;
  buttons?: { text: string; url?: string | null }[];
  file?: FileOf;
};

const text = (value: unknown) => (typeof value === 'string' ? value : null);
const FILES = new Set(['image', 'video', 'audio', 'document', 'sticker']);

/** What a bubble shows of a message, whichever way it came or went. */
export function contentOf({ content, kind }: MessageOut): Shown {
  if (!content) return {};
  if (typeof content.body === 'string') return template(content);
  const media = content.media as Record<string, unknown> | undefined;
  const type = text(content.type) ?? kind;
  const file =
    media || FILES.has(type) ? { kind: type, name: text((media ?? content).filename) } : undefined;
  return { body: text(content.text) ?? text((media ?? content).caption), file };
}

function template(content: Record<string, unknown>): Shown {
  const buttons = (content.buttons ?? []) as [string, string | null][];
  return {
    header: text(content.header),
    body: text(content.body),
    footer: text(content.footer),
    buttons: buttons.map(([label, url]) => ({ text: label, url })),
  };
}
