import { Text, Title } from '@mantine/core';
import { CircleCheck, CircleDashed, CircleX, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ProbeOut } from '@/api';
import { ago, count } from '@/lib/format';

/** What this installation tries on itself, and how each of it stands. */
export function Probes({ rows }: { rows: ProbeOut[] }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="probes">
      <Title order={2} id="probes" mt="xl" mb={4}>
        {t('probes.title')}
      </Title>
      <Text c="dimmed" size="sm" mb="sm">
        {t('probes.lead')}
      </Text>
      <div className="surface">
        {rows.map((one) => (
          <Probe key={one.kind} one={one} />
        ))}
      </div>
    </section>
  );
}

function Probe({ one }: { one: ProbeOut }) {
  const { t } = useTranslation();
  return (
    <div className="row probe">
      <Sign one={one} />
      <div className="grow">
        <Text fw={600}>{t(`probes.name.${one.kind}`)}</Text>
        <Text size="sm" c="dimmed">
          {t(`probes.what.${one.kind}`)}
        </Text>
        <Text size="sm" fw={550} mt={4}>
          {t(`probes.state.${state(one)}`, { ago: one.at ? ago(one.at) : '' })}
          {one.ok === false && one.why !== 'failed' && ` · ${t(`proof.why.${one.why}`)}`}
        </Text>
        {one.ok && (
          <Text size="sm" c="dimmed">
            {t(`probes.counts.${one.kind}`, numbers(one.counts))}
          </Text>
        )}
        <Faults faults={one.faults} />
      </div>
    </div>
  );
}

function Faults({ faults }: { faults: ProbeOut['faults'] }) {
  const { t } = useTranslation();
  const found = Object.entries(faults);
  if (!found.length) return null;
  return (
    <ul>
      {found.map(([code, times]) => {
        const words = t(`probes.fault.${code}`, { defaultValue: code });
        return (
          <li key={code}>
            {times > 1 ? t('probes.times', { words, shown: count(times) }) : words}
          </li>
        );
      })}
    </ul>
  );
}

function Sign({ one }: { one: ProbeOut }) {
  if (one.ok) return <CircleCheck size={20} aria-hidden color="var(--mantine-color-dimmed)" />;
  if (one.ok === false) return <CircleX size={20} aria-hidden color="var(--mantine-color-error)" />;
  const Unsure = one.why === 'awaited' ? CircleDashed : TriangleAlert;
  return <Unsure size={20} aria-hidden color="var(--mantine-color-dimmed)" />;
}

function state(one: ProbeOut): string {
  if (one.ok) return 'passed';
  if (one.ok === false) return 'failed';
  if (one.at) return one.why ?? 'late';
  return one.why === 'awaited' ? 'awaited' : 'never';
}

const numbers = (counts: ProbeOut['counts']) => ({
  sealed: count(counts.sealed_values ?? 0),
  forms: count(counts.forms_looked_for ?? 0),
  departures: count(counts.departures ?? 0),
  pages: count(counts.pages ?? 0),
});
