import { Alert, Anchor, Button, Stack, Text } from '@mantine/core';
import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AskedOut } from '@/api';
import type { Kind } from './Wish';

type Props = { kind: Kind; asked: AskedOut; back: () => void };

/** What became of a wish, with the link that belongs to it. */
export function Given({ kind, asked, back }: Props) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Alert color="green" icon={<CircleCheck size={20} aria-hidden />} role="status">
        <Text>{t(`desk.given.${kind}`)}</Text>
        {asked.url && (
          <Anchor href={asked.url} fw={600} style={{ overflowWrap: 'anywhere' }}>
            {t(kind === 'access' ? 'desk.fetch' : 'desk.receipt')}
          </Anchor>
        )}
      </Alert>
      <Button variant="default" onClick={back}>
        {t('desk.more')}
      </Button>
    </Stack>
  );
}
