import { Badge, Text, Title } from '@mantine/core';
import { Ban, CircleX, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LiveOut } from '@/api';
import { count } from '@/lib/format';
import { failureWords, refusalWords } from '@/lib/reason';

/** Why some were not sent, and why some did not arrive, each with what can be done. */
export function Reasons({ live }: { live: LiveOut }) {
  const { t } = useTranslation();
  const refused = Object.entries(live.refusals).sort((a, b) => b[1] - a[1]);
  return (
    <>
      {refused.length > 0 && (
        <List id="refused" title={t('live.refused_title')} lead={t('live.refused_why')}>
          {refused.map(([code, value]) => (
            <Reason key={code} icon={Ban} value={value} {...refusalWords(code, t)} />
          ))}
        </List>
      )}
      {live.failures.length > 0 && (
        <List id="failed" title={t('live.failed_title')} lead={t('live.failed_why')}>
          {live.failures.map(({ code, count: value, words }) => (
            <Reason
              key={code}
              icon={CircleX}
              value={value}
              title={failureWords(code, t, words)}
              words={t('live.code', { code })}
            />
          ))}
        </List>
      )}
    </>
  );
}

type ListProps = { id: string; title: string; lead: string; children: React.ReactNode };

function List({ id, title, lead, children }: ListProps) {
  return (
    <section className="surface" aria-labelledby={id}>
      <div className="panel" style={{ paddingBottom: 8 }}>
        <Title order={2} id={id}>
          {title}
        </Title>
        <Text size="sm" c="dimmed">
          {lead}
        </Text>
      </div>
      {children}
    </section>
  );
}

type ReasonProps = { icon: LucideIcon; value: number; title: string; words: string };

function Reason({ icon: Icon, value, title, words }: ReasonProps) {
  return (
    <div className="row">
      <Icon size={20} aria-hidden />
      <div className="grow">
        <Text fw={600}>{title}</Text>
        <Text size="sm" c="dimmed">
          {words}
        </Text>
      </div>
      <Badge variant="default" size="lg">
        {count(value)}
      </Badge>
    </div>
  );
}
