import { Alert, Code, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { showChainOptions } from '@/api/@tanstack/react-query.gen';
import { count, day, moment } from '@/lib/format';

/** How far the record is closed and signed, so that a later change would be found. */
export function Chain() {
  const { t } = useTranslation();
  const { data } = useQuery({ ...showChainOptions(), refetchInterval: 60_000 });
  if (!data) return null;
  const head = data.heads[0];
  return (
    <Alert color="gray" icon={<Link2 size={20} aria-hidden />} title={t('audit.chain')}>
      <Text size="sm">
        {data.closed_at
          ? t('audit.closed', {
              count: data.segments,
              shown: count(data.segments),
              at: moment(data.closed_at),
            })
          : t('audit.open')}{' '}
        {head ? t('audit.signed', { day: day(head.day) }) : t('audit.unsigned')}
      </Text>
      {head && (
        <details style={{ marginTop: 8 }}>
          <summary>{t('audit.keep')}</summary>
          <Code block mt="xs" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {`${head.day} ${head.segment}\n${head.head}\n${head.signature}\n${data.public_key}`}
          </Code>
        </details>
      )}
    </Alert>
  );
}
