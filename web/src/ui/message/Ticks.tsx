import { VisuallyHidden } from '@mantine/core';
import {
  Ban,
  Check,
  CheckCheck,
  CircleAlert,
  CircleHelp,
  Clock,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';

const SIGNS: Record<string, LucideIcon> = {
  queued: Clock,
  dispatching: Clock,
  accepted: Clock,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: CircleAlert,
  refused: Ban,
  unknown: CircleHelp,
  doubtful: CircleHelp,
};

/** How far a message came. One tick or two would be a riddle: the word stands beside them. */
export function Ticks({ state }: { state: string }) {
  const { t } = useTranslation();
  const Sign = SIGNS[state] ?? Clock;
  const word = t(`message.${state}`, { defaultValue: state });
  return (
    <span
      className="ticks"
      data-state={state}
      title={t(`message.${state}_why`, { defaultValue: word })}
    >
      <Sign size={14} aria-hidden />
      <VisuallyHidden>, </VisuallyHidden>
      {word}
    </span>
  );
}
