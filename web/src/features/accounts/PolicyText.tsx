import { Accordion, Loader, ScrollArea, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { showPolicyOptions } from '@/api/@tanstack/react-query.gen';
import { AskTrouble } from '@/ui/Problem';

/** The policy in force, folded until somebody wants to read it. */
export function PolicyText({ version }: { version: string }) {
  const { t } = useTranslation();
  return (
    <Accordion variant="contained">
      <Accordion.Item value="policy">
        <Accordion.Control>{t('policy.read', { version })}</Accordion.Control>
        <Accordion.Panel>
          <ScrollArea.Autosize
            mah={300}
            viewportProps={{ tabIndex: 0, 'aria-label': t('policy.title') }}
          >
            <Sections />
          </ScrollArea.Autosize>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

/** Every sentence, under its heading. */
export function Sections() {
  const policy = useQuery({ ...showPolicyOptions(), staleTime: Infinity });
  if (policy.isError)
    return <AskTrouble error={policy.error} again={() => void policy.refetch()} />;
  if (!policy.data) return <Loader />;
  return (
    <div lang="en">
      {policy.data.sections.map(({ number, heading, sentences }) => (
        <section key={number}>
          <Title order={3} size="h5" mt="md" mb={4}>
            {number}. {heading}
          </Title>
          {sentences.map(({ id, says }) => (
            <Text key={id} size="sm" mb={4}>
              {says}
            </Text>
          ))}
        </section>
      ))}
    </div>
  );
}
