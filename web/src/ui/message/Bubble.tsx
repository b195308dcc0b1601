import { ExternalLink, Phone, Reply, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Formatted } from './Formatted';
import './message.css';

const SIGNS: Record<string, LucideIcon> = { URL: ExternalLink, PHONE_NUMBER: Phone };

export type BubbleProps = {
  side: 'in' | 'out' | 'note';
  header?: string | null;
  body?: string | null;
  footer?: string | null;
  buttons?: { type?: string; text?: string; url?: string | null }[];
  media?: ReactNode;
  author?: string | null;
  /** The time, and how far it came. */
  foot?: ReactNode;
  /** What stands below the bubble: a refusal in words. */
  children?: ReactNode;
};

/** A message as WhatsApp shows it: the one renderer for every place that shows one. */
export function Bubble({
  side,
  header,
  body,
  footer,
  buttons,
  media,
  author,
  foot,
  children,
}: BubbleProps) {
  return (
    <div className="message" data-side={side}>
      <div className="bubble">
        {author && <div className="author">{author}</div>}
        {media}
        {header && (
          <div className="header" dir="auto">
            {header}
          </div>
        )}
        {body && (
          <div className="body" dir="auto">
            <Formatted text={body} />
          </div>
        )}
        {footer && (
          <div className="footer" dir="auto">
            {footer}
          </div>
        )}
        {foot && <div className="foot">{foot}</div>}
        {Boolean(buttons?.length) && (
          <ul className="buttons">
            {buttons?.map(({ type, text, url }, at) => {
              const Sign = SIGNS[type ?? ''] ?? (url ? ExternalLink : Reply);
              return (
                <li key={at}>
                  <Sign size={15} aria-hidden />
                  <span dir="auto">{text}</span>
                </li>
              );
            })}
          </ul>
        )}
      </div>
      {children}
    </div>
  );
}
