import type { ReactNode } from 'react';
import './message.css';

type Props = { side: 'in' | 'out'; foot?: ReactNode; below?: ReactNode; children: ReactNode };

/** One message as WhatsApp shows it: `foot` is time and state, `below` its buttons. */
export function Bubble({ side, foot, below, children }: Props) {
  return (
    <div className="bubble-place" data-side={side}>
      <div className="bubble">
        {children}
        {foot && <div className="bubble-foot">{foot}</div>}
      </div>
      {below}
    </div>
  );
}

/** The wall that bubbles stand on. */
export function Chat({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className="chat" aria-label={label}>
      {children}
    </section>
  );
}
