import { Accordion, List, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ProofOut, ReadableOut } from '@/api';
import { count } from '@/lib/format';

/** What a thief of both databases could read without the keys: said plainly, by kind. */
export function Readable({ proof }: { proof: ProofOut }) {
  const { t, i18n } = useTranslation();
  const kinds = new Map<string, ReadableOut[]>();
  for (const one of proof.readable) kinds.set(one.words, [...(kinds.get(one.words) ?? []), one]);
  return (
    <section>
      <Title order={2} mt="xl" mb="xs">
        {t('proof.readable')}
      </Title>
      <Text c="dimmed" mb="md" maw={640}>
        {t('proof.readable_why', { count: proof.window_days })}
      </Text>
      <Accordion variant="contained" order={3} lang="en">
        {[...kinds].map(([words, columns]) => (
          <Accordion.Item key={words} value={words}>
            <Accordion.Control>
              {words}{' '}
              <Text span size="sm" c="dimmed" lang={i18n.language}>
                {t('proof.columns', { count: columns.length, shown: count(columns.length) })}
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <List size="sm">
                {columns.map((one) => (
                  <List.Item key={`${one.database} ${one.column}`}>
                    <code>{one.column}</code>
                  </List.Item>
                ))}
              </List>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </section>
  );
}
