import { Badge } from '@mantine/core';
import { Ban, CircleCheck, CircleX, Clock, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';

const LOOKS: Record<string, [string, LucideIcon]> = {
  good: ['green', CircleCheck],
  wait: ['yellow', Clock],
  bad: ['red', CircleX],
  off: ['gray', Ban],
};
const MEANS: Record<string, keyof typeof LOOKS> = {
  connected: 'good',
  approved: 'good',
  done: 'good',
  read: 'good',
  delivered: 'good',
  running: 'wait',
  scheduled: 'wait',
  queued: 'wait',
  dispatching: 'wait',
  accepted: 'wait',
  sent: 'wait',
  unknown: 'wait',
  doubtful: 'wait',
  sending: 'wait',
  pending: 'wait',
  open: 'wait',
  asked: 'wait',
  held: 'wait',
  telling: 'wait',
  rejected: 'bad',
  failed: 'bad',
  disconnected: 'bad',
};

/** A state in a colour, with a sign and a word: colour is never the only one. */
export function State({ of }: { of: string }) {
  const { t } = useTranslation();
  const name = of.toLowerCase();
  const [color, Icon] = LOOKS[MEANS[name] ?? 'off']!;
  return (
    <Badge
      variant="light"
      color={color}
      c="var(--mantine-color-text)"
      leftSection={<Icon size={13} aria-hidden />}
    >
      {t(`state.${name}`, { defaultValue: of })}
    </Badge>
  );
}
