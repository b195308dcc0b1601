import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LiveOut } from '@/api';
import { percent } from '@/lib/format';
import { Numbers } from '@/ui/Numbers';

/** States in the order of a message's way; the small ones stand together where they mean the same. */
const GROUPS: [name: string, color: string, states: string[]][] = [
  ['read', 'blue.7', ['read']],
  ['delivered', 'teal.7', ['delivered']],
  ['sent', 'gray.6', ['accepted', 'sent']],
  ['waiting', 'gray.4', ['queued', 'dispatching']],
  ['doubtful', 'yellow.6', ['unknown', 'doubtful']],
  ['failed', 'red.7', ['failed']],
  ['refused', 'orange.6', ['refused']],
];

/** All recipients as one bar, and the same in figures. */
export function Bar({ live }: { live: LiveOut }) {
  const { t } = useTranslation();
  const all = live.counts.recipients ?? 0;
  const groups = GROUPS.map(([name, color, states]) => ({
    name,
    color,
    value: states.reduce((sum, state) => sum + (live.counts[state] ?? 0), 0),
  }));
  const done = all - groups.find(({ name }) => name === 'waiting')!.value;
  const shown = groups.filter(
    ({ name, value }) => value > 0 || ['read', 'delivered', 'failed', 'refused'].includes(name),
  );
  return (
    <>
      <Progress.Root size={22} radius="md">
        {groups
          .filter(({ value }) => value > 0)
          .map(({ name, color, value }) => (
            <Progress.Section
              key={name}
              value={(value / all) * 100}
              color={color}
              aria-label={t(`live.state.${name}`)}
              aria-valuetext={percent(value / all)}
            />
          ))}
      </Progress.Root>
      <Numbers
        label={t('live.progress', { part: percent(all ? done / all : 0) })}
        of={shown.map(({ name, value, color }) => [t(`live.state.${name}`), value, color])}
      />
    </>
  );
}
