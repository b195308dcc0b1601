import { Accordion, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { showConsentWordsOptions } from '@/api/@tanstack/react-query.gen';
import { language } from '@/lib/format';

/** Which words people may write in the chat, in which languages. */
export function Words() {
  const { t } = useTranslation();
  const { data } = useQuery(showConsentWordsOptions());
  if (!data) return null;
  return (
    <section aria-labelledby="words">
      <Title order={2} id="words" mb={4}>
        {t('chat_words.title')}
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        {t('chat_words.lead', { languages: data.unchecked.map(language).join(', ') })}
      </Text>
      <Accordion variant="contained" multiple>
        {Object.entries(data.words).map(([act, languages]) => (
          <Accordion.Item key={act} value={act}>
            <Accordion.Control>
              {t(`chat_words.act.${act}`, { defaultValue: act })}
            </Accordion.Control>
            <Accordion.Panel>
              {Object.entries(languages).map(([code, words]) => (
                <Text key={code} size="sm" mb={6} style={{ overflowWrap: 'anywhere' }}>
                  <strong>{language(code)}:</strong> <span lang={code}>{words.join(' · ')}</span>
                </Text>
              ))}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </section>
  );
}
