import { List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { listLegalHoldsOptions } from '@/api/@tanstack/react-query.gen';
import { useMay } from '@/lib/may';
import { Empty } from '@/ui/Empty';
import { Rows } from '@/ui/Rows';
import { LegalHold } from './LegalHold';
import { PlaceLegalHold } from './PlaceLegalHold';

const MEANS = ['erasure', 'retention', 'person', 'end'] as const;

/** What must not be deleted for now: on what ground, whose, and until when. */
export function LegalHolds() {
  const { t } = useTranslation();
  const may = useMay()('privacy.write');
  const query = useQuery(listLegalHoldsOptions());
  const empty = <Empty icon={Scale} title={t('legal.none')} words={t('legal.none_why')} />;
  return (
    <Stack gap="lg">
      <div>
        <Text c="dimmed">{t('legal.lead')}</Text>
        <List size="sm" mt="xs">
          {MEANS.map((one) => (
            <List.Item key={one}>{t(`legal.means.${one}`)}</List.Item>
          ))}
        </List>
      </div>
      {may && <PlaceLegalHold />}
      <Rows query={query} empty={empty}>
        {(one) => <LegalHold key={one.id} one={one} may={may} />}
      </Rows>
    </Stack>
  );
}
