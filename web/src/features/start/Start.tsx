import { Anchor, Group, Progress, Skeleton, Text, Title } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { PartyPopper, Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { showInstallationOptions, showMeOptions } from '@/api/@tanstack/react-query.gen';
import { Page } from '@/ui/Page';
import { StepRow } from './StepRow';
import { useSteps } from './steps';

/** The checklist to the first message delivered and the first reply answered. */
export function Start() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(showMeOptions());
  const { data: installation } = useSuspenseQuery(showInstallationOptions());
  const { steps, pending } = useSteps(me);
  const done = steps.filter(({ state }) => state === 'done').length;
  return (
    <Page title={t('start.title', { name: me.name.split(' ')[0] })} lead={t('start.lead')}>
      <section className="surface" aria-labelledby="steps">
        <div style={{ padding: '20px 22px 16px' }}>
          <Group justify="space-between" mb={10}>
            <Title order={2} id="steps">
              {t(done === steps.length ? 'start.all' : 'start.steps')}
            </Title>
            <Text c="dimmed">{t('start.done', { done, of: steps.length })}</Text>
          </Group>
          <Progress
            value={(done / steps.length) * 100}
            aria-label={t('start.done', { done, of: steps.length })}
          />
        </div>
        {pending ? (
          <Skeleton height={320} m="md" width="auto" />
        ) : (
          <ol
            style={{ margin: 0, padding: 0, listStyle: 'none', borderTop: '1px solid var(--edge)' }}
          >
            {steps.map((step, at) => (
              <StepRow key={step.name} step={step} at={at + 1} />
            ))}
          </ol>
        )}
      </section>
      {done === steps.length && (
        <Group gap="sm">
          <PartyPopper aria-hidden />
          <Text>{t('start.well_done')}</Text>
        </Group>
      )}
      {installation.phone_page && (
        <Group className="surface" p="lg" gap="md" wrap="nowrap" align="flex-start">
          <Smartphone aria-hidden />
          <Text>
            {t('start.simulated')}{' '}
            <Anchor href={installation.phone_page} target="_blank" rel="noreferrer">
              {t('codes.phone_page')}
            </Anchor>
          </Text>
        </Group>
      )}
    </Page>
  );
}
