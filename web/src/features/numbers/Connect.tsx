import { Alert, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Sparkles } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MetaAppOut } from '@/api';
import { showInstallationOptions } from '@/api/@tanstack/react-query.gen';
import { Back } from '@/ui/Back';
import { CopyText } from '@/ui/CopyText';
import { Page } from '@/ui/Page';
import { AppForm } from './AppForm';
import { NumberForm } from './NumberForm';
import { SimulatorButton } from './SimulatorButton';

/** A number with one's own credentials, in the order in which Meta's pages have them. */
export function Connect() {
  const { t } = useTranslation();
  const { data: installation } = useQuery(showInstallationOptions());
  const [app, setApp] = useState<{ id: string; told: MetaAppOut } | null>(null);
  return (
    <Page
      back={<Back to="/numbers" label={t('nav.numbers')} />}
      title={t('numbers.connect')}
      lead={t('connect.lead')}
    >
      {installation?.phone_page && (
        <Alert icon={<Sparkles size={20} aria-hidden />} title={t('connect.try')}>
          <Group justify="space-between">
            <Text size="sm" flex="1 1 260px">
              {t('connect.try_why')}
            </Text>
            <SimulatorButton quiet />
          </Group>
        </Alert>
      )}
      <Section at={1} title={t('connect.app')} words={t('connect.app_why')}>
        {app ? <Callback app={app.told} /> : <AppForm onDone={setApp} />}
      </Section>
      <Section at={2} title={t('connect.number')} words={t('connect.number_why')}>
        <NumberForm appId={app?.id} />
      </Section>
    </Page>
  );
}

type SectionProps = { at: number; title: string; words: string; children: ReactNode };

function Section({ at, title, words, children }: SectionProps) {
  return (
    <section className="surface" style={{ padding: 24 }}>
      <Title order={2}>
        {at}. {title}
      </Title>
      <Text c="dimmed" mb="md" mt={4}>
        {words}
      </Text>
      {children}
    </section>
  );
}

/** What to enter at Meta, so that messages and statuses arrive here. */
function Callback({ app }: { app: MetaAppOut }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Text>{t('connect.callback')}</Text>
      <CopyText text={app.callback_url} label={t('connect.callback_url')} />
      <CopyText text={app.verify_token} label={t('connect.verify_token')} />
    </Stack>
  );
}
