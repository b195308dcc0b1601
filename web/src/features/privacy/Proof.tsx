import { Anchor, Container, Group, Skeleton, Text, Title, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showProofOptions } from '@/api/@tanstack/react-query.gen';
import { count, moment } from '@/lib/format';
import { LanguageChoice } from '@/ui/Choices';
import { Logo } from '@/ui/Logo';
import { useTitle } from '@/ui/Page';
import { AskTrouble } from '@/ui/Problem';
import { Colour, COLOURS, type ColourName } from './Colour';
import { Oldest } from './Oldest';
import { Probes } from './Probes';
import { Readable } from './Readable';
import { Sentence } from './Sentence';
import './proof.css';

/** Every sentence of the policy with its proof, for everybody: what fails or is missing is shown too. */
export function Proof() {
  const { t } = useTranslation();
  const [only, setOnly] = useState<ColourName | null>(null);
  useTitle(t('proof.title'));
  const query = useQuery({ ...showProofOptions(), refetchInterval: 60_000 });
  const proof = query.data;
  const shown = proof?.sentences.filter(({ state }) => !only || state === only) ?? [];
  return (
    <Container component="main" size="md" py="xl">
      <Group justify="space-between">
        <Link to="/" style={{ color: 'inherit', textDecoration: 'none' }} aria-label="INDOKONA">
          <Logo />
        </Link>
        <LanguageChoice />
      </Group>
      <Title order={1} mt="xl">
        {t('proof.title')}
      </Title>
      <Text mt="xs" maw={640}>
        {t('proof.lead')}{' '}
        <Anchor component={Link} to="/policy">
          {t('policy.title')}
        </Anchor>
      </Text>
      {query.isError && !proof && (
        <AskTrouble error={query.error} again={() => void query.refetch()} />
      )}
      {query.isPending && <Skeleton height={420} mt="lg" aria-busy="true" />}
      {proof && (
        <>
          <Text size="sm" c="dimmed" mt="sm">
            {t('proof.at', { at: moment(proof.at) })}
          </Text>
          <div className="counts" role="group" aria-label={t('proof.filter')}>
            {COLOURS.map((name) => (
              <UnstyledButton
                key={name}
                className="surface"
                aria-pressed={only === name}
                onClick={() => setOnly(only === name ? null : name)}
              >
                <Text fz={30} fw={700} lh={1.1}>
                  {count(proof.counts[name] ?? 0)}
                </Text>
                <Colour name={name} />
                <Text size="xs" c="dimmed" mt={4}>
                  {t(`proof.means.${name}`)}
                </Text>
              </UnstyledButton>
            ))}
          </div>
          <Text size="sm" role="status" mb="sm">
            {t('proof.showing', { shown: count(shown.length), all: count(proof.sentences.length) })}
          </Text>
          <div className="surface" lang="en">
            {shown.map((one) => (
              <Sentence key={one.id} one={one} />
            ))}
          </div>
          <Probes rows={proof.probes} />
          <Oldest rows={proof.oldest} />
          <Readable proof={proof} />
        </>
      )}
    </Container>
  );
}
