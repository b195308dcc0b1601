import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listNumbersOptions } from '@/api/@tanstack/react-query.gen';
import { storageWords } from '@/lib/storage';
import { moment } from '@/lib/format';
import { useMay } from '@/lib/may';

/** What lies outside of this installation: where Meta keeps each number's messages. */
export function AtMeta() {
  const { t, i18n } = useTranslation();
  const sees = useMay()('numbers.read');
  const { data: numbers = [] } = useQuery({ ...listNumbersOptions(), enabled: sees });
  if (!numbers.length) return null;
  return (
    <>
      <Title order={2}>{t('storage.at_meta')}</Title>
      <div className="surface">
        {numbers.map((one) => (
          <div className="row" key={one.id}>
            <div className="grow">
              <Text fw={600}>{one.name || one.display}</Text>
              <Text size="sm">{storageWords(one, t, i18n.language)}</Text>
              {one.storage_asked_at && (
                <Text size="sm" c="dimmed">
                  {t('storage.asked', { at: moment(one.storage_asked_at) })}
                </Text>
              )}
            </div>
          </div>
        ))}
      </div>
    </>
  );
}
